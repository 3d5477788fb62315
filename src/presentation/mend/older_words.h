// What documents say in the words of another version, or in addresses that are none. No rule forbids most of it, but
// nobody reads it.
#pragma once

#include <boost/json.hpp>
#include <vector>

#include "presentation/mend/mend.h"

namespace triforium::presentation {

// Of a manifest or collection that calls itself 3.0: “description”, “attribution”, “license”, “logo” and “posterCanvas”
// of the document itself become what 3.0 has for them, where it does not say that as well; then they are left out.
std::vector<Mend> replace_older_words(boost::json::object& document);

// https://www.rfc-editor.org/rfc/rfc3986#section-2 – in ids and targets, characters that URIs cannot have (spaces,
// letters beyond ASCII, brackets) are percent-encoded: the same address for every client. Of any version.
std::vector<Mend> encode_addresses(boost::json::value& document);

}  // namespace triforium::presentation
