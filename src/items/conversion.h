// How a stored document becomes one of another version of the Presentation API. The program brings the converters.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "presentation/model.h"
#include "store/records.h"

namespace triforium::items {

struct Conversion {
  std::string text;             // with our own names relative (presentation/marker.h)
  presentation::Losses losses;  // what the other version cannot say; pointers are places in the stored document
};

// Makes the document that is called `part`, one that the other version does not embed ("urn:triforium:presentation/2/a/
// list/1"), or the document itself, if it is empty. Absent, if none is split out under that name.
using Converter =
    std::function<Result<std::optional<Conversion>>(store::Document const& stored, std::string_view part)>;
// From which version, into which.
using Converters = std::map<std::pair<int, int>, Converter>;

}  // namespace triforium::items
