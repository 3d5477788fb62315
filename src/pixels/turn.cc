#include "pixels/turn.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "pixels/kernels.h"
#include "pixels/rotation.h"
#include "pixels/row_step.h"

namespace triforium {
namespace {

// Rows that are turned together: long enough runs in both directions.
constexpr std::int64_t kStripRows = 32;

// Where pixel (0, 0) of a picture goes, and how far apart neighbours are then, in pixels of the result.
struct Placement {
  std::int64_t x, y;              // of pixel (0, 0)
  std::int64_t right_x, right_y;  // one pixel further right
  std::int64_t below_x, below_y;  // one pixel further down
};

Placement place(PixelSize size, Turn turn) {
  Placement at{0, 0, 1, 0, 0, 1};
  if (turn.is_mirrored) at = {size.width - 1, 0, -1, 0, 0, 1};
  for (int i = 0; i < turn.quarters; ++i) {
    // Clockwise: (x, y) → (height − 1 − y, x).
    at = {size.height - 1 - at.y, at.x, -at.right_y, at.right_x, -at.below_y, at.below_x};
    size = size.transposed();
  }
  return at;
}

// Copies `strip`, whose first row is row `first` of the picture, to its place.
template <int kBytes>
void copy_turned(ConstPixelsView strip, std::int64_t first, Placement const& at, PixelsView result) {
  auto const stride = static_cast<std::int64_t>(result.stride);
  auto const right = at.right_y * stride + at.right_x * kBytes, below = at.below_y * stride + at.below_x * kBytes;
  auto* const start = result.data + at.y * stride + at.x * kBytes + first * below;
  for (std::int64_t x = 0; x < strip.size.width; ++x) {
    auto* target = start + x * right;
    auto const* source = strip.data + x * kBytes;
    for (std::int64_t y = 0; y < strip.size.height; ++y, target += below, source += strip.stride) {
      std::memcpy(target, source, kBytes);
    }
  }
}

using CopyTurned = void (*)(ConstPixelsView, std::int64_t, Placement const&, PixelsView);
CopyTurned copier_of(int bytes_per_pixel) {
  switch (bytes_per_pixel) {
    case 1:
      return copy_turned<1>;
    case 2:
      return copy_turned<2>;
    case 3:
      return copy_turned<3>;
    case 4:
      return copy_turned<4>;
    case 5:
      return copy_turned<5>;
    case 6:
      return copy_turned<6>;
    case 8:
      return copy_turned<8>;
    default:
      return copy_turned<10>;
  }
}

// Calls use(strip, its first row) for strips of everything that `in` delivers.
template <typename Use>
Result<void> for_each_strip(RowReader& in, Use&& use) {
  auto const size = in.size();
  TRIFORIUM_TRY(auto strip, Pixels::create({size.width, std::min(kStripRows, size.height)}, in.format()));
  for (std::int64_t y = 0; y < size.height; y += kStripRows) {
    auto const rows = strip.view().rows(0, std::min(kStripRows, size.height - y));
    TRIFORIUM_CHECK(in.read(rows));
    use(ConstPixelsView(rows), y);
  }
  return {};
}

// Reads the whole at the first call.
class TurnedReader final : public RowReader {
 public:
  TurnedReader(std::unique_ptr<RowReader> in, Turn turn)
      : in_(std::move(in)), turn_(turn), size_(turn.apply(in_->size())), format_(in_->format()) {}

  PixelSize size() const override { return size_; }
  PixelFormat format() const override { return format_; }

  Result<void> read(PixelsView rows) override {
    if (in_) TRIFORIUM_CHECK(load());
    for (std::int64_t y = 0; y < rows.size.height; ++y) {
      std::memcpy(rows.row(y), std::as_const(turned_).view().row(next_++), rows.row_bytes());
    }
    return {};
  }

