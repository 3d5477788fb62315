#include "storage/cache/disk_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/uio.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/log.h"

namespace triforium::storage {
namespace {

constexpr std::uint64_t kMegabyte = 1 << 20;
// So many segments that dropping one loses little; each costs two descriptors.
constexpr std::uint64_t kSegments = 32;
// Of a segment that is dropped, what was used may be written again up to this part: the work stays bounded.
constexpr std::uint64_t kSecondChancePart = 4;

DiskCache::Settings completed(DiskCache::Settings settings) {
  if (settings.segment_bytes == 0) {
    settings.segment_bytes = std::clamp(settings.max_bytes / kSegments, kMegabyte, 256 * kMegabyte);
  }
  // Offsets have 32 bits, and two segments have to fit.
  settings.segment_bytes = std::min({settings.segment_bytes, settings.max_bytes / 2, std::uint64_t{UINT32_MAX}});
  return settings;
}

Result<FileDescriptor> lock_folder(std::filesystem::path const& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  auto const path = folder / "lock";
  FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.is_open()) {
    return fail(ErrorKind::internal, "The folder of the disk cache cannot be used.",
                fmt::format("{}: {}", path.string(), std::strerror(errno)));
  }
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return fail(ErrorKind::busy, "Another process uses the folder of the disk cache.", folder.string());
  }
  return lock;
}

// "0000002a.table" → 42; absent for any other name.
std::optional<std::uint32_t> segment_number_of(std::string const& name) {
  constexpr std::size_t kDigits = 8;
  if (name.size() <= kDigits) return std::nullopt;
  auto const extension = std::string_view(name).substr(kDigits);
  if (extension != ".table" && extension != ".data") return std::nullopt;
  std::uint32_t number = 0;
  auto const [end, error] = std::from_chars(name.data(), name.data() + kDigits, number, 16);
  if (error != std::errc() || end != name.data() + kDigits || number == 0) return std::nullopt;
  return number;
}

std::vector<std::uint32_t> segment_numbers(std::filesystem::path const& folder) {
  std::vector<std::uint32_t> numbers;
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    if (auto const number = segment_number_of(entry->path().filename())) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

// Whether that byte of the file is in memory.
bool is_in_memory(int descriptor, std::uint64_t offset) {
  char byte = 0;
  iovec part{&byte, 1};
  // https://man7.org/linux/man-pages/man2/readv.2.html – RWF_NOWAIT: “do not wait for data which is not immediately
  // available”. File systems that do not know the flag fail: they are taken for slow ones.
  return ::preadv2(descriptor, &part, 1, static_cast<off_t>(offset), RWF_NOWAIT) == 1;
}

Row purge_row(std::uint64_t group, std::uint64_t generation) {
  Row row;
  row.kind = Row::Kind::purge;
  row.group = group;
  row.generation = generation;
  return row;
}

Row record_row(CacheKey const& key) {
  Row row;
  row.digest = key.digest;
  row.group = key.group;
  row.generation = key.generation;
  return row;
}

Place place_of(std::uint32_t segment, NumberedRow const& numbered) {
  return {segment, numbered.number, static_cast<std::uint32_t>(numbered.row.offset), numbered.row.length};
}

}  // namespace

bool StoredRecord::is_resident() const {
  return length() == 0 || (is_in_memory(descriptor(), offset()) && is_in_memory(descriptor(), offset() + length() - 1));
}

DiskCache::Counters::Counters(Metrics& metrics, std::string const& name)
    : hits(metrics.counter("triforium_cache_hits_total", "Lookups that a cache answered", {{"cache", name}})),
      misses(
          metrics.counter("triforium_cache_misses_total", "Lookups that a cache could not answer", {{"cache", name}})),
      dropped(metrics.counter("triforium_cache_dropped_total",
                              "What was not written, because the disk was too slow or had failed", {{"cache", name}})),
      corrupt(metrics.counter("triforium_cache_corrupt_total", "Records that were damaged on disk", {{"cache", name}})),
      bytes(metrics.gauge("triforium_cache_bytes", "What a cache holds", {{"cache", name}})),
      entries(metrics.gauge("triforium_cache_entries", "What a cache holds", {{"cache", name}})) {}

DiskCache::DiskCache(Settings settings, Generations& generations, Metrics& metrics, FileDescriptor lock)
    : settings_(completed(std::move(settings))),
      generations_(generations),
      lock_(std::move(lock)),
      counters_(metrics, settings_.name) {}

Result<std::unique_ptr<DiskCache>> DiskCache::open(Settings settings, Generations& generations, Metrics& metrics) {
  TRIFORIUM_TRY(auto lock, lock_folder(settings.folder));
  std::unique_ptr<DiskCache> cache(new DiskCache(std::move(settings), generations, metrics, std::move(lock)));
  cache->load();
  cache->writer_ = std::thread([&self = *cache] { self.write_what_waits(); });
  return cache;
}

