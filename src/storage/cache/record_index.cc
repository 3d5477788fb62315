#include "storage/cache/record_index.h"

namespace triforium::storage {

RecordIndex::Entry* RecordIndex::Shard::find(Digest const& digest) {
  for (auto number = head_of(digest); number != kNone; number = entries_[number].next) {
    if (entries_[number].digest == digest) return &entries_[number];
  }
  return nullptr;
}

RecordIndex::Entry& RecordIndex::Shard::insert(Digest const& digest) {
  if (size_ >= 2 * heads_.size()) grow();
  auto number = free_;
  if (number == kNone) {
    number = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
  } else {
    free_ = entries_[number].next;
  }
  auto& entry = entries_[number];
  auto& head = head_of(digest);
  entry = {digest, {}, head, 0, false};
  head = number;
  ++size_;
  return entry;
}

void RecordIndex::Shard::erase(Digest const& digest) {
  auto* link = &head_of(digest);
  while (entries_[*link].digest != digest)
    link = &entries_[*link].next;
  auto const number = *link;
  auto& entry = entries_[number];
  *link = entry.next;
  entry = {{}, {}, free_, 0, false};
  free_ = number;
  --size_;
}

void RecordIndex::Shard::erase_segment(std::uint32_t segment, std::vector<Used>& used) {
  for (auto& entry : entries_) {
    if (entry.place.segment != segment) continue;
    if (entry.uses > 0) used.push_back({entry.digest, entry.place, entry.uses});
    erase(Digest(entry.digest));
  }
}

void RecordIndex::Shard::grow() {
  heads_.assign(2 * heads_.size(), kNone);
  for (std::uint32_t number = 0; number < entries_.size(); ++number) {
    auto& entry = entries_[number];
    if (entry.place.segment == 0) continue;
    auto& head = head_of(entry.digest);
    entry.next = head;
    head = number;
  }
}

std::optional<RecordIndex::Found> RecordIndex::find(Digest const& digest) {
  return shard_of(digest).with([&](Shard& shard) -> std::optional<Found> {
    auto* const entry = shard.find(digest);
    if (entry == nullptr) return std::nullopt;
    if (entry->uses < UINT8_MAX) ++entry->uses;
    return Found{entry->place, entry->uses, entry->is_verified};
  });
}

bool RecordIndex::has(Digest const& digest) const {
  return shard_of(digest).with([&](Shard const& shard) { return shard.find(digest) != nullptr; });
}

void RecordIndex::insert(Digest const& digest, Place const& place, bool is_verified) {
  shard_of(digest).with([&](Shard& shard) {
    auto* entry = shard.find(digest);
    if (entry == nullptr) entry = &shard.insert(digest);
    entry->place = place;
    entry->is_verified = is_verified;
  });
}

void RecordIndex::mark_verified(Digest const& digest, Place const& place) {
  shard_of(digest).with([&](Shard& shard) {
    auto* const entry = shard.find(digest);
    if (entry != nullptr && entry->place == place) entry->is_verified = true;
  });
}

void RecordIndex::erase(Digest const& digest, Place const& place) {
  shard_of(digest).with([&](Shard& shard) {
    auto* const entry = shard.find(digest);
    if (entry != nullptr && entry->place == place) shard.erase(digest);
  });
}

std::vector<RecordIndex::Used> RecordIndex::erase_segment(std::uint32_t segment) {
  std::vector<Used> used;
  for (auto& guarded : shards_)
    guarded.with([&](Shard& shard) { shard.erase_segment(segment, used); });
  return used;
}

std::size_t RecordIndex::size() const {
  std::size_t total = 0;
  for (auto const& guarded : shards_)
    total += guarded.with([](Shard const& shard) { return shard.size(); });
  return total;
}

}  // namespace triforium::storage