 private:
  Result<void> load() {
    TRIFORIUM_TRY(turned_, Pixels::create(size_, format_));
    auto const at = place(in_->size(), turn_);
    auto* const copy = copier_of(format_.bytes_per_pixel());
    TRIFORIUM_CHECK(for_each_strip(
        *in_, [&](ConstPixelsView strip, std::int64_t first) { copy(strip, first, at, turned_.view()); }));
    in_.reset();
    return {};
  }

  std::unique_ptr<RowReader> in_;  // null once it is read
  Turn const turn_;
  PixelSize const size_;
  PixelFormat const format_;
  Pixels turned_;
  std::int64_t next_ = 0;
};

template <int kBytes>
void mirror_rows(ConstPixelsView from, PixelsView to) {
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = from.row(y);
    auto* target = to.row(y) + from.row_bytes();
    for (std::int64_t x = 0; x < from.size.width; ++x, source += kBytes)
      std::memcpy(target -= kBytes, source, kBytes);
  }
}

ConvertRows mirror_of(int bytes_per_pixel) {
  switch (bytes_per_pixel) {
    case 1:
      return mirror_rows<1>;
    case 2:
      return mirror_rows<2>;
    case 3:
      return mirror_rows<3>;
    case 4:
      return mirror_rows<4>;
    case 5:
      return mirror_rows<5>;
    case 6:
      return mirror_rows<6>;
    case 8:
      return mirror_rows<8>;
    default:
      return mirror_rows<10>;
  }
}

// Straight alpha of 8 or 16 bits to premultiplied 16 bits: what is nearly transparent keeps its colour.
template <typename Sample>
void premultiply_wide(ConstPixelsView from, PixelsView to) {
  constexpr std::uint64_t kFull = Sample(-1);
  auto const colours = from.format.colours();
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = samples<Sample>(from, y);
    auto* target = samples<std::uint16_t>(to, y);
    for (std::int64_t x = 0; x < from.size.width; ++x, source += colours + 1, target += colours + 1) {
      std::uint64_t const alpha = source[colours];
      for (int c = 0; c < colours; ++c) {
        target[c] = static_cast<std::uint16_t>((source[c] * alpha * 65535 + kFull * kFull / 2) / (kFull * kFull));
      }
      target[colours] = static_cast<std::uint16_t>(alpha * (65535 / kFull));
    }
  }
}

class RotatedReader final : public RowReader {
 public:
  // `in` is straight. With alpha there is no ground: make_flattened comes before.
  RotatedReader(std::unique_ptr<RowReader> in, bool is_mirrored, double degrees, Background const& ground)
      : in_(std::move(in)),
        direction_(direction_of(degrees)),
        is_mirrored_(is_mirrored),
        picture_size_(in_->size()),
        picture_format_(in_->format()),
        size_(rotated_size(picture_size_, degrees)),
        format_(rotated_format(picture_format_, degrees, ground)) {
    if (ground) ground_ = samples_of(*ground, format_.model);
    auto const pixels = static_cast<std::size_t>(size_.width);
    colours_.resize(pixels * static_cast<std::size_t>(picture_format_.channels()) + kRowPadding);
    coverage_.resize(pixels);
    result_.resize(pixels * static_cast<std::size_t>(format_.channels()) + kRowPadding);
  }

  PixelSize size() const override { return size_; }
  PixelFormat format() const override { return format_; }

  Result<void> read(PixelsView rows) override {
    if (in_) TRIFORIUM_CHECK(load());
    auto const samples_in_row = static_cast<std::size_t>(size_.width * format_.channels());
    for (std::int64_t y = 0; y < rows.size.height; ++y) {
      sample_row(static_cast<double>(next_++));
      if (picture_format_.has_alpha) {
        fade_transparent();
      } else if (format_.has_alpha) {
        add_alpha();
      } else {
        mix_with_ground();
      }
      if (format_.type == SampleType::u8) {
        kernels().narrow_u8(result_.data(), rows.row(y), samples_in_row);
      } else {
        kernels().narrow_u16(result_.data(), samples<std::uint16_t>(rows, y), samples_in_row);
      }
    }
    return {};
  }

