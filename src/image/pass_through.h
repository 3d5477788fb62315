// Stored tiles handed out as they are: where a plan asks for exactly what the file holds, nothing is decoded.
//
// A JPEG tile goes out behind a head of our own (markers of its colours, metadata, the tables that the tiles share); a
// WebP tile as it is, or within the container that metadata need.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "codecs/decoder.h"
#include "codecs/encoder.h"
#include "image/plan.h"

namespace triforium::image {

// Where an answer lies: `head`, a part of the source, `tail`.
struct Passage {
  SharedBytes head;  // null: none
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  SharedBytes tail;      // null: none
  bool is_warm = false;  // found in the kernel's memory a short while ago
};

// What is known of the stored tiles of one opened image. Thread-safe.
class StoredTiles {
 public:
  // `accompaniment` goes into every tile's head.
  StoredTiles(std::shared_ptr<storage::Source const> source, std::shared_ptr<codecs::Decoder const> decoder,
              codecs::Accompaniment accompaniment);

  codecs::Accompaniment const& accompaniment() const { return accompaniment_; }
  // About what is remembered of the tiles.
  std::uint64_t held_bytes() const;

  // Whether the plan asks for one whole stored tile as it is: not resized, turned or changed in quality, in the format
  // in which it is stored. Colours are not looked at. Pure.
  bool covers(Plan const& plan) const;

  // Of a plan that is covered. Without reading anything: absent, too, for a tile that has not been looked at yet.
  std::optional<Passage> find(Plan const& plan) const;

  // Remembers for a while that the plan's tile was found in the kernel's memory: asking costs two system calls.
  void mark_warm(Plan const& plan) const;

  // The same, and looks at tiles that nobody has looked at yet. Blocks. Absent where the tile cannot be passed on.
  std::optional<Passage> blocking_find(Plan const& plan) const;

 private:
  // What a look at a tile has told, in one word, so that it needs no lock. JPEG: where the part begins that goes out
  // behind our head. WebP: one more than the bytes behind the picture that do not go out.
  using Look = std::uint32_t;
  static constexpr Look kUnknown = 0;
  static constexpr Look kUnfit = 0xffffffff;
  struct TileState {
    std::atomic<Look> look = kUnknown;
    std::atomic<std::uint32_t> warm_at = 0;  // seconds of the steady clock
  };
  struct LevelState {
    std::vector<TileState> tiles;  // empty: too many to remember each
    mutable std::once_flag is_headed;
    mutable SharedBytes head;
  };
  struct Place {
    std::size_t level = 0;
    std::int64_t column = 0;
    std::int64_t row = 0;
    std::size_t index = 0;
  };

  PixelSize tile_of(std::size_t level) const;
  Place place_of(Plan const& plan) const;
  std::optional<codecs::StoredTile> tile_at(Place const& place) const;
  bool has_metadata() const { return accompaniment_.icc || accompaniment_.xmp; }
  Look blocking_look_at_jpeg(codecs::StoredTile const& tile) const;
  Look blocking_look_at_webp(codecs::StoredTile const& tile) const;
  std::optional<Passage> passage_of(Place const& place, codecs::StoredTile const& tile, Look look) const;
  SharedBytes jpeg_head_of(std::size_t level, codecs::StoredTile const& tile) const;

  std::shared_ptr<storage::Source const> source_;
  std::shared_ptr<codecs::Decoder const> decoder_;
  codecs::Accompaniment accompaniment_;
  mutable std::vector<LevelState> levels_;
};

}  // namespace triforium::image
