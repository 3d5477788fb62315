// Derivatives: pyramids that stand in for sources which are slow.
//
// The source stays the truth: sizes, info.json, metadata and every lossless answer come from it. A derivative is looked
// for when an image is opened, under a name that changes with the source and with every setting that it depends on.
#pragma once

#include <memory>
#include <string>

#include "derive/advice.h"
#include "derive/repair.h"
#include "derive/store.h"
#include "image/open_images.h"
#include "image/policy.h"

namespace triforium::image {

struct DerivativeSettings {
  Policy policy;                    // which tiles are offered
  derive::PyramidSettings pyramid;  // but for the size of its tiles, which are those that are offered
  std::string configuration;        // changes with every setting that the pixels of a pyramid depend on
};

// What could be done for an image, and the wish for it where that would help.
struct Derivation {
  derive::Advice advice;
  derive::SharedWish wish;  // null: the image is good as it is, or nothing can be done
};
// `source` is a file's path or a URL; of a path that exists it does not matter how it is written. Reads no image data.
Derivation derivation_of(std::shared_ptr<storage::Source const> const& source,
                         std::shared_ptr<codecs::Decoder const> const& image, int page,
                         DerivativeSettings const& settings);

class Derivatives {
 public:
  // Both outlive this.
  Derivatives(derive::Store& store, derive::Repair& repair, DerivativeSettings settings)
      : store_(store), repair_(repair), settings_(std::move(settings)) {}

  derive::SharedWish wish_for(std::shared_ptr<storage::Source const> const& source,
                              std::shared_ptr<codecs::Decoder const> const& image, int page) const {
    return derivation_of(source, image, page, settings_).wish;
  }

  // What is there now; asking counts as a use. Block for as long as the file system does.
  bool blocking_has(derive::Wish const& wish) const { return store_.contains(wish.name); }
  // Absent if there is none, or none that shows the image; that is removed.
  struct Opened {
    std::shared_ptr<storage::Source const> source;
    std::shared_ptr<codecs::Decoder const> decoder;
  };
  std::optional<Opened> blocking_open(derive::Wish const& wish, codecs::Header const& original,
                                      codecs::DecodeLimits const& limits) const;

  // A request has found that the image is slow. Does not block.
  void ask(derive::SharedWish const& wish) const { repair_.ask(wish); }

 private:
  derive::Store& store_;
  derive::Repair& repair_;
  DerivativeSettings const settings_;
};

// Which of the two answers a request: the derivative, if there is one and the answer is lossy and has grey or colour;
// otherwise the image itself. Pure.
SharedImage choose(SharedImage const& image, Format format, Quality quality, codecs::EncodeSettings const& encode);

}  // namespace triforium::image
