// RecordIndex: where each record of the disk cache lies, in memory; at most 48 bytes for each.
//
// Thread-safe, in shards.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/guarded.h"
#include "storage/cache/digest.h"

namespace triforium::storage {

// Where a record lies. Segments count from 1.
struct Place {
  std::uint32_t segment = 0;
  std::uint32_t row = 0;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  friend bool operator==(Place const&, Place const&) = default;
};

class RecordIndex {
 public:
  struct Found {
    Place place;
    unsigned uses = 0;  // since the record was written or the process began, this one included; counted up to 255
    bool is_verified = false;  // its bytes were seen to be right in this process
  };
  struct Used {
    Digest digest;
    Place place;
    unsigned uses;
  };

  // Counts as a use.
  std::optional<Found> find(Digest const& digest);
  bool has(Digest const& digest) const;
  // Instead of another place of the same record.
  void insert(Digest const& digest, Place const& place, bool is_verified);
  void mark_verified(Digest const& digest, Place const& place);
  // Unless the record lies elsewhere by now.
  void erase(Digest const& digest, Place const& place);
  // Forgets all of a segment, shard by shard; returns those that were used.
  std::vector<Used> erase_segment(std::uint32_t segment);

  std::size_t size() const;

 private:
  static constexpr std::size_t kShards = 64;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Entry {
    Digest digest;
    Place place;  // segment 0: the entry is free
    std::uint32_t next = kNone;
    std::uint8_t uses = 0;
    bool is_verified = false;
  };
  static_assert(sizeof(Entry) == 40);

  // A hash table with chains; entries stay where they are, so that growing copies nothing but the heads.
  class Shard {
   public:
    Entry* find(Digest const& digest);
    Entry const* find(Digest const& digest) const { return const_cast<Shard*>(this)->find(digest); }
    Entry& insert(Digest const& digest);  // which is not there
    void erase(Digest const& digest);     // which is there
    void erase_segment(std::uint32_t segment, std::vector<Used>& used);
    std::size_t size() const { return size_; }

   private:
    std::uint32_t& head_of(Digest const& digest) { return heads_[digest.low & (heads_.size() - 1)]; }
    void grow();

    std::deque<Entry> entries_;
    std::vector<std::uint32_t> heads_ = std::vector<std::uint32_t>(1, kNone);  // a power of two of them
    std::uint32_t free_ = kNone;                                               // a chain too
    std::size_t size_ = 0;
  };

  Guarded<Shard>& shard_of(Digest const& digest) { return shards_[digest.high % kShards]; }
  Guarded<Shard> const& shard_of(Digest const& digest) const { return shards_[digest.high % kShards]; }

  std::array<Guarded<Shard>, kShards> shards_;
};

}  // namespace triforium::storage
