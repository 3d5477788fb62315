// Resizing one plane: the weights of resize.h in whole numbers, straight from the pieces in which the plane lies.
#pragma once

#include <cstdint>
#include <vector>

#include "pixels/planes.h"
#include "pixels/taps.h"

namespace triforium {

// Rows of a plane that lies in pieces side by side (tiles), without gaps.
struct PlaneRows {
  struct Column {
    Range samples;  // of the plane's rows
    // Where each row, from first_row on, has its first sample of this column. Readable 64 samples beyond its last one.
    std::vector<std::uint8_t const*> rows;
  };
  std::int64_t first_row = 0;
  std::vector<Column> columns;
};

struct PlaneKernels;

class PlaneResizer {
 public:
  // `across.in` and `down.in` are the sides of the plane: neighbours beyond them are left out of the mean.
  PlaneResizer(Axis const& across, Axis const& down);

  PixelSize size() const { return size_; }
  Range columns() const { return columns_; }  // what is read of each row
  Range rows(Range out) const;                // what is read for these rows of the result

  // Makes the rows `out` of the result; the first of them is that of `to`, whose rows have room for a multiple of eight
  // samples.
  void make_rows(PlaneRows const& from, Range out, PlaneView to);

  // Bytes held for these axes.
  static std::uint64_t memory(Axis const& across, Axis const& down);

  // Weights that lie in one line of the processor's memory: loads that cross into another one take twice as long.
  struct alignas(64) WeightLine {
    std::int16_t weights[32];
  };

 private:
  struct IntegerTaps {
    std::vector<TapSpan> spans;
    std::vector<std::int16_t> weights;
    std::size_t stride = 0;
  };
  static IntegerTaps quantised(Taps const& taps, std::size_t pixels, std::size_t stride);

  void copy_row(PlaneRows const& from, std::int64_t y, std::uint8_t* to) const;
  void resize_rows(PlaneRows const& from, Range out, PlaneView to);
  void add_up(PlaneRows const& from, std::int64_t y, std::int16_t* sums);
  void fetch_ahead(PlaneRows::Column const& column, std::int64_t y, Range samples, std::ptrdiff_t row) const;

  PixelSize size_;
  PlaneKernels const* kernels_ = nullptr;
  Range columns_;
  bool is_copy_ = false;
  std::int64_t copy_top_ = 0;  // the plane's row that is copied to row 0
  IntegerTaps across_, down_;
  std::vector<WeightLine> across_weights_;  // in the order of the loop; across_ has none
  std::vector<std::int16_t> sums_;          // of the rows that are filtered together
  std::size_t sums_stride_ = 0;
  std::vector<std::uint8_t const*> neighbours_;
};

}  // namespace triforium
