// The names of licences and rights statements, as their publishers define them. Pure.
//
// https://iiif.io/api/presentation/3.0/#rights
// https://creativecommons.org/licenses/  https://rightsstatements.org/page/1.0/
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace triforium::presentation {

// Whether the URI is of Creative Commons or RightsStatements.org, in whatever form.
bool is_registered_rights(std::string_view uri);

// The one form that its publisher defines: with http, without www., language or page for people, and with the slash at
// the end. "https://creativecommons.org/licenses/by/4.0/deed.de" → "http://creativecommons.org/licenses/by/4.0/".
// Nothing where it is of another publisher, or names nothing that this one has.
std::optional<std::string> canonical_rights(std::string_view uri);

}  // namespace triforium::presentation