 private:
  // One row more than the picture has: the interpolation reads a little beyond the last pixel.
  Result<void> load() {
    auto held = picture_format_;
    if (held.has_alpha) {
      held.type = SampleType::u16;
      held.is_premultiplied = true;
    }
    TRIFORIUM_TRY(picture_, Pixels::create({picture_size_.width, picture_size_.height + 1}, held));
    auto const view = picture_.view().rows(0, picture_size_.height);
    if (!held.has_alpha) {
      TRIFORIUM_CHECK(in_->read(view));
    } else {
      auto* const convert =
          picture_format_.type == SampleType::u8 ? premultiply_wide<std::uint8_t> : premultiply_wide<std::uint16_t>;
      TRIFORIUM_CHECK(for_each_strip(*in_, [&](ConstPixelsView strip, std::int64_t first) {
        convert(strip, view.rows(first, strip.size.height));
      }));
    }
    in_.reset();
    return {};
  }

  void sample_row(double y) {
    WayBack const way{picture_size_, size_, is_mirrored_, direction_};
    auto const first = way.of(0.5, y + 0.5), step = way.step();
    RotatedRow row{};
    row.pixels = std::as_const(picture_).view().data;
    row.stride = std::as_const(picture_).view().stride;
    row.width = picture_size_.width;
    row.height = picture_size_.height;
    row.channels = picture_format_.channels();
    row.is_wide = picture_.format().type == SampleType::u16;
    row.x = first.x;
    row.y = first.y;
    row.step_x = step.x;
    row.step_y = step.y;
    row.count = size_.width;
    row.out = colours_.data();
    row.coverage = coverage_.data();
    kernels().rotate_row(row);
  }

  float full() const { return format_.type == SampleType::u8 ? 255.0F : 65535.0F; }

  // The picture has alpha itself (premultiplied 16 bits here).
  void fade_transparent() {
    auto const channels = static_cast<std::size_t>(format_.channels());
    for (std::size_t i = 0; i < coverage_.size(); ++i) {
      auto const* from = colours_.data() + i * channels;
      auto* to = result_.data() + i * channels;
      auto const alpha = coverage_[i] > 0 ? std::clamp(from[channels - 1], 0.0F, 65535.0F) : 0.0F;
      auto const shown = alpha * coverage_[i] * (full() / 65535);
      for (std::size_t c = 0; c + 1 < channels; ++c)
        to[c] = shown < 0.5F ? 0.0F : from[c] / alpha * full();
      to[channels - 1] = shown;
    }
  }

  void add_alpha() {
    auto const colours = static_cast<std::size_t>(format_.colours());
    for (std::size_t i = 0; i < coverage_.size(); ++i) {
      auto* to = result_.data() + i * (colours + 1);
      auto const alpha = coverage_[i] * full();
      for (std::size_t c = 0; c < colours; ++c)
        to[c] = alpha < 0.5F ? 0.0F : colours_[i * colours + c];
      to[colours] = alpha;
    }
  }

  void mix_with_ground() {
    auto const colours = static_cast<std::size_t>(format_.colours());
    for (std::size_t i = 0; i < coverage_.size(); ++i) {
      auto const share = coverage_[i];
      for (std::size_t c = 0; c < colours; ++c) {
        auto const own = share > 0 ? std::clamp(colours_[i * colours + c], 0.0F, full()) : 0.0F;
        result_[i * colours + c] = own * share + ground_[c] * full() * (1 - share);
      }
    }
  }

  std::unique_ptr<RowReader> in_;  // null once it is read
  Direction const direction_;
  bool const is_mirrored_;
  PixelSize const picture_size_;
  PixelFormat const picture_format_;
  PixelSize const size_;
  PixelFormat const format_;
  std::array<float, 4> ground_{};
  Pixels picture_;
  std::vector<float> colours_, coverage_, result_;
  std::int64_t next_ = 0;
};

}  // namespace

Turn compose(Turn first, Turn second) {
  // A mirror after a turn is the opposite turn after the mirror.
  auto const quarters = second.is_mirrored ? 4 - first.quarters : first.quarters;
  return {first.is_mirrored != second.is_mirrored, (quarters + second.quarters) % 4};
}

