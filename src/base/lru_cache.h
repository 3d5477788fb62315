// LruCache: values by key, the least recently used ones dropped when the weights of all exceed the capacity.
//
// Not thread-safe; shared ones live in a Guarded.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace triforium {

template <typename Value>
class LruCache {
 public:
  explicit LruCache(std::uint64_t capacity) : capacity_(capacity) {}

  // A copy of the value, which becomes the most recently used one.
  std::optional<Value> find(std::string const& key) {
    auto const found = index_.find(key);
    if (found == index_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->value;
  }

  // Without making it the most recently used one.
  bool has(std::string const& key) const { return index_.contains(key); }

  // The value, which is dropped here.
  std::optional<Value> take(std::string const& key) {
    auto const found = index_.find(key);
    if (found == index_.end()) return std::nullopt;
    std::optional<Value> value = std::move(found->second->value);
    erase(key);
    return value;
  }

  // Instead of a value of that key. What is heavier than the whole cache is not kept.
  void insert(std::string const& key, Value value, std::uint64_t weight) {
    erase(key);
    if (weight > capacity_) return;
    entries_.push_front({key, std::move(value), weight});
    index_[key] = entries_.begin();
    weight_ += weight;
    while (weight_ > capacity_)
      erase(entries_.back().key);
  }

  void erase(std::string const& key) {
    auto const found = index_.find(key);
    if (found == index_.end()) return;
    auto const entry = found->second;
    weight_ -= entry->weight;
    index_.erase(found);
    entries_.erase(entry);  // last: `key` may be the entry's own
  }

  std::uint64_t weight() const { return weight_; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Value value;
    std::uint64_t weight;
  };

  std::uint64_t const capacity_;
  std::uint64_t weight_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, typename std::list<Entry>::iterator> index_;
};

}  // namespace triforium
