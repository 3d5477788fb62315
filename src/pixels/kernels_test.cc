#include "pixels/kernels.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace triforium {
namespace {

std::vector<float> random_row(std::size_t n, float most, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> any(0, most);
  std::vector<float> row(n + kRowPadding);
  for (std::size_t i = 0; i < n; ++i)
    row[i] = any(random);
  return row;
}

// Each set does what the plainest code does.
class EveryKernel : public testing::TestWithParam<Kernels const*> {
 protected:
  void SetUp() override {
    if (GetParam() == nullptr) GTEST_SKIP() << "this processor has no AVX2";
  }
  Kernels const& kernels() const { return *GetParam(); }
};

TEST_P(EveryKernel, AddsWeightedRows) {
  constexpr std::size_t kWidth = 77;
  auto const a = random_row(kWidth, 255, 1), b = random_row(kWidth, 255, 2), before = random_row(kWidth, 255, 3);
  float const* const rows[] = {a.data(), b.data()};
  float const weights[] = {0.7F, -0.2F};
  for (bool const is_first : {false, true}) {
    auto sum = before;
    kernels().add_weighted(sum.data(), rows, weights, 2, kWidth, is_first);
    for (std::size_t i = 0; i < kWidth; ++i) {
      EXPECT_NEAR(sum[i], (is_first ? 0 : before[i]) + a[i] * 0.7F - b[i] * 0.2F, 1e-3);
    }
  }
}

TEST_P(EveryKernel, FiltersEveryNumberOfChannels) {
  TapSpan const spans[] = {{0, 1}, {0, 3}, {1, 9}, {5, 6}};
  std::vector<float> weights(4 * 16);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(spans[i].count); ++k)
      weights[i * 16 + k] = 0.1F + 0.01F * k;
  }
  for (int channels = 1; channels <= 5; ++channels) {
    auto const in = random_row(static_cast<std::size_t>(11 * channels), 255, 4);
    std::vector<float> out(static_cast<std::size_t>(4 * channels) + kRowPadding);
    kernels().filter_row(in.data(), out.data(), {spans, weights.data(), 4, 16}, channels);
    for (int i = 0; i < 4; ++i) {
      for (int c = 0; c < channels; ++c) {
        float expected = 0;
        for (int k = 0; k < spans[i].count; ++k) {
          expected += weights[static_cast<std::size_t>(i * 16 + k)] *
                      in[static_cast<std::size_t>((spans[i].first + k) * channels + c)];
        }
        EXPECT_NEAR(out[static_cast<std::size_t>(i * channels + c)], expected, 1e-3) << channels << " " << i;
      }
    }
  }
}

TEST_P(EveryKernel, RoundsAndLimits) {
  std::vector<float> const row{-3.0F, 0.4F, 0.6F, 254.49F, 254.51F, 300.0F, 65535.4F, 70000.0F, 17.0F};
  std::vector<std::uint8_t> bytes(row.size());
  kernels().narrow_u8(row.data(), bytes.data(), row.size());
  EXPECT_EQ(bytes, (std::vector<std::uint8_t>{0, 0, 1, 254, 255, 255, 255, 255, 17}));
  std::vector<std::uint16_t> words(row.size());
  kernels().narrow_u16(row.data(), words.data(), row.size());
  EXPECT_EQ(words, (std::vector<std::uint16_t>{0, 0, 1, 254, 255, 300, 65535, 65535, 17}));
}

TEST_P(EveryKernel, Widens) {
  std::vector<std::uint8_t> const bytes{0, 1, 254, 255, 7, 8, 9, 10, 11};
  std::vector<float> row(bytes.size());
  kernels().widen_u8(bytes.data(), row.data(), bytes.size());
  EXPECT_EQ(row, (std::vector<float>{0, 1, 254, 255, 7, 8, 9, 10, 11}));
  std::vector<std::uint16_t> const words{0, 1, 65535, 32768, 7, 8, 9, 10, 11};
  kernels().widen_u16(words.data(), row.data(), words.size());
  EXPECT_EQ(row, (std::vector<float>{0, 1, 65535, 32768, 7, 8, 9, 10, 11}));
}

TEST_P(EveryKernel, MultipliesByAlphaAndBack) {
  for (int const channels : {2, 4, 5}) {
    auto const before = random_row(static_cast<std::size_t>(13 * channels), 255, 5);
    auto row = before;
    kernels().premultiply(row.data(), 13, channels, 255);
    EXPECT_NEAR(row[0], before[0] * before[static_cast<std::size_t>(channels - 1)] / 255, 1e-3);
    kernels().unpremultiply(row.data(), 13, channels, 255);
    for (std::size_t i = 0; i < before.size(); ++i)
      EXPECT_NEAR(row[i], before[i], 1e-2);
  }
}

TEST_P(EveryKernel, LimitsPremultipliedColoursToTheirAlpha) {
  std::vector<float> row{-1, 50, 120, 100, 10, 10, 300, 256};
  kernels().limit_premultiplied(row.data(), 2, 4, 255);
  EXPECT_EQ(row, (std::vector<float>{0, 50, 100, 100, 10, 10, 255, 255}));
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel, testing::Values(&plain_kernels(), avx2_kernels()),
                         [](auto const& set) { return set.index == 0 ? "plain" : "avx2"; });

}  // namespace
}  // namespace triforium
