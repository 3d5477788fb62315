// The text of a canvas as a page of annotations. Pure.
//
// https://iiif.io/api/extension/text-granularity/
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "text/annotations.h"

namespace triforium::items {

// What the key of an annotation page says, where it is one of text: "p1-text" is the text of canvas "p1" line by line,
// "p1-words" word by word.
struct TextPageKey {
  std::string canvas;
  text::Granularity granularity = text::Granularity::line;
};
std::optional<TextPageKey> parse_text_page_key(std::string_view key);

// The key of the page that has the annotation called `key`: "p1-text" for "p1-l7" and "p1-c3", "p1-words" for
// "p1-l7w2"; empty for all others.
std::string page_of_text_annotation(std::string_view key);

// A Presentation 3.0 document with names relative to the base URL. `page` is in pixels of the canvas; `language`
// (BCP 47; empty: unknown) is that of text which does not say its own.
boost::json::object text_page(std::string_view item, TextPageKey const& key, text::PageText const& page,
                              std::string_view language);

}  // namespace triforium::items
