// libjpeg is the slow twin: whatever is drawn, the bytes have to be the same.
#include "codecs/encode/jpg_scan.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

namespace triforium::codecs::detail {
namespace {

constexpr std::size_t kEndOfImage = 2;

// A sample of plane `plane`, at x and y.
using Drawing = std::function<int(int plane, std::int64_t x, std::int64_t y)>;

struct Case {
  PixelSize size;
  Sampling sampling;  // of luma to chroma
  bool is_gray;
  int quality;
};

std::uint32_t noise(int plane, std::int64_t x, std::int64_t y) {
  auto value = static_cast<std::uint32_t>(x * 73'856'093 ^ y * 19'349'663 ^ plane * 83'492'791);
  value = (value ^ value >> 15U) * 0x2C1B3C6DU;
  value = (value ^ value >> 12U) * 0x297A2D39U;
  return value ^ value >> 15U;
}

std::vector<std::pair<std::string, Drawing>> drawings() {
  return {
      {"flat", [](int plane, std::int64_t, std::int64_t) { return plane * 100; }},
      {"slopes", [](int plane, std::int64_t x, std::int64_t y) { return static_cast<int>(x + 2 * y + plane) % 256; }},
      {"noise", [](int plane, std::int64_t x, std::int64_t y) { return static_cast<int>(noise(plane, x, y) % 256); }},
      {"black and white",
       [](int plane, std::int64_t x, std::int64_t y) { return noise(plane, x, y) % 2 == 0 ? 0 : 255; }},
      // Long runs of zeros: one frequency alone.
      {"finest chequers", [](int, std::int64_t x, std::int64_t y) { return (x + y) % 2 == 0 ? 90 : 150; }},
      {"fine stripes", [](int plane, std::int64_t x, std::int64_t) { return x % 2 == 0 ? 120 : 131 + plane; }},
      {"blocks of black and white", [](int, std::int64_t x, std::int64_t y) { return (x / 8 + y / 8) % 2 * 255; }},
      {"grain",
       [](int plane, std::int64_t x, std::int64_t y) {
         return 128 + static_cast<int>(noise(plane, x, y) % 23) - 11 + static_cast<int>((x * y / 64) % 64);
       }},
  };
}

Planes draw(Case const& wanted, Drawing const& drawing) {
  auto planes = make_planes(wanted.size, wanted.is_gray, wanted.sampling).value();
  int number = 0;
  for (auto* const plane : {&planes.y, &planes.cb, &planes.cr}) {
    auto const view = plane->view();
    for (std::int64_t y = 0; y < view.size.height; ++y) {
      for (std::int64_t x = 0; x < (view.size.width + DCTSIZE - 1) / DCTSIZE * DCTSIZE; ++x)
        view.row(y)[x] = static_cast<std::uint8_t>(drawing(number, std::min(x, view.size.width - 1), y));
    }
    ++number;
  }
  return planes;
}

// A codec that has begun, writing into memory of its own.
class Codec {
 public:
  Codec(Case const& wanted, bool takes_planes) {
    codec_.err = jpeg_std_error(&errors_);
    jpeg_create_compress(&codec_);
    jpeg_mem_dest(&codec_, &bytes_, &size_);
    codec_.image_width = static_cast<JDIMENSION>(wanted.size.width);
    codec_.image_height = static_cast<JDIMENSION>(wanted.size.height);
    codec_.input_components = wanted.is_gray ? 1 : 3;
    codec_.in_color_space = wanted.is_gray ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(&codec_);
    jpeg_set_quality(&codec_, wanted.quality, TRUE);
    if (!wanted.is_gray) codec_.comp_info[0].h_samp_factor = wanted.sampling.across;
    if (!wanted.is_gray) codec_.comp_info[0].v_samp_factor = wanted.sampling.down;
    codec_.raw_data_in = takes_planes ? TRUE : FALSE;
    jpeg_start_compress(&codec_, TRUE);
  }
  ~Codec() {
    jpeg_destroy_compress(&codec_);
    std::free(bytes_);  // NOLINT: libjpeg's
  }
  Codec(Codec const&) = delete;
  Codec& operator=(Codec const&) = delete;