Turn turn_of_exif(int orientation) {
  switch (orientation) {
    case 2:
      return {true, 0};
    case 3:
      return {false, 2};
    case 4:
      return {true, 2};
    case 5:
      return {true, 3};
    case 6:
      return {false, 1};
    case 7:
      return {true, 1};
    case 8:
      return {false, 3};
    default:
      return {};
  }
}

ExactTurn exact_turn(bool is_mirrored, double degrees) {
  auto const angle = std::fmod(degrees, 360);
  if (std::fmod(angle, 90) != 0) return {};
  return {true, {is_mirrored, (static_cast<int>(angle / 90) + 4) % 4}};
}

std::unique_ptr<RowReader> make_turned(std::unique_ptr<RowReader> in, Turn turn) {
  if (turn.is_identity()) return in;
  auto const format = in->format();
  if (turn.quarters == 0) return make_row_step(std::move(in), format, mirror_of(format.bytes_per_pixel()));
  return std::make_unique<TurnedReader>(std::move(in), turn);
}

std::uint64_t turn_memory(PixelSize in, PixelFormat format, Turn turn) {
  if (turn.is_identity()) return 0;
  auto const row = static_cast<std::uint64_t>(in.width) * static_cast<std::uint64_t>(format.bytes_per_pixel()) + 64;
  auto const turned = turn.apply(in);
  auto const turned_row =
      static_cast<std::uint64_t>(turned.width) * static_cast<std::uint64_t>(format.bytes_per_pixel()) + 64;
  auto const held = turn.quarters == 0 ? 0 : turned_row * static_cast<std::uint64_t>(turned.height);
  return held + row * static_cast<std::uint64_t>(kStripRows);
}

PixelSize rotated_size(PixelSize size, double degrees) {
  if (auto const exact = exact_turn(false, degrees); exact.is_exact) return exact.turn.apply(size);
  // A box is not a pixel larger for what rounding of sine and cosine adds.
  constexpr double kRounding = 1e-6;
  auto const [cosine, sine] = direction_of(degrees);
  auto const c = std::abs(cosine), s = std::abs(sine);
  auto const width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  return {static_cast<std::int64_t>(std::ceil(width * c + height * s - kRounding)),
          static_cast<std::int64_t>(std::ceil(width * s + height * c - kRounding))};
}

PixelFormat rotated_format(PixelFormat in, double degrees, Background const& ground) {
  if (ground) {
    in.has_alpha = in.is_premultiplied = false;
  } else if (!exact_turn(false, degrees).is_exact) {
    in.has_alpha = true;
    in.is_premultiplied = false;
  }
  return in;
}

std::unique_ptr<RowReader> make_rotated(std::unique_ptr<RowReader> in, bool is_mirrored, double degrees,
                                        Background const& ground) {
  if (ground) in = make_flattened(std::move(in), *ground);
  auto const exact = exact_turn(is_mirrored, degrees);
  if (exact.is_exact) return make_turned(std::move(in), exact.turn);
  return std::make_unique<RotatedReader>(make_straight(std::move(in)), is_mirrored, degrees, ground);
}

std::uint64_t rotation_memory(PixelSize in, PixelFormat format, double degrees) {
  auto const exact = exact_turn(true, degrees);
  if (exact.is_exact) return turn_memory(in, format, exact.turn);
  auto const channels = static_cast<std::uint64_t>(format.channels());
  auto const bytes = format.has_alpha ? 2 : static_cast<std::uint64_t>(format.bytes_per_sample());
  auto const row = static_cast<std::uint64_t>(in.width) * channels * bytes + 64;
  auto const box = rotated_size(in, degrees);
  auto const floats = static_cast<std::uint64_t>(box.width) * (2 * channels + 2) * sizeof(float);
  return row * static_cast<std::uint64_t>(in.height + 1 + kStripRows) + floats + 4096;
}

}  // namespace triforium
