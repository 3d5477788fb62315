// Areas of a codestream by the shortest way: an excerpt where its packets can be told apart, OpenJPEG's own way through
// the whole of it otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "codecs/jp2/codestream.h"
#include "codecs/jp2/excerpt.h"
#include "codecs/jp2/openjpeg.h"
#include "codecs/jp2/packet_index.h"
#include "codecs/jp2/packet_index_cache.h"
#include "storage/source.h"

namespace triforium::codecs::jp2 {

// The packet indexes of one stream's tiles, each read when it is first asked for and kept in a cache that streams
// share. Any number of threads; one reads at a time, the others wait for what it finds.
class PacketIndexes {
 public:
  // Null: a cache of its own.
  explicit PacketIndexes(std::shared_ptr<PacketIndexCache> cache = nullptr);

  using Found = std::vector<std::shared_ptr<PacketIndex const>>;
  // Those of `tiles`, in their order. Absent if one of them is incomplete or not to be told apart, or all would take
  // more than PacketIndexCache::kMostOfOneStream. Blocks.
  std::optional<Found> find(storage::Source const& source, Codestream const& stream,
                            std::vector<std::size_t> const& tiles);

 private:
  std::shared_ptr<PacketIndex const> find_one(storage::Source const& source, Codestream const& stream,
                                              std::size_t tile);

  std::shared_ptr<PacketIndexCache> cache_;
  std::uint64_t owner_;
  std::mutex reading_;
  std::set<std::size_t> refused_;  // tiles whose packets cannot be told apart; with `reading_`
};

class AreaDecoder {
 public:
  // Source and stream outlive the decoder. Without a cache it makes one of its own.
  AreaDecoder(storage::Source const& source, Codestream const& stream,
              std::shared_ptr<PacketIndexCache> cache = nullptr);

  // As decode_area() does, to the last bit. Blocks; any number of threads.
  Result<Planes> decode(int reduction, PixelRect area) const;

  // Bytes that it may hold beside what OpenJPEG does: the indexes, and an excerpt.
  std::uint64_t memory() const;

 private:
  std::optional<Excerpt> cut_out(int reduction, PixelRect area, Cut& cut) const;

  storage::Source const& source_;
  Codestream const& stream_;
  bool has_plain_packets_;
  mutable PacketIndexes indexes_;
};

}  // namespace triforium::codecs::jp2