  jpeg_compress_struct& get() { return codec_; }
  Bytes finish() {
    jpeg_finish_compress(&codec_);
    return {bytes_, bytes_ + size_};
  }

 private:
  jpeg_error_mgr errors_{};
  jpeg_compress_struct codec_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

Bytes written_by_libjpeg(Case const& wanted, Planes& planes) {
  Codec codec(wanted, true);
  auto& get = codec.get();
  auto const lines = static_cast<JDIMENSION>(get.max_v_samp_factor * DCTSIZE);
  std::array<Plane*, 3> const all{&planes.y, &planes.cb, &planes.cr};
  for (std::int64_t step = 0; get.next_scanline < get.image_height; ++step) {
    std::array<std::array<JSAMPROW, 2 * DCTSIZE>, 3> rows{};
    std::array<JSAMPARRAY, 3> components{};
    for (int i = 0; i < get.num_components; ++i) {
      auto const view = all[static_cast<std::size_t>(i)]->view();
      std::int64_t const count = get.comp_info[i].v_samp_factor * DCTSIZE;
      for (std::int64_t y = 0; y < count; ++y)
        rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(y)] =
            view.row(std::min(step * count + y, view.size.height - 1));
      components[static_cast<std::size_t>(i)] = rows[static_cast<std::size_t>(i)].data();
    }
    jpeg_write_raw_data(&get, components.data(), lines);
  }
  return codec.finish();
}

Bytes written_by(JpgKernels const& kernels, Case const& wanted, Planes const& planes) {
  Codec codec(wanted, false);
  BytesSink sink;
  EXPECT_TRUE(JpgScan::can_write(codec.get()));
  JpgScan scan(codec.get(), kernels);
  EXPECT_TRUE(scan.write({planes.y.view(), planes.cb.view(), planes.cr.view()}, sink));
  EXPECT_TRUE(scan.finish(sink));
  jpeg_abort_compress(&codec.get());
  return sink.bytes;
}

std::vector<Case> cases() {
  std::vector<Case> cases;
  for (PixelSize const size : {PixelSize{1, 1}, {8, 8}, {17, 33}, {130, 70}, {531, 41}}) {
    for (int const quality : {1, 50, 85, 100}) {
      for (Sampling const sampling : {Sampling{1, 1}, {2, 1}, {2, 2}})
        cases.push_back({size, sampling, false, quality});
      cases.push_back({size, {1, 1}, true, quality});
    }
  }
  return cases;
}

void expect_what_libjpeg_writes(JpgKernels const* kernels) {
  if (kernels == nullptr) GTEST_SKIP() << "This processor lacks what the kernels need.";
  for (auto const& [name, drawing] : drawings()) {
    for (auto const& wanted : cases()) {
      auto planes = draw(wanted, drawing);
      auto const expected = written_by_libjpeg(wanted, planes);
      auto const scan = written_by(*kernels, wanted, planes);
      ASSERT_LT(scan.size(), expected.size());
      ASSERT_GT(scan.size(), kEndOfImage);
      EXPECT_TRUE(std::equal(scan.rbegin(), scan.rend(), expected.rbegin()))
          << name << ", " << wanted.size.width << "×" << wanted.size.height << ", quality " << wanted.quality;
    }
  }
}

TEST(JpgScan, WritesWhatLibjpegWritesByAvx2) {
  expect_what_libjpeg_writes(avx2_jpg_kernels());
}

TEST(JpgScan, WritesWhatLibjpegWritesByAvx512) {
  expect_what_libjpeg_writes(avx512_jpg_kernels());
}

TEST(JpgScan, LeavesToLibjpegWhatIsNotBaseline) {
  Codec codec({{16, 16}, {2, 2}, false, 85}, false);
  EXPECT_TRUE(JpgScan::can_write(codec.get()));
  codec.get().restart_interval = 4;
  EXPECT_FALSE(JpgScan::can_write(codec.get()));
  codec.get().restart_interval = 0;
  jpeg_abort_compress(&codec.get());
  jpeg_simple_progression(&codec.get());
  EXPECT_FALSE(JpgScan::can_write(codec.get()));
}

}  // namespace
}  // namespace triforium::codecs::detail
