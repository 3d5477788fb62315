// HTML in descriptions: what a publisher may write, and what remains of the rest before a page shows it. Pure.
//
// https://iiif.io/api/presentation/3.0/#45-html-markup-in-property-values
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::presentation {

struct HtmlFault {
  enum class Kind {
    unsafe,     // a client has to remove it: scripts, handlers, comments, links that are no links
    unknown,    // a client may remove it: a tag or attribute that is not on the specification's list
    malformed,  // not well-formed XML, or more than one element around the whole
    padded,     // white space before the first "<" or after the last ">"
  };
  Kind kind = Kind::unsafe;
  std::string what;  // "<script>", "onclick on <a>", …

  friend bool operator==(HtmlFault const&, HtmlFault const&) = default;
};

// Whether a client is to take the text for HTML: it begins with "<" and ends with ">". Surrounding white space, a
// common slip, is looked past.
bool is_html(std::string_view text);

// What is wrong with a text for which is_html() holds: at most `limit` faults, in the order of the text.
std::vector<HtmlFault> check_html(std::string_view text, std::size_t limit = 16);

// The same text with nothing but the allowed tags, attributes and links: well-formed, safe to put into a page. A text
// that is not HTML comes back escaped. The result has at most some five times the length.
std::string sanitise_html(std::string_view text);

// The text without white space at its ends.
std::string_view trim_white_space(std::string_view text);

}  // namespace triforium::presentation
