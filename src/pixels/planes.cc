#include "pixels/planes.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace triforium {
namespace {

constexpr std::int64_t kAlignment = 64;
constexpr std::int64_t kMostSide = 1LL << 31;

std::int64_t stride_of(std::int64_t width) {
  return (width + kAlignment - 1) / kAlignment * kAlignment;
}

// Smaller ones would waste too much of their last page.
constexpr std::uint64_t kLeastMapping = 32U << 10;

// Pages of planes that have gone, for the next ones of the same size: a thread that decodes a tile drops another one
// for it, and what the kernel takes back it has to clear again. Measured: a tenth of a request whose tiles are not
// there.
class SparePages {
 public:
  SparePages() = default;
  SparePages(SparePages const&) = delete;
  SparePages& operator=(SparePages const&) = delete;
  ~SparePages() {
    for (auto const& one : spare_)
      if (one.pages != nullptr) ::munmap(one.pages, one.bytes);
  }

  // Null: there are none.
  void* take(std::uint64_t bytes) {
    for (auto& one : spare_)
      if (one.pages != nullptr && one.bytes == bytes) return std::exchange(one.pages, nullptr);
    return nullptr;
  }
  void give(void* pages, std::uint64_t bytes) {
    if (bytes > kLargest) {
      ::munmap(pages, bytes);
      return;
    }
    auto& oldest = spare_[next_++ % spare_.size()];
    if (oldest.pages != nullptr) ::munmap(oldest.pages, oldest.bytes);
    oldest = {pages, bytes};
  }

 private:
  static constexpr std::uint64_t kLargest = 1U << 20;
  struct Spare {
    void* pages = nullptr;
    std::uint64_t bytes = 0;
  };
  std::array<Spare, 9> spare_;  // three tiles
  std::size_t next_ = 0;
};

SparePages& spare_pages() {
  thread_local SparePages pages;
  return pages;
}

// Null where there is no memory. All pages at once: they are about to be written.
void* map(std::uint64_t bytes) {
  if (auto* const spare = spare_pages().take(bytes)) return spare;
  auto* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  return pages == MAP_FAILED ? nullptr : pages;
}

// Walked from the last row to the first.
template <typename Byte>
BasicPlaneView<Byte> upside_down(BasicPlaneView<Byte> view) {
  return {view.row(view.size.height - 1), -view.stride, view.size};
}

void copy_rows(ConstPlaneView from, PlaneView to, bool is_mirrored) {
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* const row = from.row(y);
    if (is_mirrored) {
      std::reverse_copy(row, row + from.size.width, to.row(y));
    } else {
      std::copy(row, row + from.size.width, to.row(y));
    }
  }
}

// Rows become columns, in squares that stay in the processor's cache.
void transpose(ConstPlaneView from, PlaneView to) {
  constexpr std::int64_t kSquare = 16;
  for (std::int64_t top = 0; top < from.size.height; top += kSquare) {
    auto const bottom = std::min(top + kSquare, from.size.height);
    for (std::int64_t left = 0; left < from.size.width; left += kSquare) {
      auto const right = std::min(left + kSquare, from.size.width);
      for (auto x = left; x < right; ++x) {
        for (auto y = top; y < bottom; ++y)
          to.row(x)[y] = from.row(y)[x];
      }
    }
  }
}

}  // namespace

void Plane::Free::operator()(std::uint8_t* data) const {
  if (mapped != 0) {
    spare_pages().give(data, mapped);
  } else {
    std::free(data);
  }
}

Result<Plane> Plane::create(PixelSize size, PixelSize room, PlaneMemory memory) {
  bool const has_room = room.width >= size.width && room.height >= size.height;
  if (size.is_empty() || !has_room || room.width > kMostSide || room.height > kMostSide) {
    return fail(ErrorKind::internal, fmt::format("No plane can have {}×{} samples.", size.width, size.height));
  }
  Plane plane;
  plane.stride_ = stride_of(room.width);
  plane.bytes_ = static_cast<std::uint64_t>(plane.stride_ * room.height + kPadding);
  bool const has_pages = memory == PlaneMemory::pages && plane.bytes_ >= kLeastMapping;
  auto* const data = has_pages ? map(plane.bytes_) : std::aligned_alloc(kAlignment, plane.bytes_);
  if (data == nullptr) {
    return fail(ErrorKind::too_large, fmt::format("No memory for {}×{} pixels.", size.width, size.height));
  }
  plane.data_ = {static_cast<std::uint8_t*>(data), Free{has_pages ? plane.bytes_ : 0}};
  plane.size_ = size;
  return plane;
}

Result<Planes> make_planes(PixelSize size, bool is_gray, Sampling sampling) {
  Planes planes;
  planes.sampling = sampling;
  TRIFORIUM_TRY(planes.y, Plane::create(size));
  if (is_gray) return planes;
  TRIFORIUM_TRY(planes.cb, Plane::create(sampling.chroma_size(size)));
  TRIFORIUM_TRY(planes.cr, Plane::create(sampling.chroma_size(size)));
  return planes;
}

void make_bitonal(PlaneView plane, int threshold) {
  for (std::int64_t y = 0; y < plane.size.height; ++y) {
    auto* const row = plane.row(y);
    for (std::int64_t x = 0; x < plane.size.width; ++x)
      row[x] = row[x] >= threshold ? 255 : 0;
  }
}

Flips flips_of(Turn turn) {
  return {turn.is_mirrored != (turn.quarters >= 2), turn.quarters == 1 || turn.quarters == 2};
}

Result<Plane> turned(Plane const& plane, Turn turn) {
  auto const flips = flips_of(turn);
  TRIFORIUM_TRY(auto result, Plane::create(turn.apply(plane.size())));
  auto const from = flips.down ? upside_down(plane.view()) : plane.view();
  if (!turn.swaps_sides()) {
    copy_rows(from, result.view(), flips.across);
  } else {
    transpose(from, flips.across ? upside_down(result.view()) : result.view());
  }
  return result;
}

Result<Planes> turned(Planes const& planes, Turn turn) {
  Planes result;
  result.sampling = turn.swaps_sides() ? planes.sampling.transposed() : planes.sampling;
  TRIFORIUM_TRY(result.y, turned(planes.y, turn));
  if (planes.is_gray()) return result;
  TRIFORIUM_TRY(result.cb, turned(planes.cb, turn));
  TRIFORIUM_TRY(result.cr, turned(planes.cr, turn));
  return result;
}

}  // namespace triforium
