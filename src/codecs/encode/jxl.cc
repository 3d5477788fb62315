// JPEG XL by libjxl 0.7, which wants the whole frame before it begins. ISO/IEC 18181.
#include <jxl/encode.h>

#include <algorithm>
#include <array>
#include <memory>

#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

struct Destroy {
  void operator()(JxlEncoder* encoder) const { JxlEncoderDestroy(encoder); }
};

Result<void> check(JxlEncoder* encoder, JxlEncoderStatus status, char const* what) {
  if (status == JXL_ENC_SUCCESS) return {};
  return encoder_failed("jxl", std::string(what) + ": error " + std::to_string(JxlEncoderGetError(encoder)));
}

Result<void> set_header(JxlEncoder* encoder, PixelSize size, PixelFormat format, bool keeps_original) {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  auto const bits = static_cast<std::uint32_t>(8 * format.bytes_per_sample());
  info.xsize = static_cast<std::uint32_t>(size.width);
  info.ysize = static_cast<std::uint32_t>(size.height);
  info.bits_per_sample = bits;
  info.num_color_channels = static_cast<std::uint32_t>(format.colours());
  info.num_extra_channels = format.has_alpha ? 1 : 0;
  info.alpha_bits = format.has_alpha ? bits : 0;
  info.uses_original_profile = keeps_original ? JXL_TRUE : JXL_FALSE;
  return check(encoder, JxlEncoderSetBasicInfo(encoder, &info), "JxlEncoderSetBasicInfo");
}

Result<void> set_colour(JxlEncoder* encoder, PixelFormat format, ByteView icc) {
  if (!icc.empty())
    return check(encoder, JxlEncoderSetICCProfile(encoder, icc.data(), icc.size()), "JxlEncoderSetICCProfile");
  JxlColorEncoding srgb;
  JxlColorEncodingSetToSRGB(&srgb, format.model == ColourModel::gray ? JXL_TRUE : JXL_FALSE);
  return check(encoder, JxlEncoderSetColorEncoding(encoder, &srgb), "JxlEncoderSetColorEncoding");
}

Result<void> set_xmp(JxlEncoder* encoder, ByteView xmp) {
  if (xmp.empty()) return {};
  TRIFORIUM_CHECK(check(encoder, JxlEncoderUseBoxes(encoder), "JxlEncoderUseBoxes"));
  JxlBoxType const type = {'x', 'm', 'l', ' '};
  return check(encoder, JxlEncoderAddBox(encoder, type, xmp.data(), xmp.size(), JXL_FALSE), "JxlEncoderAddBox");
}

// JPEG's quality as Butteraugli's distance, as libjxl's own tools map it: 90 is 1.0, "visually lossless".
// https://github.com/libjxl/libjxl/blob/main/lib/include/jxl/encode.h, JxlEncoderDistanceFromQuality
float distance_of(int quality) {
  auto const q = static_cast<float>(std::clamp(quality, 1, 100));
  return q >= 30 ? 0.1F + (100 - q) * 0.09F : 53.0F / 3000 * q * q - 23.0F / 20 * q + 25.0F;
}

Result<void> add_frame(JxlEncoder* encoder, Pixels const& pixels, EncodeSettings const& settings, bool is_lossless) {
  auto* const frame = JxlEncoderFrameSettingsCreate(encoder, nullptr);
  if (frame == nullptr) return encoder_failed("jxl", "JxlEncoderFrameSettingsCreate");
  TRIFORIUM_CHECK(check(
      encoder,
      JxlEncoderFrameSettingsSetOption(frame, JXL_ENC_FRAME_SETTING_EFFORT, std::clamp(settings.jxl_effort, 1, 9)),
      "effort"));
  TRIFORIUM_CHECK(check(encoder,
                        is_lossless ? JxlEncoderSetFrameLossless(frame, JXL_TRUE)
                                    : JxlEncoderSetFrameDistance(frame, distance_of(settings.jxl_quality)),
                        "distance"));
  auto const view = pixels.view();
  // Pixels begins its rows at multiples of 64 bytes.
  JxlPixelFormat const format{static_cast<std::uint32_t>(view.format.channels()),
                              view.format.type == SampleType::u8 ? JXL_TYPE_UINT8 : JXL_TYPE_UINT16, JXL_NATIVE_ENDIAN,
                              64};
  return check(
      encoder,
      JxlEncoderAddImageFrame(frame, &format, view.data, view.stride * static_cast<std::size_t>(view.size.height)),
      "JxlEncoderAddImageFrame");
}

Result<void> drain(JxlEncoder* encoder, ByteSink& out) {
  std::array<std::uint8_t, 32 << 10> buffer;
  auto status = JXL_ENC_NEED_MORE_OUTPUT;
  while (status == JXL_ENC_NEED_MORE_OUTPUT) {
    auto* next = buffer.data();
    auto left = buffer.size();
    status = JxlEncoderProcessOutput(encoder, &next, &left);
    TRIFORIUM_CHECK(out.write(ByteView(buffer).first(buffer.size() - left)));
  }
  return check(encoder, status, "JxlEncoderProcessOutput");
}

}  // namespace

Result<void> encode_jxl(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                        ByteSink& out) {
  std::unique_ptr<JxlEncoder, Destroy> const encoder(JxlEncoderCreate(nullptr));
  if (!encoder) return fail(ErrorKind::busy, "The server has no memory left for this request.", "JxlEncoderCreate");
  bool const is_lossless = settings.jxl_quality > 100 || accompaniment.is_bitonal;
  auto const icc = view_of(accompaniment.icc);

  TRIFORIUM_TRY(auto const pixels, read_all(rows));
  TRIFORIUM_CHECK(set_xmp(encoder.get(), view_of(accompaniment.xmp)));
  TRIFORIUM_CHECK(set_header(encoder.get(), rows.size(), rows.format(), is_lossless));
  TRIFORIUM_CHECK(set_colour(encoder.get(), rows.format(), icc));
  TRIFORIUM_CHECK(add_frame(encoder.get(), pixels, settings, is_lossless));
  JxlEncoderCloseInput(encoder.get());
  return drain(encoder.get(), out);
}

}  // namespace triforium::codecs::detail