DiskCache::~DiskCache() {
  {
    std::lock_guard const lock(queue_mutex_);
    is_stopping_ = true;
  }
  queue_changed_.notify_all();
  if (writer_.joinable()) writer_.join();
}

// --- what an earlier process has left ---

// All purges before all records: a record is worth an entry only if its generation still counts.
void DiskCache::load() {
  for (auto const number : segment_numbers(settings_.folder)) {
    if (number != last_number_ + 1) forget_older("a segment is missing");
    last_number_ = number;
    load_segment(number);
  }
  for (auto const& [_, segment] : segments_)
    load_records(*segment);
  while (bytes_ > settings_.max_bytes)
    drop_oldest();
  show_size();
}

void DiskCache::load_segment(std::uint32_t number) {
  auto segment = Segment::open(settings_.folder, number);
  auto const table = segment ? (*segment)->read_table() : Result<Table>(fail(segment));
  if (!table) {
    Segment::remove(settings_.folder, number);
    return forget_older(table.error().detail);
  }
  if (table->trusted_from > 0) forget_older(fmt::format("segment {}: damaged rows", number));
  for (auto const& [_, row] : table->rows) {
    if (row.kind == Row::Kind::purge) generations_.restore(row.group, row.generation);
  }
  bytes_ += (*segment)->size();
  tail_ = std::move(*segment);
  segments_[number] = tail_;
}

// What is missing may have been a purge: nothing that is older can be believed to be still wanted.
void DiskCache::forget_older(std::string const& reason) {
  if (segments_.empty()) return;
  log::warning("A part of the disk cache is dropped", {{"cache", settings_.name}, {"detail", reason}});
  drop_all();
}

void DiskCache::load_records(Segment const& segment) {
  auto const table = segment.read_table();
  if (!table) return;
  for (auto const& numbered : table->rows) {
    auto const& row = numbered.row;
    bool const is_ours = row.kind == Row::Kind::record && row.length <= max_record();
    if (!is_ours || numbered.number < table->trusted_from || generations_.of(row.group) != row.generation) continue;
    index_.insert(row.digest, place_of(segment.number(), numbered), false);
  }
}

// --- reading ---

std::shared_ptr<Segment> DiskCache::find_segment(std::uint32_t number) const {
  std::shared_lock const lock(segments_mutex_);
  auto const found = segments_.find(number);
  return found == segments_.end() ? nullptr : found->second;
}

std::optional<StoredRecord> DiskCache::find(CacheKey const& key) {
  auto const found = index_.find(key.digest);
  auto segment = found ? find_segment(found->place.segment) : nullptr;
  if (!segment) {
    counters_.misses.Increment();
    return std::nullopt;
  }
  // What is not verified yet is a hit when it has been read.
  if (found->is_verified) counters_.hits.Increment();
  return StoredRecord{std::move(segment), *found};
}

std::optional<Bytes> DiskCache::blocking_read(CacheKey const& key, StoredRecord const& record) {
  auto const& place = record.found.place;
  auto bytes = record.segment->read_record(place.row, place.length);
  if (!bytes) {
    index_.erase(key.digest, place);
    counters_.corrupt.Increment();
    counters_.misses.Increment();
    return std::nullopt;
  }
  if (!record.is_verified()) {
    index_.mark_verified(key.digest, place);
    counters_.hits.Increment();
  }
  return bytes;
}

// --- writing ---

void DiskCache::insert(CacheKey const& key, SharedBytes bytes) {
  if (bytes->size() > max_record() || index_.has(key.digest)) return;
  bool is_queued = false;
  if (!is_paused()) {
    std::lock_guard const lock(queue_mutex_);
    is_queued = queued_bytes_ + bytes->size() <= settings_.max_queued;
    if (is_queued) {
      queued_bytes_ += bytes->size();
      queue_.push_back({key, std::move(bytes)});
    }
  }
  if (is_queued) {
    queue_changed_.notify_all();
  } else {
    counters_.dropped.Increment();
  }
}

void DiskCache::blocking_flush() {
  std::unique_lock lock(queue_mutex_);
  queue_changed_.wait(lock, [&] { return queue_.empty() && !is_writing_; });
}

