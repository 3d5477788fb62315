// Which document a client would like to have of a thing that is published in several versions, and under which media
// type. Pure.
//
// https://iiif.io/api/presentation/3.0/#63-responses
// https://iiif.io/api/presentation/2.1/#responses
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace triforium::presentation {

// "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\""
std::string linked_data_type(int version);

// The version that a profile names, in whatever way clients write it: http or https, with or without "context.json",
// "3" or "3.0". Absent for the profiles of others.
std::optional<int> version_of_profile(std::string_view profile);

struct Negotiated {
  bool wants_page = false;  // HTML, for people
  int version = 3;          // of the document; of the one that the page belongs to, where a page is wanted
  std::string content_type;
  // Whether the client said that it takes this. If it takes nothing that there is, this is what stands first, and the
  // caller decides between sending that and 406: RFC 9110, section 12.4.1 allows both.
  bool is_acceptable = true;
};

// For a name, which is the same in all versions. `accept` is the header's value, empty if there was none; of several
// such headers, joined by commas. `versions` are those that there are, the one for clients that do not care first;
// never empty.
Negotiated negotiate(std::string_view accept, std::span<int const> versions);

// For an address that has chosen the version already: a document, never a page. Who prefers HTML is a browser and gets
// application/json, which it shows, where it would save the other.
Negotiated negotiate_document(std::string_view accept, int version);

}  // namespace triforium::presentation
