#include "pixels/lcms.h"

#include <lcms2_plugin.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "pixels/srgb_coder.h"

namespace triforium::lcms {
namespace {

constexpr std::size_t kMostBlock = 32U << 20;

void* allocate(cmsContext, cmsUInt32Number size) {
  return size > kMostBlock ? nullptr : std::malloc(size);
}
void release(cmsContext, void* block) {
  std::free(block);
}
void* reallocate(cmsContext, void* block, cmsUInt32Number size) {
  return size > kMostBlock ? nullptr : std::realloc(block, size);
}

// A quarter of a step of 8 bits would be finer than profiles agree that call themselves sRGB; half a step is what
// rounding hides.
constexpr double kHalfStep = 0.5 / 255;

bool is_srgb_curve(cmsToneCurve const* curve) {
  if (curve == nullptr) return false;
  for (int i = 0; i <= 255; ++i) {
    auto const coded = i / 255.0;
    auto const linear = static_cast<double>(cmsEvalToneCurveFloat(curve, static_cast<float>(coded)));
    if (!(std::abs(linear_to_srgb(std::clamp(linear, 0.0, 1.0)) - coded) <= kHalfStep)) return false;
  }
  return true;
}

bool is_curve_of(cmsHPROFILE profile, cmsTagSignature tag) {
  return is_srgb_curve(static_cast<cmsToneCurve const*>(cmsReadTag(profile, tag)));
}

bool is_primary(cmsHPROFILE profile, cmsTagSignature tag, cmsCIEXYZ expected) {
  constexpr double kTolerance = 0.001;  // sRGB profiles of different makers differ by 0.0005
  auto const* colour = static_cast<cmsCIEXYZ const*>(cmsReadTag(profile, tag));
  return colour != nullptr && std::abs(colour->X - expected.X) <= kTolerance &&
         std::abs(colour->Y - expected.Y) <= kTolerance && std::abs(colour->Z - expected.Z) <= kTolerance;
}

bool has_tables(cmsHPROFILE profile) {
  constexpr cmsTagSignature kTables[] = {cmsSigAToB0Tag, cmsSigAToB1Tag, cmsSigAToB2Tag, cmsSigDToB0Tag,
                                         cmsSigDToB1Tag, cmsSigDToB2Tag, cmsSigDToB3Tag};
  return std::any_of(std::begin(kTables), std::end(kTables), [&](auto tag) { return cmsIsTag(profile, tag) != 0; });
}

}  // namespace

Context make_context() {
  cmsPluginMemHandler memory{};
  memory.base = {cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, nullptr};
  memory.MallocPtr = allocate;
  memory.FreePtr = release;
  memory.ReallocPtr = reallocate;
  return Context(cmsCreateContext(&memory, nullptr));
}

Curve make_srgb_curve(cmsContext context) {
  // IEC 61966-2-1 as ICC's parametric curve 3: y = (a·x + b)^g from d on, c·x below.
  double const parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return Curve(cmsBuildParametricToneCurve(context, 4, parameters));
}

Profile make_srgb(cmsContext context) {
  return Profile(cmsCreate_sRGBProfileTHR(context));
}

Profile make_gray(cmsContext context) {
  return Profile(cmsCreateGrayProfileTHR(context, cmsD50_xyY(), make_srgb_curve(context).get()));
}

Profile open(cmsContext context, ByteView icc) {
  return Profile(cmsOpenProfileFromMemTHR(context, icc.data(), static_cast<cmsUInt32Number>(icc.size())));
}

bool is_srgb(cmsHPROFILE profile) {
  return cmsGetPCS(profile) == cmsSigXYZData && !has_tables(profile) &&
         is_primary(profile, cmsSigRedColorantTag, {0.43607, 0.22249, 0.01392}) &&
         is_primary(profile, cmsSigGreenColorantTag, {0.38515, 0.71687, 0.09708}) &&
         is_primary(profile, cmsSigBlueColorantTag, {0.14307, 0.06061, 0.71410}) &&
         is_curve_of(profile, cmsSigRedTRCTag) && is_curve_of(profile, cmsSigGreenTRCTag) &&
         is_curve_of(profile, cmsSigBlueTRCTag);
}

bool is_srgb_gray(cmsHPROFILE profile) {
  return cmsGetPCS(profile) == cmsSigXYZData && !has_tables(profile) && is_curve_of(profile, cmsSigGrayTRCTag);
}

std::optional<MatrixShaper> find_matrix_shaper(cmsHPROFILE profile, SampleType type) {
  constexpr cmsTagSignature kCurves[] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  constexpr cmsTagSignature kPrimaries[] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
  if (cmsGetPCS(profile) != cmsSigXYZData || has_tables(profile)) return std::nullopt;
  MatrixShaper shaper;
  for (std::size_t c = 0; c < 3; ++c) {
    auto const* curve = static_cast<cmsToneCurve const*>(cmsReadTag(profile, kCurves[c]));
    auto const* colour = static_cast<cmsCIEXYZ const*>(cmsReadTag(profile, kPrimaries[c]));
    if (curve == nullptr || colour == nullptr) return std::nullopt;
    shaper.to_xyz[c] = colour->X;
    shaper.to_xyz[c + 3] = colour->Y;
    shaper.to_xyz[c + 6] = colour->Z;
    auto& linear = shaper.linear[c];
    linear.resize(type == SampleType::u8 ? 256 : 65536);
    auto const full = static_cast<float>(linear.size() - 1);
    for (std::size_t i = 0; i < linear.size(); ++i) {
      linear[i] = unit(cmsEvalToneCurveFloat(curve, static_cast<float>(i) / full));
    }
  }
  return shaper;
}

Bytes save(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  if (profile == nullptr || !cmsSaveProfileToMem(profile, nullptr, &size)) return {};
  Bytes bytes(size);
  if (!cmsSaveProfileToMem(profile, bytes.data(), &size)) return {};
  // ICC.1:2022, table 17: bytes 24 to 35 are the date and time, six numbers of two bytes. 2022-05-01 00:00.
  std::uint8_t const date[12] = {0x07, 0xE6, 0, 5, 0, 1};
  if (bytes.size() >= 36) std::copy(std::begin(date), std::end(date), bytes.begin() + 24);
  return bytes;
}

cmsUInt32Number layout_of(PixelFormat format) {
  auto const space = format.model == ColourModel::gray   ? PT_GRAY
                     : format.model == ColourModel::rgb  ? PT_RGB
                     : format.model == ColourModel::cmyk ? PT_CMYK
                                                         : PT_Lab;
  return static_cast<cmsUInt32Number>(COLORSPACE_SH(space) | CHANNELS_SH(format.colours()) |
                                      EXTRA_SH(format.has_alpha ? 1 : 0) | BYTES_SH(format.bytes_per_sample()));
}

cmsColorSpaceSignature signature_of(ColourModel model) {
  switch (model) {
    case ColourModel::gray:
      return cmsSigGrayData;
    case ColourModel::rgb:
      return cmsSigRgbData;
    case ColourModel::cmyk:
      return cmsSigCmykData;
    case ColourModel::lab:
      break;
  }
  return cmsSigLabData;
}

}  // namespace triforium::lcms
