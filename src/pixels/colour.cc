#include "pixels/colour.h"

#include <new>
#include <utility>

#include "pixels/colour_plain.h"
#include "pixels/lcms.h"
#include "pixels/row_step.h"

namespace triforium {
namespace {

class ProfileTransform final : public ColourTransform {
 public:
  ProfileTransform(PixelFormat format, lcms::Context context, lcms::Transform transform)
      : ColourTransform(format, srgb_format(format), false),
        context_(std::move(context)),
        transform_(std::move(transform)) {}

  void apply(ConstPixelsView from, PixelsView to) const override {
    auto const number = [](auto value) { return static_cast<cmsUInt32Number>(value); };
    cmsDoTransformLineStride(transform_.get(), from.data, to.data, number(from.size.width), number(from.size.height),
                             number(from.stride), number(to.stride), 0, 0);
  }

 private:
  lcms::Context context_;  // outlives the transform
  lcms::Transform transform_;
};

cmsUInt32Number number_of(Intent intent) {
  switch (intent) {
    case Intent::perceptual:
      return INTENT_PERCEPTUAL;
    case Intent::saturation:
      return INTENT_SATURATION;
    case Intent::absolute:
      return INTENT_ABSOLUTE_COLORIMETRIC;
    case Intent::relative:
      break;
  }
  return INTENT_RELATIVE_COLORIMETRIC;
}

// NOCACHE: without the last pixel kept in the transform, it never changes, and threads may share it.
cmsUInt32Number flags_of(PixelFormat format, ColourOptions const& options) {
  cmsUInt32Number flags = cmsFLAGS_NOCACHE;
  if (options.black_point_compensation) flags |= cmsFLAGS_BLACKPOINTCOMPENSATION;
  if (format.has_alpha) flags |= cmsFLAGS_COPY_ALPHA;
  // Little CMS samples the profile's tables on a grid of its own: a finer one where 16 bits would show the coarse.
  if (format.type == SampleType::u16) flags |= cmsFLAGS_HIGHRESPRECALC;
  return flags;
}

// Whether it says what such pixels look like; links between devices and named colours do not.
bool describes(cmsHPROFILE profile, ColourModel model) {
  auto const kind = cmsGetDeviceClass(profile);
  bool const is_device = kind == cmsSigInputClass || kind == cmsSigDisplayClass || kind == cmsSigOutputClass ||
                         kind == cmsSigColorSpaceClass;
  return is_device && cmsGetColorSpace(profile) == lcms::signature_of(model);
}

bool is_srgb_already(cmsHPROFILE profile, ColourModel model) {
  if (model == ColourModel::gray) return lcms::is_srgb_gray(profile);
  return model == ColourModel::rgb && lcms::is_srgb(profile);
}

using Made = std::shared_ptr<ColourTransform const>;

// By Little CMS; null where it finds the profile of no use.
Made make_from_profile(PixelFormat format, lcms::Context context, lcms::Profile profile, ColourOptions const& options) {
  auto const source = std::move(profile);  // as a local it goes before its context, whatever happens
  auto const out = srgb_format(format);
  auto const target = out.model == ColourModel::gray ? lcms::make_gray(context.get()) : lcms::make_srgb(context.get());
  if (!target) return nullptr;
  lcms::Transform transform(cmsCreateTransformTHR(context.get(), source.get(), lcms::layout_of(format), target.get(),
                                                  lcms::layout_of(out), number_of(options.intent),
                                                  flags_of(format, options)));
  if (!transform) return nullptr;
  return std::make_shared<ProfileTransform>(format, std::move(context), std::move(transform));
}

Made make_from_icc(PixelFormat format, ByteView icc, ColourOptions const& options) {
  if (icc.size() > kMaxProfileBytes || format.model == ColourModel::lab) return nullptr;
  auto context = lcms::make_context();
  if (!context) return nullptr;
  auto profile = lcms::open(context.get(), icc);
  if (!profile || !describes(profile.get(), format.model)) return nullptr;
  if (is_srgb_already(profile.get(), format.model)) return make_no_transform(format, false);
  // OPTIMIZATION: most RGB profiles are three curves and a matrix. They mean the same for all intents but the absolute,
  // and their black is 0, so that there is nothing to compensate.
  if (format.model == ColourModel::rgb && options.intent != Intent::absolute) {
    if (auto shaper = lcms::find_matrix_shaper(profile.get(), format.type)) {
      return make_matrix_transform(format, std::move(*shaper));
    }
  }
  return make_from_profile(format, std::move(context), std::move(profile), options);
}

Made make_without_icc(PixelFormat format, bool ignored_profile) {
  if (format.model == ColourModel::cmyk) return make_plain_cmyk(format, ignored_profile);
  // TIFF 6.0, section 23, and ICC: Lab's white is D50.
  if (format.model == ColourModel::lab) return make_plain_lab(format, ignored_profile);
  return make_no_transform(format, ignored_profile);
}

SharedBytes saved(lcms::Profile (*make)(cmsContext)) {
  auto const context = lcms::make_context();
  if (!context) throw std::bad_alloc();
  return share(lcms::save(make(context.get()).get()));
}

}  // namespace

std::shared_ptr<ColourTransform const> make_colour_transform(PixelFormat format, ByteView icc,
                                                             ColourOptions const& options) {
  format.is_premultiplied = false;
  if (icc.empty()) return make_without_icc(format, false);
  auto made = make_from_icc(format, icc, options);
  return made ? made : make_without_icc(format, true);
}

std::unique_ptr<RowReader> make_srgb(std::unique_ptr<RowReader> in, std::shared_ptr<ColourTransform const> transform) {
  if (transform->is_identity()) return in;
  in = make_straight(std::move(in));
  auto const out = transform->output();
  return make_row_step(std::move(in), out, [transform = std::move(transform)](ConstPixelsView from, PixelsView to) {
    transform->apply(from, to);
  });
}

std::unique_ptr<RowReader> make_srgb(std::unique_ptr<RowReader> in, ByteView icc, ColourOptions const& options,
                                     bool* is_profile_ignored) {
  auto transform = make_colour_transform(in->format(), icc, options);
  if (is_profile_ignored != nullptr) *is_profile_ignored = transform->ignored_profile();
  return make_srgb(std::move(in), std::move(transform));
}

SharedBytes srgb_profile() {
  static SharedBytes const profile = saved(lcms::make_srgb);
  return profile;
}

SharedBytes gray_profile() {
  static SharedBytes const profile = saved(lcms::make_gray);
  return profile;
}

}  // namespace triforium
