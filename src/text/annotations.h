// Words and lines as the data of annotations; the JSON is made elsewhere.
//
// https://iiif.io/api/extension/text-granularity/
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/page_text.h"

namespace triforium::text {

enum class Granularity { block, line, word };

// "block", "line", "word": the values of textGranularity.
std::string_view name_of(Granularity granularity);

struct TextAnnotation {
  // "b2", "l7" and "l7w3", numbered from 1 over the page as it was read; "c4" for cues. The same file gives the same
  // keys, whatever granularities are asked for, so that an annotation can be cited.
  std::string key = {};
  std::string text = {};
  // "xywh=10,20,300,40" or "t=1.5,4"; empty: the whole canvas.
  std::string fragment = {};
  Polygon polygon = {};  // only where it says more than the box: not a rectangle
  Granularity granularity = Granularity::line;
  bool has_granularity = true;  // a cue is neither word nor line
  std::string language = {};    // inherited from line, block and page; empty: unknown
};

// `page` in pixels of the canvas (see scaled_to). Cues come whatever the granularity.
std::vector<TextAnnotation> make_annotations(PageText const& page, Granularity granularity = Granularity::line);

// An SVG element with one path, for an SvgSelector. `polygon` is not empty.
std::string make_svg(Polygon const& polygon);

}  // namespace triforium::text
