// Little CMS' handles, owned; its messages and its memory in bounds. Inside this room only.
#pragma once

#include <lcms2.h>

#include <memory>
#include <optional>
#include <type_traits>

#include "base/bytes.h"
#include "pixels/colour_plain.h"
#include "pixels/pixels.h"

namespace triforium::lcms {

struct DeleteContext {
  void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
struct CloseProfile {
  void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  void operator()(cmsHTRANSFORM transform) const { cmsDeleteTransform(transform); }
};
struct FreeCurve {
  void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, DeleteContext>;
using Profile = std::unique_ptr<std::remove_pointer_t<cmsHPROFILE>, CloseProfile>;
using Transform = std::unique_ptr<std::remove_pointer_t<cmsHTRANSFORM>, DeleteTransform>;
using Curve = std::unique_ptr<cmsToneCurve, FreeCurve>;

// Silent, and refuses blocks above 32 MB, which only a hostile profile wants. Outlives what is made with it.
Context make_context();

Curve make_srgb_curve(cmsContext context);
Profile make_srgb(cmsContext context);
Profile make_gray(cmsContext context);
Profile open(cmsContext context, ByteView icc);

// Whether a profile's colours are sRGB's as far as 8 bits can tell: primaries and curves, and no tables.
bool is_srgb(cmsHPROFILE profile);
// The same of a gray profile's curve.
bool is_srgb_gray(cmsHPROFILE profile);

// An RGB profile's curves and matrix, if it has them, and no tables that come before them.
std::optional<MatrixShaper> find_matrix_shaper(cmsHPROFILE profile, SampleType type);

// The profile as a file, always with the same date.
Bytes save(cmsHPROFILE profile);

// What Little CMS calls the layout of such pixels.
cmsUInt32Number layout_of(PixelFormat format);
cmsColorSpaceSignature signature_of(ColourModel model);

}  // namespace triforium::lcms
