// For tests of the disk cache.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include "storage/cache/disk_cache.h"

namespace triforium::storage::test {

// Bytes that only that number has.
inline Bytes bytes_of(std::uint64_t number, std::size_t size) {
  std::mt19937_64 random(number);
  Bytes bytes(size);
  for (auto& byte : bytes)
    byte = static_cast<std::uint8_t>(random());
  return bytes;
}

// A process that uses a cache, from its start to its end.
struct Process {
  explicit Process(std::filesystem::path const& folder, std::uint64_t max_bytes = 1 << 20,
                   std::uint64_t segment_bytes = 0) {
    DiskCache::Settings settings;
    settings.folder = folder;
    settings.max_bytes = max_bytes;
    settings.segment_bytes = segment_bytes;
    settings.pause = std::chrono::milliseconds(1);
    auto opened = DiskCache::open(settings, generations, metrics);
    if (!opened) throw std::runtime_error(opened.error().message);
    cache = std::move(*opened);
  }

  CacheKey key(std::uint64_t number, std::string const& group = "cat") const {
    return generations.key(fmt::format("record {}", number), group);
  }
  void insert(std::uint64_t number, std::size_t size, std::string const& group = "cat") {
    cache->insert(key(number, group), share(bytes_of(number, size)));
    cache->blocking_flush();
  }
  std::optional<Bytes> read(std::uint64_t number, std::string const& group = "cat") {
    auto const found = cache->find(key(number, group));
    return found ? cache->blocking_read(key(number, group), *found) : std::nullopt;
  }
  void purge(std::string const& group) {
    auto const number = Generations::group_of(group);
    cache->blocking_record_purge(number, generations.advance(number));
  }
  double count(std::string const& counter) {
    return metrics.counter("triforium_cache_" + counter + "_total", "", {{"cache", "disk"}}).Value();
  }

  Metrics metrics;
  Generations generations;
  std::unique_ptr<DiskCache> cache;
};

inline std::uint64_t size_on_disk(std::filesystem::path const& folder) {
  std::uint64_t total = 0;
  for (auto const& entry : std::filesystem::directory_iterator(folder))
    total += entry.file_size();
  return total;
}

// In place: a file that is written anew makes some file systems wait for their disk.
inline void turn_bits(std::filesystem::path const& path, std::size_t place, std::uint8_t bits) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(static_cast<std::streamoff>(place));
  auto const byte = static_cast<char>(file.get() ^ bits);
  file.seekp(static_cast<std::streamoff>(place));
  file.put(byte);
}

}  // namespace triforium::storage::test
