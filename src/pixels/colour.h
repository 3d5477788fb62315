// Colour: from what a file's samples mean to sRGB, by Little CMS 2 where the file brings an ICC profile.
//
// The policy. Gray stays gray (with sRGB's curve), everything else becomes RGB. Without a profile gray and RGB are
// taken as sRGB, Lab as D50 as ICC and TIFF have it, and CMYK by the plain formula of CSS. A profile that is broken, of
// another colour model, or of a class that describes no picture is ignored, and the ignoring is told. One that is sRGB
// already costs nothing.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "pixels/rows.h"

namespace triforium {

enum class ColourTarget { srgb, keep };  // keep: samples as they are, and the profile travels along

// ICC.1:2022, section 6.1.  https://www.color.org/specification/ICC.1-2022-05.pdf
enum class Intent { perceptual, relative, saturation, absolute };

struct ColourOptions {
  Intent intent = Intent::relative;
  bool black_point_compensation = true;
};

// Larger profiles are ignored.
inline constexpr std::size_t kMaxProfileBytes = 4U << 20;

// How pixels of one format become sRGB. Made once for an image, then immutable: any number of threads may apply it.
class ColourTransform {
 public:
  virtual ~ColourTransform() = default;

  PixelFormat input() const { return input_; }
  PixelFormat output() const { return output_; }  // gray or RGB; alpha and sample type are the input's
  bool is_identity() const { return is_identity_; }
  bool ignored_profile() const { return ignored_profile_; }  // there was one, of no use

  // Both of the same size, `from` in input(), `to` in output(); they may not overlap.
  virtual void apply(ConstPixelsView from, PixelsView to) const = 0;

 protected:
  ColourTransform(PixelFormat input, PixelFormat output, bool ignored_profile)
      : input_(input), output_(output), ignored_profile_(ignored_profile) {}

  PixelFormat input_;
  PixelFormat output_;
  bool is_identity_ = false;
  bool ignored_profile_ = false;
};

// Never null. `icc` may be empty, and anything at all: it comes from the file. Takes milliseconds (CMYK: tens of them).
// Memory: about 2 MB kept; while it is made, no block above 32 MB. `format` may be premultiplied; input() is not.
std::shared_ptr<ColourTransform const> make_colour_transform(PixelFormat format, ByteView icc,
                                                             ColourOptions const& options = {});

// The reader itself, if there is nothing to change.
std::unique_ptr<RowReader> make_srgb(std::unique_ptr<RowReader> in, std::shared_ptr<ColourTransform const> transform);

// For one use: makes the transform too. `is_profile_ignored`, if given, is set.
std::unique_ptr<RowReader> make_srgb(std::unique_ptr<RowReader> in, ByteView icc, ColourOptions const& options = {},
                                     bool* is_profile_ignored = nullptr);

// The sRGB profile to embed (ICC version 4, below 1 kB, always the same bytes), and its gray companion.
SharedBytes srgb_profile();
SharedBytes gray_profile();

}  // namespace triforium
