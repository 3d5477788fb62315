#include "text/alto/write_alto.h"

#include <fmt/format.h>

#include <iterator>

namespace triforium::text {
namespace {

// XML 1.0 has no way to write control characters; tabs and ends of lines are spaces in attributes anyway.
std::string escaped(std::string_view text) {
  std::string safe;
  for (auto const c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
  }
  return safe;
}

std::string_view unit_of(Unit unit) {
  return unit == Unit::mm10 ? "mm10" : unit == Unit::inch1200 ? "inch1200" : "pixel";
}

class AltoWriter {
 public:
  std::string write(PageText const& page, std::string_view software) {
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\">\n";
    add("<Description><MeasurementUnit>{}</MeasurementUnit>", unit_of(page.unit));
    if (!software.empty())
      add("<Processing ID=\"processing\"><processingSoftware><softwareName>{}</softwareName></processingSoftware>"
          "</Processing>",
          escaped(software));
    add("</Description>\n<Layout><Page ID=\"page\" PHYSICAL_IMG_NR=\"1\" WIDTH=\"{}\" HEIGHT=\"{}\"{}>\n",
        page.size.width, page.size.height, language(page.language));
    add("<PrintSpace HPOS=\"0\" VPOS=\"0\" WIDTH=\"{}\" HEIGHT=\"{}\">\n", page.size.width, page.size.height);
    for (auto const& block : page.blocks)
      write_block(block);
    out_ += "</PrintSpace></Page></Layout>\n</alto>\n";
    return std::move(out_);
  }

 private:
  template <typename... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
  }
  static std::string language(std::string const& tag) {
    return tag.empty() ? std::string() : fmt::format(" LANG=\"{}\"", escaped(tag));
  }
  static std::string place(Box const& box) {
    if (box.is_empty()) return {};
    return fmt::format(" HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{}\" HEIGHT=\"{}\"", box.x, box.y, box.width, box.height);
  }

  void write_block(Block const& block) {
    add("<TextBlock ID=\"block-{}\"{}{}>\n", ++blocks_, place(block.box), language(block.language));
    for (auto const& line : block.lines)
      write_line(line);
    out_ += "</TextBlock>\n";
  }

  void write_line(Line const& line) {
    add("<TextLine ID=\"line-{}\"{}{}>", ++lines_, place(line.box), language(line.language));
    auto const words = words_of(line);
    for (std::size_t i = 0; i < words.size(); ++i) {
      auto const& word = words[i];
      add("<String CONTENT=\"{}\"{}", escaped(word.text), place(word.box));
      if (word.confidence) add(" WC=\"{:.2f}\"", *word.confidence / 100.0);
      out_ += "/>";
      if (i + 1 < words.size() && !word.joins_next) out_ += "<SP/>";
    }
    out_ += "</TextLine>\n";
  }

  std::string out_;
  std::size_t blocks_ = 0, lines_ = 0;
};

}  // namespace

std::string write_alto(PageText const& page, std::string_view software) {
  return AltoWriter().write(page, software);
}

}  // namespace triforium::text
