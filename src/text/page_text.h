// PageText: what stands on a page or is said in a recording, as words, lines and blocks with their places. Every reader
// of this room makes one; annotations, search and plain-text renderings are made of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace triforium::text {

struct Size {
  std::int32_t width = 0;
  std::int32_t height = 0;

  bool is_empty() const { return width <= 0 || height <= 0; }
  bool operator==(Size const&) const = default;
};

struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(Point const&) const = default;
};
using Polygon = std::vector<Point>;

// In whole units of its page, the origin at the top left. Empty: the place is not known.
struct Box {
  std::int32_t x = 0;
  std::int32_t y = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;

  bool is_empty() const { return width <= 0 || height <= 0; }
  bool operator==(Box const&) const = default;
};

Box bounding_box(Polygon const& polygon);  // empty for fewer than two different points
Box united(Box a, Box b);                  // an empty one counts as nothing

// https://www.loc.gov/standards/alto/v4/alto-4-4.xsd – MeasurementUnit: pixels, 1/10 millimetre, 1/1200 inch.
enum class Unit : std::uint8_t { pixel, mm10, inch1200 };

// Bits of Word::style.
enum Style : std::uint16_t {
  bold = 1,
  italic = 2,
  underline = 4,
  small_caps = 8,
  superscript = 16,
  subscript = 32,
  strikethrough = 64,
};

// One of the two halves into which the end of a line has cut a word.
enum class Hyphenation : std::uint8_t { none, first, second };

struct Word {
  std::string text = {};  // as printed, the hyphen of a first half included
  Box box = {};
  Polygon polygon = {};                         // empty: the box says it all
  std::optional<std::uint8_t> confidence = {};  // per cent
  std::string language = {};                    // BCP 47; empty: the line's
  std::uint16_t style = 0;
  Hyphenation hyphenation = Hyphenation::none;
  std::string whole = {};                      // the uncut word, for both halves
  std::vector<std::string> alternatives = {};  // other readings, the likelier first
  bool joins_next = false;                     // no space between this word and the next

  bool operator==(Word const&) const = default;
};

struct Line {
  std::string text = {};  // where the source gives it for the whole line; empty: the words joined (see text_of)
  std::vector<Word> words = {};
  Box box = {};
  Polygon polygon = {};
  Polygon baseline = {};
  std::optional<std::uint8_t> confidence = {};
  std::string language = {};  // BCP 47; empty: the block's
  std::int32_t angle = 0;     // hundredths of a degree, counter-clockwise, as hOCR's textangle

  bool operator==(Line const&) const = default;
};

struct Block {
  std::string kind = {};  // the source's word: paragraph, heading, MainZone, marginalia …; empty: not said
  std::vector<Line> lines = {};
  Box box = {};
  Polygon polygon = {};
  std::string language = {};  // BCP 47; empty: the page's

  bool operator==(Block const&) const = default;
};

// Something said at a time. Times in milliseconds; `end` is after `start`.
struct Cue {
  std::string id = {};
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::string text = {};      // without markup; lines apart by "\n"
  std::string voice = {};     // who speaks; empty: not said
  std::string settings = {};  // WebVTT's, as written

  bool operator==(Cue const&) const = default;
};

struct PageText {
  Unit unit = Unit::pixel;
  Size size = {};               // in `unit`; empty: the source does not say
  std::string image_name = {};  // the image that was read, as the source names it
  std::string language = {};    // BCP 47
  std::vector<Block> blocks = {};
  std::vector<Cue> cues = {};

  bool is_empty() const { return blocks.empty() && cues.empty(); }
  bool operator==(PageText const&) const = default;
};

// The same text in pixels of a canvas. Edges are scaled exactly, rounded half up and cut at the canvas: boxes that
// touch still touch, none is thinner than one pixel, and one that lies wholly outside becomes empty. Where the page
// declares no size, pixels are taken as they are and physical units need `dpi`, the resolution of the image; without it
// the places are dropped and the text is kept.
PageText scaled_to(PageText page, Size canvas, std::optional<double> dpi = {});

// Whether one can be scaled to the other without distorting it (to 2 %). An OCR result of a cropped image is not of the
// canvas's shape: its places would be wrong.
bool has_same_shape(Size a, Size b);

// The text of the line as printed.
std::string text_of(Line const& line);
std::string text_of(Block const& block);  // its lines, apart by "\n"

enum class Hyphens { keep, join };
// Lines end with "\n", blocks (and cues' paragraphs) are apart by an empty line. `join` writes a word that was cut at
// the end of a line whole, on its first line.
std::string plain_text(PageText const& page, Hyphens hyphens = Hyphens::keep);

// The words of a line; where only the text of the line is known, the line's box is shared out by the number of
// characters, which is good enough to point at a word.
std::vector<Word> words_of(Line const& line);

std::size_t count_words(PageText const& page);
std::size_t count_lines(PageText const& page);

}  // namespace triforium::text
