#include "storage/cache/generations.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

namespace triforium::storage {
namespace {

std::uint64_t microseconds_since_1970() {
  auto const now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

void append(std::string& text, std::uint64_t number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  text.append(bytes, sizeof bytes);
}

}  // namespace

std::uint64_t Generations::group_of(std::string_view group) {
  return checksum_of(as_bytes(group));
}

CacheKey Generations::key(std::string_view name, std::string_view group) const {
  auto const number = group_of(group);
  return key(name, number, of(number));
}

CacheKey Generations::key(std::string_view name, std::uint64_t group, std::uint64_t generation) {
  std::string text;
  text.reserve(name.size() + 2 * sizeof(std::uint64_t));
  text += name;
  append(text, group);
  append(text, generation);
  return {digest_of(as_bytes(text)), group, generation};
}

std::uint64_t Generations::of(std::uint64_t group) const {
  if (last_.load() == 0) return 0;
  return shard_of(group).with([&](auto const& generations) -> std::uint64_t {
    auto const found = generations.find(group);
    return found == generations.end() ? 0 : found->second;
  });
}

// The time makes a generation that no process has used before, even where every trace of earlier purges is gone.
std::uint64_t Generations::advance(std::uint64_t group) {
  auto last = last_.load();
  std::uint64_t next = 0;
  do {
    next = std::max(last + 1, microseconds_since_1970());
  } while (!last_.compare_exchange_weak(last, next));
  restore(group, next);
  return next;
}

void Generations::restore(std::uint64_t group, std::uint64_t generation) {
  auto last = last_.load();
  while (last < generation && !last_.compare_exchange_weak(last, generation)) {
  }
  shard_of(group).with([&](auto& generations) {
    auto& current = generations[group];
    current = std::max(current, generation);
  });
}

}  // namespace triforium::storage
