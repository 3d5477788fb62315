#include "text/page_text_binary.h"

#include <xxhash.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace triforium::text {
namespace {

constexpr std::string_view kMagic = "TFPT";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kSumSize = 8;
constexpr std::uint64_t kUnknown = 101;  // a confidence that is not known

class Writer {
 public:
  explicit Writer(Bytes& out) : out_(out) {}

  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      out_.push_back(static_cast<std::uint8_t>(value | 0x80));
    out_.push_back(static_cast<std::uint8_t>(value));
  }
  void integer(std::int64_t value) {
    number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
  }
  void text(std::string_view text) {
    number(text.size());
    out_.insert(out_.end(), text.begin(), text.end());
  }
  void box(Box box, Box origin) {
    integer(std::int64_t{box.x} - origin.x), integer(std::int64_t{box.y} - origin.y);
    integer(box.width), integer(box.height);
  }
  void polygon(Polygon const& polygon, Box origin) {
    number(polygon.size());
    Point last{origin.x, origin.y};
    for (auto const point : polygon) {
      integer(std::int64_t{point.x} - last.x), integer(std::int64_t{point.y} - last.y);
      last = point;
    }
  }
  template <typename List, typename Each>
  void list(List const& list, Each each) {
    number(list.size());
    for (auto const& element : list)
      each(element);
  }

 private:
  Bytes& out_;
};

void write_word(Writer& out, Word const& word, Box origin) {
  out.text(word.text);
  out.box(word.box, origin);
  out.polygon(word.polygon, word.box);
  out.number(word.confidence.value_or(kUnknown));
  out.text(word.language);
  out.number(std::uint64_t{word.style} << 3 | static_cast<std::uint64_t>(word.hyphenation) << 1 |
             (word.joins_next ? 1 : 0));
  if (word.hyphenation != Hyphenation::none) out.text(word.whole);
  out.list(word.alternatives, [&](std::string const& text) { out.text(text); });
}

void write_line(Writer& out, Line const& line, Box origin) {
  out.text(line.text);
  out.box(line.box, origin);
  out.polygon(line.polygon, line.box);
  out.polygon(line.baseline, line.box);
  out.number(line.confidence.value_or(kUnknown));
  out.text(line.language);
  out.integer(line.angle);
  out.list(line.words, [&](Word const& word) { write_word(out, word, line.box); });
}

void write_block(Writer& out, Block const& block) {
  out.text(block.kind);
  out.box(block.box, {});
  out.polygon(block.polygon, block.box);
  out.text(block.language);
  out.list(block.lines, [&](Line const& line) { write_line(out, line, block.box); });
}

void write_cue(Writer& out, Cue const& cue) {
  out.text(cue.id);
  out.integer(cue.start), out.integer(cue.end);
  out.text(cue.text);
  out.text(cue.voice);
  out.text(cue.settings);
}

// After the first fault every read gives nothing; who asks at the end knows.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  bool is_sound() const { return is_sound_; }
  bool is_at_end() const { return bytes_.empty(); }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) return fault();
      auto const byte = bytes_.front();
      bytes_ = bytes_.subspan(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    return fault();
  }
  std::uint64_t number_up_to(std::uint64_t limit) {
    auto const value = number();
    return value <= limit ? value : fault();
  }
  std::int64_t integer() {
    auto const value = number();
    return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
  }
  std::int32_t coordinate(std::int32_t origin = 0) {
    auto const value = integer();
    bool const is_small = value > -(std::int64_t{1} << 33) && value < std::int64_t{1} << 33;
    auto const sum = is_small ? value + origin : std::int64_t{1} << 33;
    if (sum < INT32_MIN / 2 || sum > INT32_MAX / 2) return static_cast<std::int32_t>(fault());
    return static_cast<std::int32_t>(sum);
  }
  std::string text() {
    auto size = static_cast<std::size_t>(number());
    // Only now: the number itself took bytes.
    if (size > bytes_.size()) size = static_cast<std::size_t>(fault());
    auto const view = as_text(bytes_.first(size));
    bytes_ = bytes_.subspan(size);
    if (!is_valid_utf8(view)) fault();
    return std::string(view);
  }
  Box box(Box origin) {
    Box box;
    box.x = coordinate(origin.x), box.y = coordinate(origin.y);
    box.width = coordinate(), box.height = coordinate();
    return box;
  }
  Polygon polygon(Box origin) {
    Point last{origin.x, origin.y};
    return list<Point>(2, [&] {
      last.x = coordinate(last.x);
      last.y = coordinate(last.y);
      return last;
    });
  }
  // Every element takes at least `least` bytes, so a list is never longer than what is left.
  template <typename Element, typename Each>
  std::vector<Element> list(std::size_t least, Each each) {
    auto const size = number_up_to(bytes_.size() / least);
    std::vector<Element> elements;
    for (std::uint64_t i = 0; i < size && is_sound_; ++i)
      elements.push_back(each());
    return elements;
  }
  std::optional<std::uint8_t> confidence() {
    auto const value = number_up_to(kUnknown);
    return value == kUnknown ? std::nullopt : std::optional(static_cast<std::uint8_t>(value));
  }

 private:
  std::uint64_t fault() {
    is_sound_ = false;
    bytes_ = {};
    return 0;
  }
  ByteView bytes_;
  bool is_sound_ = true;
};

