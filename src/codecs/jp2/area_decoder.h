// Areas of a codestream by the shortest way: an excerpt where its packets can be told apart, OpenJPEG's own way through
// the whole of it otherwise.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "codecs/jp2/codestream.h"
#include "codecs/jp2/excerpt.h"
#include "codecs/jp2/openjpeg.h"
#include "codecs/jp2/packet_index.h"
#include "storage/source.h"

namespace triforium::codecs::jp2 {

// The packet indexes of a stream's tiles, each read when it is first asked for and kept, while all take no more than
// kMostMemory. Any number of threads; one reads at a time, the others wait for what it finds.
class PacketIndexes {
 public:
  static constexpr std::uint64_t kMostMemory = 64 << 20;

  using Found = std::vector<std::shared_ptr<PacketIndex const>>;
  // Those of `tiles`, in their order. Absent if one of them is incomplete or not to be told apart, or all would take
  // too much memory. Blocks.
  std::optional<Found> find(storage::Source const& source, Codestream const& stream,
                            std::vector<std::size_t> const& tiles);

 private:
  std::shared_ptr<PacketIndex const> find_one(storage::Source const& source, Codestream const& stream,
                                              std::size_t tile);

  std::mutex mutex_;
  std::map<std::size_t, std::shared_ptr<PacketIndex const>> known_;  // null: that tile's packets cannot be told apart
  std::uint64_t memory_ = 0;
};

class AreaDecoder {
 public:
  // Both outlive the decoder.
  AreaDecoder(storage::Source const& source, Codestream const& stream);

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
