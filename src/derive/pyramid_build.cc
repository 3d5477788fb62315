#include "derive/pyramid_build.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace triforium::derive {

PyramidBuild::PyramidBuild(std::vector<LevelGrid> grids, PlaneLayout layout, Origin origin, PyramidFile file,
                           std::stop_token stop, std::function<void(double)> const& progress)
    : grids_(std::move(grids)),
      layout_(layout),
      origin_(std::move(origin)),
      file_(std::move(file)),
      stop_(std::move(stop)),
      progress_(progress) {}

std::uint64_t PyramidBuild::memory(std::vector<LevelGrid> const& grids, PlaneLayout layout, unsigned threads) {
  auto memory = threads * TileCoder::memory(grids.front().tile, layout);
  for (auto const& grid : grids) {
    auto const strip = PlaneStrip::memory(grid, layout);
    // A coded tile takes less room than its samples, except at the highest qualities of noise.
    memory += (grid.rows() > 1 ? 2 : 1) * strip + strip;
  }
  return memory;
}

Result<void> PyramidBuild::prepare(int quality, unsigned threads) {
  for (auto const& grid : grids_) {
    auto& strips = strips_.emplace_back();
    for (auto& strip : strips) {
      TRIFORIUM_TRY(strip, PlaneStrip::create(grid, layout_));
      if (grid.rows() == 1) break;
    }
  }
  for (unsigned i = 0; i < threads; ++i) {
    coders_.emplace_back(grids_.front().tile, layout_, quality);
    if (!origin_.tiles) continue;
    auto const tables = view_of(origin_.tiles->tables());
    decoders_.emplace_back(Bytes(tables.begin(), tables.end()));
  }
  crew_.emplace(threads - 1);
  return {};
}

Result<void> PyramidBuild::run() {
  auto const rows = grids_.front().rows();
  std::vector<TileRow> batch;
  TRIFORIUM_CHECK(fill(0));
  for (std::int64_t row = 0; row < rows || !batch.empty(); ++row) {
    if (row < rows) batch.push_back({0, row});
    begin(batch);
    if (row + 1 < rows) TRIFORIUM_CHECK(fill(row + 1));
    crew_->finish();
    TRIFORIUM_CHECK(write(batch));
    batch = completed_by(batch);
  }
  return {};
}

Result<std::uint64_t> PyramidBuild::finish(PyramidDescription description) {
  TRIFORIUM_TRY(auto tables, coders_.front().tables());
  description.layout = layout_;
  description.tables = share(std::move(tables));
  description.whole_tables = origin_.tiles ? origin_.tiles->tables() : description.tables;
  return file_.finish(description);
}

Result<void> PyramidBuild::check_stop() const {
  if (stop_.stop_requested()) return fail(ErrorKind::cancelled, "The pyramid is not wanted any more.");
  return {};
}

// Stored tiles fill their strip themselves.
Result<void> PyramidBuild::fill(std::int64_t row) {
  auto const& grid = grids_.front();
  auto const height = origin_.tiles ? 0 : grid.height_of(row);
  for (std::int64_t y = 0; y < height; y += PlaneSource::kRowsAtOnce) {
    TRIFORIUM_CHECK(check_stop());
    TRIFORIUM_CHECK(origin_.pixels->read(strip_of({0, row}), y, std::min(PlaneSource::kRowsAtOnce, height - y)));
  }
  if (progress_) progress_(static_cast<double>(row + 1) / static_cast<double>(grid.rows() + 1));
  return {};
}

void PyramidBuild::begin(std::vector<TileRow> const& batch) {
  pieces_.clear();
  for (auto const at : batch) {
    for (std::int64_t column = 0; column < grids_[at.level].columns(); ++column)
      pieces_.push_back({at, column});
  }
  streams_.assign(pieces_.size(), Bytes());
  crew_->begin(pieces_.size(),
               [this](std::size_t worker, std::size_t index) { streams_[index] = make_tile(worker, pieces_[index]); });
}

Result<Bytes> PyramidBuild::make_tile(std::size_t worker, Piece const& piece) noexcept {
  try {
    if (piece.at.level == 0 && origin_.tiles) return make_stored_tile(worker, piece);
    halve(piece);
    return coders_[worker].encode(strip_of(piece.at), piece.column);
  } catch (std::exception const& e) {
    return fail(ErrorKind::busy, "The server has no memory left for this pyramid.", e.what());
  }
}

Result<Bytes> PyramidBuild::make_stored_tile(std::size_t worker, Piece const& piece) {
  TRIFORIUM_TRY(auto stream, origin_.tiles->stream(piece.column, piece.at.row));
  TRIFORIUM_CHECK(decoders_[worker].decode(stream, strip_of(piece.at), piece.column, grids_[piece.at.level].tile));
  halve(piece);
  return stream;
}

// Pads the tile, and gives the next level its share.
void PyramidBuild::halve(Piece const& piece) {
  auto const [level, row] = piece.at;
  auto const& grid = grids_[level];
  TileInStrip const tile{piece.column, grid.tile, {grid.width_of(piece.column), grid.height_of(row)}};
  pad_tile(strip_of(piece.at), tile);
  if (level + 1 < grids_.size()) halve_tile(strip_of(piece.at), tile, row, strip_of({level + 1, row / 2}));
}

Result<void> PyramidBuild::write(std::vector<TileRow> const& batch) {
  TRIFORIUM_CHECK(check_stop());
  std::size_t index = 0;
  for (auto const at : batch) {
    for (std::int64_t column = 0; column < grids_[at.level].columns(); ++column) {
      TRIFORIUM_TRY(auto const stream, std::move(streams_[index++]));
      TRIFORIUM_CHECK(file_.add_tile(at.level, stream));
    }
  }
  return {};
}

// The rows of tiles in the next levels that lack nothing any more.
std::vector<PyramidBuild::TileRow> PyramidBuild::completed_by(std::vector<TileRow> const& batch) const {
  std::vector<TileRow> completed;
  for (auto const [level, row] : batch) {
    auto const is_last = row + 1 == grids_[level].rows();
    if (level + 1 < grids_.size() && (row % 2 == 1 || is_last)) completed.push_back({level + 1, row / 2});
  }
  return completed;
}

}  // namespace triforium::derive
