// DiskCache: bytes by key on disk, bounded, there again after a restart.
//
// A cache may lose, but never lies: what it returns is what was inserted under that key, whatever happened to the
// process or the files in between. It never makes a request wait for a write: one thread of its own writes what is
// inserted, and drops what comes faster than the disk takes it.
//
// Format, and what survives what: docs/formats/disk-cache.md.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/metrics.h"
#include "base/result.h"
#include "storage/cache/generations.h"
#include "storage/cache/record_index.h"
#include "storage/cache/segment.h"

namespace triforium::storage {

// A record, and what keeps it readable: its file stays open, though it may be deleted meanwhile.
struct StoredRecord {
  std::shared_ptr<Segment const> segment;
  RecordIndex::Found found;

  int descriptor() const { return segment->data_descriptor(); }
  std::uint64_t offset() const { return found.place.offset; }
  std::uint64_t length() const { return found.place.length; }
  // Whether the bytes may be sent from the file as they are. Otherwise they are read once with blocking_read().
  bool is_verified() const { return found.is_verified; }
  // Whether the kernel can send them without waiting for the disk, as far as it tells. Takes about a microsecond.
  bool is_resident() const;
  unsigned uses() const { return found.uses; }
};

class DiskCache {
 public:
  struct Settings {
    std::filesystem::path folder;             // made if it is not there; the cache's alone
    std::uint64_t max_bytes = 1 << 30;        // of all files together
    std::uint64_t segment_bytes = 0;          // 0: a share of max_bytes, 1 to 256 MB
    std::uint64_t max_queued = 32 << 20;      // bytes that wait to be written
    std::chrono::milliseconds pause{60'000};  // without writing, after the disk has failed
    std::string name = "disk";                // in metrics and the log
  };

  // Reads what an earlier process has left, its purges into `generations`. Errors: busy (another process has the
  // folder), internal (the folder cannot be used). `generations` and `metrics` outlive the cache.
  static Result<std::unique_ptr<DiskCache>> open(Settings settings, Generations& generations, Metrics& metrics);
  // Writes what waits.
  ~DiskCache();
  DiskCache(DiskCache const&) = delete;
  DiskCache& operator=(DiskCache const&) = delete;

  // Where the record is. In memory only, never waits for the disk.
  std::optional<StoredRecord> find(CacheKey const& key);
  // The record's bytes; absent, and forgotten, if they are not those that were inserted.
  std::optional<Bytes> blocking_read(CacheKey const& key, StoredRecord const& record);
  // Will be written soon, or dropped: if it is there, too large, purged meanwhile, or the queue is full.
  void insert(CacheKey const& key, SharedBytes bytes);

  // Makes a purge that `generations` know already last beyond this process. Where the disk does not take it, everything
  // is deleted instead.
  void blocking_record_purge(std::uint64_t group, std::uint64_t generation);

  // Returns when all that was inserted before is written or dropped.
  void blocking_flush();

  std::uint64_t bytes() const { return bytes_; }
  std::size_t entries() const { return index_.size(); }
  std::uint64_t max_record() const { return settings_.segment_bytes / 2; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    CacheKey key;
    SharedBytes bytes;
  };
  // A record of a deleted segment that gets a second chance.
  struct Survivor {
    std::shared_ptr<Segment const> segment;
    RecordIndex::Used record;
  };
  struct Counters {
    Counters(Metrics& metrics, std::string const& name);
    prometheus::Counter& hits;
    prometheus::Counter& misses;
    prometheus::Counter& dropped;
    prometheus::Counter& corrupt;
    prometheus::Gauge& bytes;
    prometheus::Gauge& entries;
  };

  DiskCache(Settings settings, Generations& generations, Metrics& metrics, FileDescriptor lock);
  void load();
  void load_segment(std::uint32_t number);
  void forget_older(std::string const& reason);
  void load_records(Segment const& segment);
  std::shared_ptr<Segment> find_segment(std::uint32_t number) const;

  void write_what_waits();
  void write(Waiting const& waiting);
  void write_survivors();
  void append(CacheKey const& key, ByteView bytes);
  Result<void> append_purge(std::uint64_t group, std::uint64_t generation);
  Result<Segment*> tail_with_room_for(std::uint64_t bytes);
  Result<void> begin_segment();
  void drop_oldest();
  void drop_all();
  void keep_survivors(std::shared_ptr<Segment const> const& segment, std::vector<RecordIndex::Used> used);
  void show_size();
  bool is_paused() const { return Clock::now() < paused_until_.load(); }
  void pause(Error const& error);

  Settings const settings_;
  Generations& generations_;
  FileDescriptor const lock_;
  Counters counters_;
  RecordIndex index_;

  mutable std::shared_mutex segments_mutex_;
  std::map<std::uint32_t, std::shared_ptr<Segment>> segments_;  // under segments_mutex_; changed under tail_mutex_ too

  // Held for one record at a time: what appends, and what depends on nothing being appended.
  std::mutex tail_mutex_;
  std::shared_ptr<Segment> tail_;  // the newest segment; null: there is none
  std::uint32_t last_number_ = 0;
  std::deque<Survivor> survivors_;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<Clock::time_point> paused_until_ = Clock::time_point::min();
  bool has_failed_ = false;  // since the last append that worked

  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<Waiting> queue_;
  std::uint64_t queued_bytes_ = 0;
  bool is_writing_ = false;
  bool is_stopping_ = false;
  std::thread writer_;
};

}  // namespace triforium::storage
