// The model: what Triforium publishes, free of the versions of the Presentation API.
//
// https://iiif.io/api/presentation/4.0/model/
// https://iiif.io/api/presentation/3.0/
//
// It is a JSON tree, not a class for each class of the specification: what we do not know – extensions, properties of a
// later draft – passes through as it was written, in the order in which it was written.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "presentation/version.h"

namespace triforium::presentation {

// Something that a conversion could not carry over.
struct Loss {
  std::string pointer;   // RFC 6901: the place in the tree that was converted
  std::string property;  // in the words of that tree; "type" where a whole resource was dropped or replaced
  std::string why;       // what the other version lacks, and what was done instead
  friend bool operator==(Loss const&, Loss const&) = default;
};

using Losses = std::vector<Loss>;

// One resource with all that is embedded in it, in the shape of Presentation 4:
//   - "@context" stands first, once, on the resource itself, and ends with the context of Presentation 4;
//   - what has a duration but neither height nor width is a Timeline; recorded sound is Audio;
//   - `motivation` of an annotation is an array, `body` and `target` are one object with a `type`;
//   - a SpecificResource has an `id`, an object as `source`, and an array as `selector`.
// Made by read_v3 or read_v4 (v3/read.h, v4/read.h); nothing else promises these.
struct Model {
  boost::json::object tree;
  Losses losses = {};  // of reading, which has them only where the other version cannot say what stood there
};

struct Converted {
  boost::json::object document;
  Losses losses;
};

// https://www.rfc-editor.org/rfc/rfc6901#section-3 – the pointer of a member or element of what `pointer` points at.
std::string pointer_to(std::string_view pointer, std::string_view key);
std::string pointer_to(std::string_view pointer, std::size_t index);

inline constexpr std::string_view kContextOfV2 = "http://iiif.io/api/presentation/2/context.json";
inline constexpr std::string_view kContextOfV3 = "http://iiif.io/api/presentation/3/context.json";
inline constexpr std::string_view kContextOfV4 = "http://iiif.io/api/presentation/4/context.json";

// By the "@context", with "http:" or "https:", which may be one of several; the last that is known counts. Nothing
// where no Presentation API is named there.
std::optional<Version> detect_version(boost::json::value const& document);

}  // namespace triforium::presentation
