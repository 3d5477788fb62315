#include "image/answers.h"

#include <algorithm>
#include <functional>

namespace triforium::image {
namespace {

// What a disk takes to read an answer back, when it is not in the kernel's memory any more.
constexpr std::chrono::milliseconds kWorthADisk{2};

constexpr std::uint64_t kMaxShards = 16;
// A shard holds at least some large tiles.
constexpr std::uint64_t kMinShardBytes = 4 << 20;

// Of a shard: what is larger stays on disk, from where it is sent without passing through our memory.
constexpr std::uint64_t kMovedPart = 8;

http::Body body_of(SharedBytes bytes) {
  return std::vector<http::Piece>{http::piece_of(std::move(bytes))};
}

http::Body body_of(storage::StoredRecord const& record) {
  return http::FileRange{record.segment, record.descriptor(), record.offset(), record.length()};
}

storage::CacheKey disk_key(AnswerKey const& key) {
  return storage::Generations::key(key.entity_tag, key.image, key.generation);
}

}  // namespace

Answers::Answers(std::uint64_t max_bytes, storage::Generations& generations, storage::DiskCache* disk, Workers& workers,
                 Metrics& metrics)
    : generations_(generations), disk_(disk), workers_(workers), count_(metrics, "answers") {
  auto const shard_count = std::clamp<std::uint64_t>(max_bytes / kMinShardBytes, 1, kMaxShards);
  shard_bytes_ = max_bytes / shard_count;
  for (std::uint64_t i = 0; i < shard_count; ++i)
    shards_.push_back(std::make_unique<Shard>(LruCache<Kept>(shard_bytes_)));
}

AnswerKey Answers::key(std::string entity_tag, std::string_view image) const {
  auto const group = storage::Generations::group_of(image);
  return {std::move(entity_tag), group, generations_.of(group)};
}

Answers::Shard& Answers::shard_of(std::string const& entity_tag) {
  return *shards_[std::hash<std::string>()(entity_tag) % shards_.size()];
}

SharedBytes Answers::find(AnswerKey const& key) {
  auto found = shard_of(key.entity_tag).with([&](auto& cache) { return cache.find(key.entity_tag); });
  bool const is_hit = found && found->generation == key.generation;
  count_.note_lookup(is_hit);
  return is_hit ? std::move(found->bytes) : nullptr;
}

// What was not read in this process is read and verified by a worker, and so is what has to be fetched from the disk;
// the rest goes from the kernel's memory to the client.
Task<std::optional<http::Body>> Answers::find_stored(AnswerKey key) {
  if (disk_ == nullptr) co_return std::nullopt;
  auto const cache_key = disk_key(key);
  auto const record = disk_->find(cache_key);
  if (!record) co_return std::nullopt;
  bool const moves = record->uses() > 1 && record->length() <= shard_bytes_ / kMovedPart;
  if (record->is_verified() && !moves && record->is_resident()) co_return body_of(*record);

  auto read = [disk = disk_, cache_key, record = *record]() -> Result<SharedBytes> {
    auto bytes = disk->blocking_read(cache_key, record);
    return bytes ? share(std::move(*bytes)) : nullptr;
  };
  Result<SharedBytes> bytes = co_await workers_.run(Lane::io, record->length(), read);
  if (!bytes || *bytes == nullptr) co_return std::nullopt;
  if (moves) keep_in_memory(key, *bytes);
  co_return body_of(std::move(*bytes));
}

void Answers::insert(AnswerKey const& key, SharedBytes bytes, std::chrono::nanoseconds work) {
  keep_in_memory(key, bytes);
  if (disk_ != nullptr && work >= kWorthADisk) disk_->insert(disk_key(key), std::move(bytes));
}

void Answers::keep_in_memory(AnswerKey const& key, SharedBytes bytes) {
  auto const weight = bytes->size() + key.entity_tag.size();
  shard_of(key.entity_tag).with([&](auto& cache) {
    count_.counting(cache, [&](auto& own) { own.insert(key.entity_tag, {std::move(bytes), key.generation}, weight); });
  });
}

void Answers::blocking_purge(std::string_view image) {
  auto const group = storage::Generations::group_of(image);
  auto const generation = generations_.advance(group);
  if (disk_ != nullptr) disk_->blocking_record_purge(group, generation);
}

}  // namespace triforium::image
