// The picture of a sound: small, and always the same for the same samples. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace triforium::media {

inline constexpr std::uint32_t kWaveformWidth = 1200;
inline constexpr std::uint32_t kWaveformHeight = 240;

// The loudest sample of each column, taken as the samples come.
class Peaks {
 public:
  // How many samples are expected, at least 1; more count to the last column.
  explicit Peaks(std::uint64_t samples) : samples_(samples), columns_(kWaveformWidth) {}
  // Signed, 16 bits, little-endian; pieces may be cut anywhere.
  void add(ByteView bytes);
  std::vector<std::uint16_t> const& columns() const { return columns_; }

 private:
  void add(std::uint8_t low, std::uint8_t high);

  std::uint64_t samples_;
  std::uint64_t taken_ = 0;
  std::optional<std::uint8_t> half_;  // of a sample that was cut
  std::vector<std::uint16_t> columns_;
};

// A PNG of two colours, one bit for each pixel: a bar about the middle for each column, the loudest nine tenths high.
// `columns` has kWaveformWidth values, 0 to 32768.
Bytes draw_waveform(std::vector<std::uint16_t> const& columns);

}  // namespace triforium::media
