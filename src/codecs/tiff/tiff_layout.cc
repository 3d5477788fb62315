#include "codecs/tiff/tiff_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace triforium::codecs::tiff {
namespace {

Failure unsupported(std::string what) {
  return fail(ErrorKind::not_implemented, "The source image is a TIFF of a kind that is not read here.",
              std::move(what));
}

bool is_log(Page const& page) {
  return page.photometric == Photometric::log_l || page.photometric == Photometric::log_luv;
}

// ------------------------------------------------------------------------------------------- from tags to a layout

Result<Method> method_of(Page const& page) {
  switch (page.compression) {
    case Compression::jpeg:
      return Method::jpeg;
    case Compression::old_jpeg:
      return Method::library_rgba;
    case Compression::none: {
      auto const is_subsampled = page.photometric == Photometric::ycbcr && page.grid.planes == 1;
      return is_subsampled ? Method::library : Method::plain;
    }
    default:
      return Method::library;
  }
}

// What the samples mean where the file says so, or as most readers guess it.
Result<Meaning> meaning_of(Page const& page, Method method) {
  switch (page.photometric) {
    case Photometric::min_is_white:
      return Meaning::inverted_gray;
    case Photometric::min_is_black:
    case Photometric::mask:
    case Photometric::log_l:
      return Meaning::gray;
    case Photometric::rgb:
    case Photometric::log_luv:
      return Meaning::rgb;
    case Photometric::palette:
      return Meaning::palette;
    case Photometric::separated:
      return Meaning::cmyk;
    case Photometric::cielab:
      return Meaning::cielab;
    case Photometric::icclab:
      return Meaning::icclab;
    case Photometric::ycbcr: {
      auto const is_converted =
          (method == Method::jpeg && page.grid.planes == 1) || page.compression == Compression::webp;
      return is_converted ? Meaning::rgb : Meaning::ycbcr;
    }
    case Photometric::absent:
      return page.samples - static_cast<int>(page.extra_samples.size()) < 3 ? Meaning::gray : Meaning::rgb;
    default:
      return unsupported(fmt::format("photometric interpretation {}", static_cast<int>(page.photometric)));
  }
}

ColourModel model_of(Meaning meaning) {
  switch (meaning) {
    case Meaning::gray:
    case Meaning::inverted_gray:
      return ColourModel::gray;
    case Meaning::cmyk:
      return ColourModel::cmyk;
    case Meaning::cielab:
    case Meaning::icclab:
      return ColourModel::lab;
    default:
      return ColourModel::rgb;
  }
}

// "0 = Unspecified data, 1 = Associated alpha data (with pre-multiplied color), 2 = Unassociated alpha data".
// Unspecified samples are left aside.
void find_alpha(Page const& page, SampleLayout& layout) {
  auto const colours = layout.needed_colours();
  for (std::size_t i = 0; i < page.extra_samples.size(); ++i) {
    auto const kind = page.extra_samples[i];
    // The extra samples are the last ones, however many colours stand before them.
    auto const index = layout.samples - static_cast<int>(page.extra_samples.size()) + static_cast<int>(i);
    if ((kind != 1 && kind != 2) || index < colours || index >= layout.samples) continue;
    layout.alpha = index;
    layout.pixels.has_alpha = true;
    layout.pixels.is_premultiplied = kind == 1;
    return;
  }
}

Result<void> check_bits(Page const& page, SampleLayout const& layout) {
  auto const bits = layout.bits;
  auto const says = [&] { return unsupported(fmt::format("{} bits a sample", bits)); };
  if (page.is_complex) return unsupported("complex numbers");
  if (page.has_mixed_bits) return unsupported("samples of different sizes");
  if (layout.kind == SampleKind::floating) {
    if (bits != 16 && bits != 24 && bits != 32 && bits != 64) return says();
  } else if (bits > 16 && bits != 24 && bits != 32 && bits != 64) {
    return says();
  }
  auto const is_signed = layout.kind == SampleKind::signed_integer;
  if (is_signed && bits < 8) return says();
  if (layout.method == Method::jpeg && bits != 8) return says();
  if (layout.meaning == Meaning::palette && (bits > 16 || layout.kind == SampleKind::floating)) return says();
  if (layout.meaning == Meaning::ycbcr && bits != 8) return says();
  auto const is_lab = layout.meaning == Meaning::cielab || layout.meaning == Meaning::icclab;
  if (is_lab && ((bits != 8 && bits != 16) || layout.kind == SampleKind::floating)) return says();
  return {};
}

// Codecs that give 8-bit colours whatever the tags say about the stored form.
void simplify(Page const& page, SampleLayout& layout) {
  if (layout.method == Method::library_rgba) {
    layout.meaning = Meaning::rgb;
    layout.samples = 3;
  } else if (is_log(page)) {
    layout.samples = page.photometric == Photometric::log_l ? 1 : 3;
  } else {
    return;
  }
  layout.bits = 8;
  layout.kind = SampleKind::unsigned_integer;
  layout.is_planar = false;
}

Result<void> check_subsampling(Page const& page, SampleLayout& layout) {
  auto const is_power = [](int n) { return n == 1 || n == 2 || n == 4; };
  auto const x = page.subsampling_x, y = page.subsampling_y;
  if (!is_power(x) || !is_power(y)) return unsupported(fmt::format("YCbCr subsampled {}×{}", x, y));
  if (layout.is_planar && (x != 1 || y != 1)) return unsupported("subsampled planes");
  if (layout.samples != 3) return unsupported(fmt::format("YCbCr of {} samples", layout.samples));
  layout.is_clumped = !layout.is_planar && (x != 1 || y != 1);
  return {};
}

// ------------------------------------------------------------------------------------------------- reading samples

std::uint32_t packed_bits(std::uint8_t const* data, std::int64_t bit, int bits) {
  std::uint32_t value = 0;
  auto left = bits;
  while (left > 0) {
    auto const offset = static_cast<int>(bit & 7);
    auto const take = std::min(8 - offset, left);
    auto const byte = data[bit >> 3];
    value = value << take | ((byte >> (8 - offset - take)) & ((1U << take) - 1));
    bit += take;
    left -= take;
  }
  return value;
}

template <typename T>
T load(std::uint8_t const* data, std::int64_t index) {
  T value;
  std::memcpy(&value, data + index * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

std::uint32_t load24(std::uint8_t const* data, std::int64_t index) {
  auto const* bytes = data + index * 3;
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}

// IEEE 754 binary16, and the 24-bit kind of Adobe's technical note 3 (7 bits of exponent, 16 of fraction).
double small_float(std::uint32_t bits, int fraction_bits, int exponent_bits) {
  auto const fraction = bits & ((1U << fraction_bits) - 1);
  auto const exponent = static_cast<int>(bits >> fraction_bits & ((1U << exponent_bits) - 1));
  auto const is_negative = (bits >> (fraction_bits + exponent_bits) & 1) != 0;
  auto const bias = (1 << (exponent_bits - 1)) - 1;
  auto const share = static_cast<double>(fraction) / (1 << fraction_bits);
  double value = 0;
  if (exponent == (1 << exponent_bits) - 1) {
    value = fraction != 0 ? std::nan("") : HUGE_VAL;
  } else {
    value = exponent == 0 ? std::ldexp(share, 1 - bias) : std::ldexp(1 + share, exponent - bias);
  }
  return is_negative ? -value : value;
}

double float_value(std::uint8_t const* data, std::int64_t index, int bits) {
  switch (bits) {
    case 16:
      return small_float(load<std::uint16_t>(data, index), 10, 5);
    case 24:
      return small_float(load24(data, index), 16, 7);
    case 32:
      return load<float>(data, index);
    default:
      return load<double>(data, index);
  }
}

std::uint64_t unsigned_value(std::uint8_t const* data, std::int64_t index, int bits) {
  switch (bits) {
    case 8:
      return data[index];
    case 16:
      return load<std::uint16_t>(data, index);
    case 24:
      return load24(data, index);
    case 32:
      return load<std::uint32_t>(data, index);
    case 64:
      return load<std::uint64_t>(data, index);
    default:
      return packed_bits(data, index * bits, bits);
  }
}

double signed_value(std::uint8_t const* data, std::int64_t index, int bits) {
  auto const value = unsigned_value(data, index, bits);
  auto const shift = 64 - bits;
  return static_cast<double>(static_cast<std::int64_t>(value << shift) >> shift);
}

// ----------------------------------------------------------------------------------------------- making samples

// One channel of a row: `step` samples apart on both sides.
struct ChannelRun {
  std::uint8_t const* data;
  std::int64_t first;     // index of the first sample
  std::int64_t step;      // samples from one pixel to the next
  std::int64_t count;     // pixels
  std::uint8_t* out;      // of the first pixel
  std::int64_t out_step;  // samples
};

template <typename Out, typename Make>
void run_channel(ChannelRun const& run, Make make) {
  auto* out = run.out;
  auto index = run.first;
  for (std::int64_t i = 0; i < run.count; ++i, index += run.step, out += run.out_step * std::int64_t{sizeof(Out)}) {
    auto const value = static_cast<Out>(make(index));
    std::memcpy(out, &value, sizeof(Out));
  }
}

void run_ranged(SampleLayout const& layout, ChannelRun const& run) {
  auto const top = layout.pixels.type == SampleType::u8 ? 255.0 : 65535.0;
  auto const span = layout.range.high - layout.range.low;
  auto const scale = span > 0 ? top / span : 0;
  auto const make = [&, low = layout.range.low](std::int64_t index) {
    auto const value = (sample_value(layout, run.data, index) - low) * scale;
    return value >= top ? top : value > 0 ? value + 0.5 : 0;  // NaN becomes 0
  };
  if (layout.pixels.type == SampleType::u8) return run_channel<std::uint8_t>(run, make);
  run_channel<std::uint16_t>(run, make);
}

// Unsigned integers of up to 16 bits, stretched to the whole of 8 or 16.
void run_unsigned(SampleLayout const& layout, ChannelRun const& run) {
  auto const* data = run.data;
  auto const bits = layout.bits;
  auto const most = (1U << bits) - 1;
  if (bits == 8) return run_channel<std::uint8_t>(run, [=](std::int64_t i) { return data[i]; });
  if (bits == 16) return run_channel<std::uint16_t>(run, [=](std::int64_t i) { return load<std::uint16_t>(data, i); });
  if (bits < 8) {
    auto const scale = 255 / most, rest = 255 % most;  // 1, 2 and 4 bits divide 255, the others are rounded
    return run_channel<std::uint8_t>(run, [=](std::int64_t i) {
      auto const value = packed_bits(data, i * bits, bits);
      return value * scale + (value * rest + most / 2) / most;
    });
  }
  run_channel<std::uint16_t>(
      run, [=](std::int64_t i) { return (packed_bits(data, i * bits, bits) * 65535U + most / 2) / most; });
}

void run_samples(SampleLayout const& layout, ChannelRun const& run) {
  if (layout.has_range) return run_ranged(layout, run);
  run_unsigned(layout, run);
}

// Sample `sample` of each pixel into channel `channel`.
void convert_channel(SampleLayout const& layout, std::span<StoredRow const> planes, int sample, int channel,
                     std::int64_t first, std::int64_t count, std::uint8_t* out) {
  auto const& row = planes[layout.is_planar ? static_cast<std::size_t>(sample) : 0];
  auto const step = layout.samples_in_row();
  auto const within = layout.is_planar ? 0 : sample;
  run_samples(layout, {row.bytes.data(), (first - row.first_pixel) * step + within, step, count,
                       out + channel * layout.pixels.bytes_per_sample(), layout.pixels.channels()});
}

// Bits of black and white, eight at a time.
void convert_bits(StoredRow const& row, std::int64_t first, std::int64_t count, bool is_inverted, std::uint8_t* out) {
  static auto const table = [] {
    std::array<std::array<std::uint8_t, 8>, 256> made{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
      for (std::size_t bit = 0; bit < 8; ++bit)
        made[byte][bit] = (byte >> (7 - bit) & 1) != 0 ? 255 : 0;
    }
    return made;
  }();
  auto bit = first - row.first_pixel;
  auto const flip = static_cast<std::uint8_t>(is_inverted ? 0xFF : 0);
  auto const byte_at = [&](std::int64_t at) -> std::uint8_t {
    return row.bytes[static_cast<std::size_t>(at >> 3)] ^ flip;
  };
  std::int64_t i = 0;
  for (; i < count && (bit & 7) != 0; ++i, ++bit)
    out[i] = table[byte_at(bit)][static_cast<std::size_t>(bit & 7)];
  for (; i + 8 <= count; i += 8, bit += 8)
    std::memcpy(out + i, table[byte_at(bit)].data(), 8);
  for (; i < count; ++i, ++bit)
    out[i] = table[byte_at(bit)][static_cast<std::size_t>(bit & 7)];
}

void convert_palette(SampleLayout const& layout, std::span<StoredRow const> planes, std::int64_t first,
                     std::int64_t count, std::uint8_t* out) {
  auto const& row = planes[0];
  auto const step = layout.samples_in_row();
  for (std::int64_t i = 0; i < count; ++i, out += layout.pixels.channels()) {
    auto const index = unsigned_value(row.bytes.data(), (first - row.first_pixel + i) * step, layout.bits);
    auto const colour = index < layout.palette.size() ? layout.palette[index] : std::array<std::uint8_t, 3>{};
    std::copy(colour.begin(), colour.end(), out);
  }
}

// ------------------------------------------------------------------------------- after the samples are in their places

template <typename Sample, typename Change>
void change_channel(std::uint8_t* out, int channel, int channels, std::int64_t count, Change change) {
  auto* at = out + channel * static_cast<int>(sizeof(Sample));
  for (std::int64_t i = 0; i < count; ++i, at += channels * static_cast<int>(sizeof(Sample))) {
    Sample value;
    std::memcpy(&value, at, sizeof(Sample));
    value = static_cast<Sample>(change(value));
    std::memcpy(at, &value, sizeof(Sample));
  }
}

void invert_gray(PixelFormat format, std::int64_t count, std::uint8_t* out) {
  auto const channels = format.channels();
  if (format.type == SampleType::u8)
    return change_channel<std::uint8_t>(out, 0, channels, count, [](int v) { return 255 - v; });
  change_channel<std::uint16_t>(out, 0, channels, count, [](int v) { return 65535 - v; });
}

// "L* … 0 to 100 … a*, b* … two's complement": TIFF 6.0, section 23. The ICC encoding offsets a* and b* instead; with
// 16 bits TIFF counts 1/256, ICC (version 4) 1/257.
void recode_cielab(PixelFormat format, std::int64_t count, std::uint8_t* out) {
  auto const channels = format.channels();
  for (int channel = 1; channel <= 2; ++channel) {
    if (format.type == SampleType::u8) {
      change_channel<std::uint8_t>(out, channel, channels, count, [](int v) { return v ^ 0x80; });
    } else {
      change_channel<std::uint16_t>(out, channel, channels, count, [](int v) {
        return std::clamp(((static_cast<std::int16_t>(v) * 257 + 128) >> 8) + 32896, 0, 65535);
      });
    }
  }
}

// ICC's version 2 encoding in 16 bits has 100 at 0xFF00 where version 4 has it at 0xFFFF; 8 bits are the same in both.
void recode_icclab(PixelFormat format, std::int64_t count, std::uint8_t* out) {
  if (format.type == SampleType::u8) return;
  for (int channel = 0; channel < 3; ++channel) {
    change_channel<std::uint16_t>(out, channel, format.channels(), count,
                                  [](int v) { return std::min((v * 257 + 128) >> 8, 65535); });
  }
}

void ycbcr_to_rgb(YcbcrTables const& tables, int channels, std::int64_t count, std::uint8_t* out) {
  auto const clamped = [](float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); };
  for (std::int64_t i = 0; i < count; ++i, out += channels) {
    auto const y = tables.luma[out[0]];
    auto const cb = out[1], cr = out[2];
    out[0] = clamped(y + tables.red_of_cr[cr]);
    out[1] = clamped(y + tables.green_of_cb[cb] + tables.green_of_cr[cr]);
    out[2] = clamped(y + tables.blue_of_cb[cb]);
  }
}

void finish_row(SampleLayout const& layout, std::int64_t count, std::uint8_t* out) {
  switch (layout.meaning) {
    case Meaning::inverted_gray:
      return invert_gray(layout.pixels, count, out);
    case Meaning::cielab:
      return recode_cielab(layout.pixels, count, out);
    case Meaning::icclab:
      return recode_icclab(layout.pixels, count, out);
    case Meaning::ycbcr:
      return ycbcr_to_rgb(layout.ycbcr, layout.pixels.channels(), count, out);
    default:
      return;
  }
}

// Samples stored just as pixels have them.
bool is_copy(SampleLayout const& layout) {
  return !layout.has_range && !layout.is_planar && layout.samples == layout.pixels.channels() &&
         layout.bits == layout.pixels.bytes_per_sample() * 8;
}

}  // namespace

YcbcrTables make_ycbcr_tables(Page const& page) {
  auto luma = page.luma.value_or(std::array{0.299, 0.587, 0.114});
  auto reference = page.black_and_white.value_or(std::array{0.0, 255.0, 128.0, 255.0, 128.0, 255.0});
  if (!(luma[1] > 0.001)) luma = {0.299, 0.587, 0.114};
  for (std::size_t i = 0; i < 6; i += 2) {
    if (!(std::abs(reference[i + 1] - reference[i]) >= 1)) reference = {0.0, 255.0, 128.0, 255.0, 128.0, 255.0};
  }
  // "FullRangeValue = (code - ReferenceBlack) * CodingRange / (ReferenceWhite - ReferenceBlack)", the coding range
  // being 255 for Y and 127 for Cb and Cr.
  auto const full_range = [&](std::size_t code, std::size_t component, double range) {
    auto const black = reference[component * 2], white = reference[component * 2 + 1];
    return std::clamp((static_cast<double>(code) - black) * range / (white - black), -1000.0, 1000.0);
  };
  YcbcrTables tables{};
  for (std::size_t code = 0; code < 256; ++code) {
    auto const cb = full_range(code, 1, 127), cr = full_range(code, 2, 127);
    auto const red = cr * (2 - 2 * luma[0]), blue = cb * (2 - 2 * luma[2]);
    tables.luma[code] = static_cast<float>(full_range(code, 0, 255));
    tables.red_of_cr[code] = static_cast<float>(std::clamp(red, -1000.0, 1000.0));
    tables.blue_of_cb[code] = static_cast<float>(std::clamp(blue, -1000.0, 1000.0));
    // G = (Y - LumaBlue·B - LumaRed·R) / LumaGreen, with R = Y + red and B = Y + blue; the three lumas sum up to 1.
    tables.green_of_cr[code] = static_cast<float>(std::clamp(-luma[0] * red / luma[1], -1000.0, 1000.0));
    tables.green_of_cb[code] = static_cast<float>(std::clamp(-luma[2] * blue / luma[1], -1000.0, 1000.0));
  }
  return tables;
}

Result<SampleLayout> make_layout(Page const& page) {
  SampleLayout layout;
  TRIFORIUM_TRY(layout.method, method_of(page));
  TRIFORIUM_TRY(layout.meaning, meaning_of(page, layout.method));
  if (is_log(page) && page.compression != Compression::sgi_log && page.compression != Compression::sgi_log24) {
    return unsupported("LogLuv that is not compressed as such");
  }
  layout.bits = page.bits;
  layout.kind = page.kind;
  layout.samples = page.samples;
  layout.is_planar = page.grid.planes > 1;
  simplify(page, layout);
  TRIFORIUM_CHECK(check_bits(page, layout));
  if (layout.samples > 4096) return unsupported(fmt::format("{} samples a pixel", layout.samples));

  layout.pixels.model = model_of(layout.meaning);
  if (layout.samples < layout.needed_colours()) {
    return unsupported(fmt::format("{} of {} samples", layout.samples, layout.needed_colours()));
  }
  if (layout.meaning == Meaning::ycbcr) {
    TRIFORIUM_CHECK(check_subsampling(page, layout));
    layout.ycbcr = make_ycbcr_tables(page);
  }
  auto const is_lab = layout.pixels.model == ColourModel::lab;
  if (is_lab || layout.meaning == Meaning::palette) layout.kind = SampleKind::unsigned_integer;
  layout.has_range = layout.kind != SampleKind::unsigned_integer || layout.bits > 16;
  layout.pixels.type = layout.bits > 8 && layout.meaning != Meaning::palette ? SampleType::u16 : SampleType::u8;
  // An alpha beside a palette would have to be of the palette's 8 bits.
  if (layout.meaning != Meaning::palette || layout.bits == 8) find_alpha(page, layout);
  return layout;
}

std::vector<std::array<std::uint8_t, 3>> make_palette(std::vector<std::uint64_t> const& values) {
  auto const count = values.size() / 3;
  // "0 represents the minimum intensity … 65535 represents the maximum"; but some writers put 8 bits there.
  auto const is_8_bit = std::all_of(values.begin(), values.end(), [](auto value) { return value < 256; });
  auto const sample = [&](std::size_t at) {
    return static_cast<std::uint8_t>(is_8_bit ? values[at]
                                              : (std::min<std::uint64_t>(values[at], 65535) * 255 + 32767) / 65535);
  };
  std::vector<std::array<std::uint8_t, 3>> palette(count);
  for (std::size_t i = 0; i < count; ++i)
    palette[i] = {sample(i), sample(count + i), sample(2 * count + i)};
  return palette;
}

double sample_value(SampleLayout const& layout, std::uint8_t const* row, std::int64_t index) {
  switch (layout.kind) {
    case SampleKind::floating:
      return float_value(row, index, layout.bits);
    case SampleKind::signed_integer:
      return signed_value(row, index, layout.bits);
    default:
      return static_cast<double>(unsigned_value(row, index, layout.bits));
  }
}

ValueRange choose_range(SampleLayout const& layout, double least, double greatest) {
  auto const is_float = layout.kind == SampleKind::floating;
  if (!(least <= greatest)) return {0, is_float ? 1.0 : 255.0};  // nothing was seen
  // Resampled floats overshoot a little at edges.
  auto const slack = is_float ? 0.05 : 0.0;
  auto const lies_below = [&](double top) { return least >= -slack * top && greatest <= top + slack * top; };
  if (is_float && lies_below(1)) return {0, 1};
  if (lies_below(255)) return {0, 255};
  if ((is_float || layout.bits > 16) && lies_below(65535)) return {0, 65535};
  if (is_float) return {least, greatest};
  auto const bits = layout.kind == SampleKind::signed_integer ? layout.bits - 1 : layout.bits;
  auto const most = std::ldexp(1.0, bits) - 1;
  return {layout.kind == SampleKind::signed_integer && least < 0 ? -most - 1 : 0, most};
}

void convert_row(SampleLayout const& layout, std::span<StoredRow const> planes, std::int64_t first, std::int64_t count,
                 std::uint8_t* out) {
  auto const is_gray = layout.pixels.model == ColourModel::gray;
  if (layout.bits == 1 && is_gray && layout.pixels.channels() == 1 && layout.samples_in_row() == 1) {
    return convert_bits(planes[0], first, count, layout.meaning == Meaning::inverted_gray, out);
  }
  if (layout.meaning == Meaning::palette) {
    convert_palette(layout, planes, first, count, out);
  } else if (is_copy(layout)) {
    auto const pixel = layout.pixels.bytes_per_pixel();
    std::memcpy(out, planes[0].bytes.data() + (first - planes[0].first_pixel) * pixel,
                static_cast<std::size_t>(count * pixel));
  } else {
    for (int c = 0; c < layout.pixels.colours(); ++c)
      convert_channel(layout, planes, c, c, first, count, out);
  }
  if (layout.alpha >= 0 && !(is_copy(layout) && layout.meaning != Meaning::palette)) {
    convert_channel(layout, planes, layout.alpha, layout.pixels.colours(), first, count, out);
  }
  finish_row(layout, count, out);
}

std::uint64_t clumped_bytes(int horizontal, int vertical, std::int64_t width, std::int64_t height) {
  auto const across = static_cast<std::uint64_t>((width + horizontal - 1) / horizontal);
  auto const down = static_cast<std::uint64_t>((height + vertical - 1) / vertical);
  return across * down * static_cast<std::uint64_t>(horizontal * vertical + 2);
}

void expand_clumps(ByteView clumps, int horizontal, int vertical, std::int64_t width, std::int64_t row,
                   std::span<std::uint8_t> out) {
  auto const unit = static_cast<std::size_t>(horizontal * vertical + 2);
  auto const across = static_cast<std::size_t>((width + horizontal - 1) / horizontal);
  auto const* at = clumps.data() + static_cast<std::size_t>(row / vertical) * across * unit;
  auto const line = static_cast<std::size_t>(row % vertical * horizontal);
  for (std::int64_t x = 0; x < width; ++x) {
    auto const* data = at + static_cast<std::size_t>(x / horizontal) * unit;
    auto* pixel = out.data() + x * 3;
    pixel[0] = data[line + static_cast<std::size_t>(x % horizontal)];
    pixel[1] = data[unit - 2];
    pixel[2] = data[unit - 1];
  }
}

}  // namespace triforium::codecs::tiff
