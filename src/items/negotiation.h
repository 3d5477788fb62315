// Which of its forms a client gets of a document: media type, version of the Presentation API, compression. Pure.
//
// https://iiif.io/api/presentation/3.0/#63-responses
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace triforium::items {

// "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\""
std::string linked_data_type(int version);

// The Content-Type of the document in this version; `accept` is the header, empty if there is none. Who prefers HTML
// gets application/json: browsers show it, where they would save the other.
std::string document_type(std::string_view accept, int version);

struct NamePreference {
  bool wants_page = false;
  int version = 3;
};
// What somebody wants who asks for a name that is the same in all versions. `versions`: those that there are, the one
// for clients that do not care first; never empty.
NamePreference name_preference(std::string_view accept, std::span<int const> versions);

enum class Encoding { identity, gzip, brotli };
// "", "gzip", "br"
std::string_view name_of(Encoding encoding);

// The smallest that `accept_encoding` (empty if there is none) allows.
Encoding choose_encoding(std::string_view accept_encoding);

}  // namespace triforium::items
