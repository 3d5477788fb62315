// Planes: a picture as JPEG holds it: luma, and two planes of chroma that may have fewer samples. 8 bits each.
//
// A third to a half of the samples of RGB, and nothing to convert between a JPEG that is read and one that is written.
// Y, Cb and Cr are those of JFIF (BT.601, full range): https://www.w3.org/Graphics/JPEG/jfif3.pdf
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "pixels/size.h"
#include "pixels/turn.h"

namespace triforium {

// Rows of samples that somebody else owns.
template <typename Byte>
struct BasicPlaneView {
  Byte* data = nullptr;
  std::int64_t stride = 0;  // bytes from one row to the next; negative where rows are walked upwards
  PixelSize size;

  Byte* row(std::int64_t y) const { return data + y * stride; }
  operator BasicPlaneView<Byte const>() const { return {data, stride, size}; }
};
using PlaneView = BasicPlaneView<std::uint8_t>;
using ConstPlaneView = BasicPlaneView<std::uint8_t const>;

// What is left of it from row `y` on.
inline PlaneView from_row(PlaneView view, std::int64_t y) {
  return {view.row(y), view.stride, {view.size.width, view.size.height - y}};
}

// Where a plane's samples are. Large planes that stay for long belong in pages of their own: on the heap, among what
// comes and goes with every request, they leave holes – measured, half as much again as they hold.
enum class PlaneMemory : std::uint8_t { heap, pages };

// Samples of one kind, move-only. Rows start at multiples of 64 bytes.
class Plane {
 public:
  // Behind the last row this many bytes may be read, and are nothing.
  static constexpr std::int64_t kPadding = 64;

  Plane() = default;
  // Not initialised. With room for `room` samples, of which only `size` count. Errors: too_large where memory is not to
  // be had; internal for sizes that no plane can have.
  static Result<Plane> create(PixelSize size, PixelSize room, PlaneMemory memory = PlaneMemory::heap);
  static Result<Plane> create(PixelSize size) { return create(size, size); }

  Plane(Plane&&) = default;
  Plane& operator=(Plane&&) = default;

  bool is_absent() const { return data_ == nullptr; }
  PixelSize size() const { return size_; }
  std::uint64_t memory() const { return bytes_; }
  PlaneView view() { return {data_.get(), stride_, size_}; }
  ConstPlaneView view() const { return {data_.get(), stride_, size_}; }

 private:
  struct Free {
    std::size_t mapped;  // bytes; 0: on the heap
    void operator()(std::uint8_t* data) const;
  };
  std::unique_ptr<std::uint8_t[], Free> data_;
  std::int64_t stride_ = 0;
  std::uint64_t bytes_ = 0;
  PixelSize size_;
};

// How many pixels across and down share one sample of chroma. Its place is the middle of them (JFIF 1.02, "centered").
struct Sampling {
  int across = 1;
  int down = 1;

  // Samples of chroma for that many pixels: the last one may stand for fewer.
  PixelSize chroma_size(PixelSize luma) const {
    return {(luma.width + across - 1) / across, (luma.height + down - 1) / down};
  }
  Sampling transposed() const { return {down, across}; }
  friend bool operator==(Sampling, Sampling) = default;
};

struct Planes {
  Plane y;
  Plane cb;  // both absent: gray
  Plane cr;
  Sampling sampling;

  PixelSize size() const { return y.size(); }
  bool is_gray() const { return cb.is_absent(); }
  std::uint64_t memory() const { return y.memory() + cb.memory() + cr.memory(); }
};

// Not initialised.
Result<Planes> make_planes(PixelSize size, bool is_gray, Sampling sampling);

// Every sample 0 or 255: 255 where it is at least `threshold`.
void make_bitonal(PlaneView plane, int threshold);

// A turn mirrors along these sides of the picture, and then lays rows as columns if it swaps sides.
struct Flips {
  bool across = false;
  bool down = false;
};
Flips flips_of(Turn turn);

// Turned: the same samples in another order. Where pixels do not fill their last sample of chroma (odd sides), that
// sample has to be the first of a side that flips.
Result<Plane> turned(Plane const& plane, Turn turn);
Result<Planes> turned(Planes const& planes, Turn turn);

}  // namespace triforium
