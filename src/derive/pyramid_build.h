// PyramidBuild: one pyramid in the making.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "derive/crew.h"
#include "derive/plane_source.h"
#include "derive/plane_strip.h"
#include "derive/pyramid_file.h"
#include "derive/pyramid_levels.h"
#include "derive/stored_tiles.h"
#include "derive/tile_coder.h"
#include "derive/tile_decoder.h"

namespace triforium::derive {

// What the largest level is made of: pixels, or tiles that stay as they are.
struct Origin {
  std::unique_ptr<PlaneSource> pixels;
  std::unique_ptr<StoredTiles> tiles;  // null: coded from `pixels`
};

// The source's rows fill one strip while the tiles of the strip before are coded and halved; a row of tiles that has
// become complete in a larger level is coded with the next strip. So every level has two strips: one that fills, and
// one that is coded.
class PyramidBuild {
 public:
  PyramidBuild(std::vector<LevelGrid> grids, PlaneLayout layout, Origin origin, PyramidFile file, std::stop_token stop,
               std::function<void(double)> const& progress);

  // Takes the memory, and starts the threads but one: that is the caller's. Errors: too_large (no memory).
  Result<void> prepare(int quality, unsigned threads);
  Result<void> run();
  // Adds the tables to the description, and gives the file its name. Returns its size.
  Result<std::uint64_t> finish(PyramidDescription description);

  // What the other threads have used up of their processors.
  std::chrono::duration<double> helpers_time() { return crew_->processor_time(); }

  // Bytes that prepare() takes, and the coded tiles of some strips.
  static std::uint64_t memory(std::vector<LevelGrid> const& grids, PlaneLayout layout, unsigned threads);

 private:
  // A row of tiles of some level.
  struct TileRow {
    std::size_t level;
    std::int64_t row;
  };
  struct Piece {
    TileRow at;
    std::int64_t column;
  };

  PlaneStrip& strip_of(TileRow at) { return strips_[at.level][static_cast<std::size_t>(at.row % 2)]; }
  Result<void> check_stop() const;
  Result<void> fill(std::int64_t row);
  void begin(std::vector<TileRow> const& batch);
  Result<Bytes> make_tile(std::size_t worker, Piece const& piece) noexcept;
  Result<Bytes> make_stored_tile(std::size_t worker, Piece const& piece);
  void halve(Piece const& piece);
  Result<void> write(std::vector<TileRow> const& batch);
  std::vector<TileRow> completed_by(std::vector<TileRow> const& batch) const;

  std::vector<LevelGrid> grids_;
  PlaneLayout layout_;
  Origin origin_;
  PyramidFile file_;
  std::stop_token stop_;
  std::function<void(double)> const& progress_;
  std::vector<std::array<PlaneStrip, 2>> strips_;  // of each level; row n of tiles is in strip n % 2
  std::vector<TileCoder> coders_;                  // of each worker
  std::vector<TileDecoder> decoders_;              // the same, where tiles are stored
  std::vector<Piece> pieces_;
  std::vector<Result<Bytes>> streams_;  // of each piece
  std::optional<Crew> crew_;            // last, so that its threads end before what they use
};

}  // namespace triforium::derive