Word read_word(Reader& in, Box origin) {
  Word word;
  word.text = in.text();
  word.box = in.box(origin);
  word.polygon = in.polygon(word.box);
  word.confidence = in.confidence();
  word.language = in.text();
  auto const bits = in.number_up_to((std::uint64_t{1} << 19) - 1);
  word.style = static_cast<std::uint16_t>(bits >> 3);
  word.joins_next = (bits & 1) != 0;
  word.hyphenation = static_cast<Hyphenation>(std::min<std::uint64_t>(bits >> 1 & 3, 2));
  if (word.hyphenation != Hyphenation::none) word.whole = in.text();
  word.alternatives = in.list<std::string>(1, [&] { return in.text(); });
  return word;
}

Line read_line(Reader& in, Box origin) {
  Line line;
  line.text = in.text();
  line.box = in.box(origin);
  line.polygon = in.polygon(line.box);
  line.baseline = in.polygon(line.box);
  line.confidence = in.confidence();
  line.language = in.text();
  line.angle = in.coordinate();
  line.words = in.list<Word>(10, [&] { return read_word(in, line.box); });
  return line;
}

Block read_block(Reader& in) {
  Block block;
  block.kind = in.text();
  block.box = in.box({});
  block.polygon = in.polygon(block.box);
  block.language = in.text();
  block.lines = in.list<Line>(11, [&] { return read_line(in, block.box); });
  return block;
}

Cue read_cue(Reader& in) {
  Cue cue;
  cue.id = in.text();
  cue.start = in.integer();
  cue.end = in.integer();
  cue.text = in.text();
  cue.voice = in.text();
  cue.settings = in.text();
  return cue;
}

std::uint64_t read_sum(ByteView bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kSumSize; ++i)
    sum |= std::uint64_t{bytes[i]} << 8 * i;
  return sum;
}

Failure corrupt(std::string_view what) {
  return fail(ErrorKind::corrupt_source, "the stored text " + std::string(what));
}

}  // namespace

Bytes write_page_text(PageText const& page) {
  Bytes bytes(kMagic.begin(), kMagic.end());
  bytes.push_back(kVersion);
  Writer out(bytes);
  out.number(static_cast<std::uint64_t>(page.unit));
  out.integer(page.size.width), out.integer(page.size.height);
  out.text(page.image_name);
  out.text(page.language);
  out.list(page.blocks, [&](Block const& block) { write_block(out, block); });
  out.list(page.cues, [&](Cue const& cue) { write_cue(out, cue); });
  auto const sum = XXH3_64bits(bytes.data(), bytes.size());
  for (std::size_t i = 0; i < kSumSize; ++i)
    bytes.push_back(static_cast<std::uint8_t>(sum >> 8 * i));
  return bytes;
}

Result<PageText> read_page_text(ByteView bytes) {
  auto const head = kMagic.size() + 1;
  if (bytes.size() < head + kSumSize || as_text(bytes.first(kMagic.size())) != kMagic)
    return corrupt("does not start with TFPT");
  if (bytes[kMagic.size()] != kVersion)
    return corrupt("is of version " + std::to_string(bytes[kMagic.size()]) + "; expected 1");
  auto const body = bytes.first(bytes.size() - kSumSize);
  if (XXH3_64bits(body.data(), body.size()) != read_sum(bytes.last(kSumSize)))
    return corrupt("does not match its checksum");

  Reader in(body.subspan(head));
  PageText page;
  page.unit = static_cast<Unit>(in.number_up_to(2));
  page.size.width = in.coordinate();
  page.size.height = in.coordinate();
  page.image_name = in.text();
  page.language = in.text();
  page.blocks = in.list<Block>(8, [&] { return read_block(in); });
  page.cues = in.list<Cue>(6, [&] { return read_cue(in); });
  if (!in.is_sound() || !in.is_at_end()) return corrupt("is not well-formed");
  return page;
}

}  // namespace triforium::text