void DiskCache::write_what_waits() {
  std::unique_lock lock(queue_mutex_);
  for (;;) {
    queue_changed_.wait(lock, [&] { return is_stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto const waiting = std::move(queue_.front());
    queue_.pop_front();
    queued_bytes_ -= waiting.bytes->size();
    is_writing_ = true;
    lock.unlock();
    write(waiting);
    show_size();
    lock.lock();
    is_writing_ = false;
    queue_changed_.notify_all();
  }
}

void DiskCache::write(Waiting const& waiting) {
  try {
    if (!index_.has(waiting.key.digest)) append(waiting.key, *waiting.bytes);
    write_survivors();
  } catch (std::bad_alloc const&) {
    counters_.dropped.Increment();
  }
}

// Writing them may drop another segment and make more of them, each time only a part of what was dropped.
void DiskCache::write_survivors() {
  for (;;) {
    std::optional<Survivor> survivor;
    {
      std::lock_guard const lock(tail_mutex_);
      if (survivors_.empty()) return;
      survivor = std::move(survivors_.front());
      survivors_.pop_front();
    }
    auto const& [segment, record] = *survivor;
    auto const row = segment->read_row(record.place.row);
    auto const bytes = segment->read_record(record.place.row, record.place.length);
    if (!row || !bytes || row->digest != record.digest) continue;
    append({row->digest, row->group, row->generation}, *bytes);
  }
}

void DiskCache::append(CacheKey const& key, ByteView bytes) {
  std::lock_guard const lock(tail_mutex_);
  if (is_paused()) {
    counters_.dropped.Increment();
    return;
  }
  // Under the lock: after a purge's row nothing of an older generation is written, so that the row outlives them all.
  if (!generations_.is_current(key)) return;
  auto const tail = tail_with_room_for(bytes.size());
  if (!tail) return pause(tail.error());
  auto const appended = (*tail)->append(record_row(key), bytes);
  if (!appended) return pause(appended.error());
  bytes_ += bytes.size() + kRowSize;
  // Not read back: what was handed to the kernel is what it will send.
  index_.insert(key.digest, place_of((*tail)->number(), *appended), true);
  if (std::exchange(has_failed_, false)) log::info("The disk cache writes again", {{"cache", settings_.name}});
}

void DiskCache::pause(Error const& error) {
  paused_until_ = Clock::now() + settings_.pause;
  counters_.dropped.Increment();
  if (std::exchange(has_failed_, true)) return;
  log::warning("The disk cache cannot write, and pauses", {{"cache", settings_.name}, {"detail", error.detail}});
}

Result<Segment*> DiskCache::tail_with_room_for(std::uint64_t bytes) {
  bool const is_full =
      tail_ && (tail_->size() + bytes + kRowSize > settings_.segment_bytes || tail_->row_count() == kMaxRows);
  if (is_full) tail_ = nullptr;
  auto const needed = bytes + 2 * kRowSize;  // a new segment's head too
  while (!segments_.empty() && bytes_ + needed > settings_.max_bytes)
    drop_oldest();
  if (!tail_) TRIFORIUM_CHECK(begin_segment());
  return tail_.get();
}

Result<void> DiskCache::begin_segment() {
  TRIFORIUM_TRY(auto segment, Segment::create(settings_.folder, last_number_ + 1));
  ++last_number_;
  bytes_ += segment->size();
  tail_ = std::move(segment);
  std::lock_guard const lock(segments_mutex_);
  segments_[tail_->number()] = tail_;
  return {};
}

// --- making room ---

void DiskCache::drop_oldest() {
  std::shared_ptr<Segment> oldest;
  {
    std::lock_guard const lock(segments_mutex_);
    oldest = segments_.begin()->second;
    segments_.erase(segments_.begin());
  }
  if (oldest == tail_) tail_ = nullptr;
  Segment::remove(settings_.folder, oldest->number());
  bytes_ -= oldest->size();
  keep_survivors(oldest, index_.erase_segment(oldest->number()));
}

void DiskCache::keep_survivors(std::shared_ptr<Segment const> const& segment, std::vector<RecordIndex::Used> used) {
  std::stable_sort(used.begin(), used.end(), [](auto const& a, auto const& b) { return a.uses > b.uses; });
  auto room = segment->size() / kSecondChancePart;
  for (auto const& record : used) {
    auto const size = record.place.length + kRowSize;
    if (size > room) return;
    room -= size;
    survivors_.push_back({segment, record});
  }
}

void DiskCache::drop_all() {
  while (!segments_.empty())
    drop_oldest();
  survivors_.clear();
}

Result<void> DiskCache::append_purge(std::uint64_t group, std::uint64_t generation) {
  TRIFORIUM_TRY(auto* const tail, tail_with_room_for(0));
  TRIFORIUM_CHECK(tail->append_durably(purge_row(group, generation)));
  bytes_ += kRowSize;
  return sync_folder(settings_.folder);
}

void DiskCache::blocking_record_purge(std::uint64_t group, std::uint64_t generation) {
  std::lock_guard const lock(tail_mutex_);
  auto const recorded = append_purge(group, generation);
  if (recorded) return;
  log::warning("The disk cache is emptied: it could not record a purge",
               {{"cache", settings_.name}, {"detail", recorded.error().detail}});
  drop_all();
}

void DiskCache::show_size() {
  counters_.bytes.Set(static_cast<double>(bytes_.load()));
  counters_.entries.Set(static_cast<double>(index_.size()));
}

}  // namespace triforium::storage
