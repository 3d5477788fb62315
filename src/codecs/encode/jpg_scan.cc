#include "codecs/encode/jpg_scan.h"

#include <algorithm>
#include <bit>

namespace triforium::codecs::detail {
namespace {

// MCUs whose coefficients and bits are held at once, so that they stay in the processor's nearest memory.
constexpr std::int64_t kPartMcus = 16;

constexpr std::array<std::uint8_t, 2> kEndOfImage{0xFF, 0xD9};

alignas(64) constexpr std::array<std::int16_t, kBlockSamples> kNoCoefficients{};

// Alverson, "Integer division using reciprocals" (1991): exact for 16 bits, as is libjpeg's own.
void set_divisor(unsigned divisor, std::size_t at, Quantiser& quantiser) {
  auto shift = 15U + static_cast<unsigned>(std::bit_width(divisor));
  auto reciprocal = (1U << shift) / divisor;
  auto const rest = (1U << shift) % divisor;
  auto half = divisor / 2;
  if (rest == 0) {
    reciprocal /= 2;
    --shift;
  } else if (rest <= divisor / 2) {
    ++half;
  } else {
    ++reciprocal;
  }
  quantiser.half[at] = static_cast<std::uint16_t>(half);
  quantiser.reciprocal[at] = static_cast<std::uint16_t>(reciprocal);
  quantiser.scale[at] = static_cast<std::uint16_t>(1U << (32U - shift));
}

Quantiser make_quantiser(JQUANT_TBL const& table) {
  Quantiser quantiser;
  // The DCT of libjpeg leaves eight times the coefficients.
  for (std::size_t i = 0; i < kBlockSamples; ++i)
    set_divisor(table.quantval[i] * 8U, i, quantiser);
  return quantiser;
}

// T.81, annex C: codes of one length follow each other, and those of the next length begin at twice the next one.
template <typename Place>
void set_codes(JHUFF_TBL const& lengths, Place const& place, SymbolTable& table) {
  std::uint32_t code = 0;
  std::size_t symbol = 0;
  for (unsigned length = 1; length <= 16; ++length, code *= 2) {
    for (int i = 0; i < lengths.bits[length]; ++i, ++code) {
      auto const value = lengths.huffval[symbol++];
      auto const bits = value % 16U;
      table.entries[place(value)] = (code << bits) << 6U | (length + bits);
    }
  }
}

void set_symbols(JHUFF_TBL const& dc, JHUFF_TBL const& ac, std::size_t start, SymbolTable& table) {
  set_codes(
      dc, [&](unsigned value) { return start + SymbolTable::kDc + value % 16; }, table);
  set_codes(
      ac, [&](unsigned value) { return start + value; }, table);
}

// Coefficients of a row of blocks.
template <typename Component>
std::int64_t row_size(Component const& component) {
  return kPartMcus * component.across * DCTSIZE2;
}

std::int64_t divided_up(std::int64_t value, std::int64_t by) {
  return (value + by - 1) / by;
}

}  // namespace

bool JpgScan::can_write(jpeg_compress_struct const& codec) {
  bool const is_baseline = codec.scan_info == nullptr && !codec.arith_code && !codec.optimize_coding &&
                           codec.restart_interval == 0 && codec.dct_method == JDCT_ISLOW;
  return is_baseline && (codec.num_components == 1 || codec.num_components == 3);
}

JpgScan::JpgScan(jpeg_compress_struct const& codec, JpgKernels const& kernels)
    : kernels_(kernels), mcus_across_(divided_up(codec.image_width, std::int64_t{codec.max_h_samp_factor} * DCTSIZE)) {
  std::size_t blocks = 0;
  for (int i = 0; i < codec.num_components; ++i) {
    auto const& from = codec.comp_info[i];
    auto& component = components_.emplace_back();
    component.across = from.h_samp_factor;
    component.down = from.v_samp_factor;
    component.blocks = from.width_in_blocks;
    component.rows = from.height_in_blocks;
    component.quantiser = make_quantiser(*codec.quant_tbl_ptrs[from.quant_tbl_no]);
    component.table = i == 0 ? 0 : SymbolTable::kSize;
    set_symbols(*codec.dc_huff_tbl_ptrs[from.dc_tbl_no], *codec.ac_huff_tbl_ptrs[from.ac_tbl_no], component.table,
                table_);
    auto const of_part = static_cast<std::size_t>(kPartMcus * component.across * component.down);
    component.coefficients.resize(of_part * kBlockSamples);
    blocks += of_part;
  }
  blocks_.reserve(blocks);
  symbols_.resize(2 * (blocks * kMostBlockSymbols + kSymbolPadding));
  bits_.resize(blocks * kMostBlockBytes + kBytePadding);
  stuffed_.resize(2 * bits_.size() + kBytePadding);
  position_.next = bits_.data();
}

// The coefficients of some MCUs of the next row. Below a plane its last row is repeated.
void JpgScan::transform(ConstPlaneView plane, std::int64_t top, std::int64_t mcu, std::int64_t mcus,
                        Component& component) {
  auto const first = mcu * component.across;
  auto const count = std::min(mcus * component.across, component.blocks - first);
  auto const rows = std::min<std::int64_t>(component.down, component.rows - mcu_row_ * component.down);
  for (std::int64_t row = 0; row < rows; ++row) {
    std::array<std::uint8_t const*, DCTSIZE> samples{};
    for (std::int64_t y = 0; y < DCTSIZE; ++y) {
      auto const within = std::min((top * component.down + row) * DCTSIZE + y, plane.size.height - 1);
      samples[static_cast<std::size_t>(y)] = plane.row(within) + first * DCTSIZE;
    }
    kernels_.transform(samples.data(), static_cast<std::size_t>(count), component.quantiser,
                       component.coefficients.data() + row * row_size(component));
  }
}

// The blocks of one component in an MCU. T.81, A.2.4, fills what the picture does not have with blocks of any kind;
// those that cost the least have the mean of the one before, and nothing else.
void JpgScan::list_blocks(Component& component, std::int64_t first_mcu, std::int64_t k) {
  auto const first = first_mcu * component.across, row = mcu_row_ * component.down;
  for (std::int64_t down = 0; down < component.down; ++down) {
    for (std::int64_t across = 0; across < component.across; ++across) {
      auto const column = k * component.across + across;
      if (first + column >= component.blocks || row + down >= component.rows) {
        blocks_.push_back({kNoCoefficients.data(), 0, component.table});
        continue;
      }
      auto const* const coefficients = component.coefficients.data() + down * row_size(component) + column * DCTSIZE2;
      blocks_.push_back({coefficients, coefficients[0] - component.dc, component.table});
      component.dc = coefficients[0];
    }
  }
}

Result<void> JpgScan::write(std::array<ConstPlaneView, 3> const& strip, ByteSink& out) {
  auto const lines = std::int64_t{components_.front().down} * DCTSIZE;
  for (std::int64_t top = 0; top * lines < strip[0].size.height; ++top, ++mcu_row_) {
    for (std::int64_t mcu = 0; mcu < mcus_across_; mcu += kPartMcus) {
      auto const mcus = std::min(kPartMcus, mcus_across_ - mcu);
      for (std::size_t i = 0; i < components_.size(); ++i)
        transform(strip[i], top, mcu, mcus, components_[i]);
      blocks_.clear();
      for (std::int64_t k = 0; k < mcus; ++k) {
        for (auto& component : components_)
          list_blocks(component, mcu, k);
      }
      SymbolList symbols{symbols_.data(), symbols_.data() + symbols_.size() / 2};
      kernels_.write(blocks_.data(), blocks_.size(), table_, symbols, position_);
      TRIFORIUM_CHECK(flush(out));
    }
  }
  return {};
}

// The whole bytes, with their zeros.
Result<void> JpgScan::flush(ByteSink& out) {
  auto const size = static_cast<std::size_t>(position_.next - bits_.data());
  position_.next = bits_.data();
  return out.write(ByteView(stuffed_.data(), kernels_.stuff(bits_.data(), size, stuffed_.data())));
}

// T.81, F.1.2.3: "1-bits are used to pad" the last byte.
Result<void> JpgScan::finish(ByteSink& out) {
  if (position_.count > 0) {
    auto const ones = 0xFFU >> position_.count;
    *position_.next++ = static_cast<std::uint8_t>(position_.held << (8 - position_.count) | ones);
  }
  TRIFORIUM_CHECK(flush(out));
  return out.write(kEndOfImage);
}

}  // namespace triforium::codecs::detail
