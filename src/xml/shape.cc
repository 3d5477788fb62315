#include "xml/shape.h"

#include <fmt/format.h>

#include <algorithm>

#include "xml/markup.h"

namespace triforium::xml {
namespace {

class Count {
 public:
  Count(std::string_view text, Shape const& most) : text_(text), most_(most) {}

  Result<void> run() {
    while ((at_ = text_.find('<', at_)) != std::string_view::npos) {
      switch (kind_of_markup(text_.substr(at_))) {
        case Markup::comment:
        case Markup::character_data:
        case Markup::instruction:
          at_ = behind_markup(text_, at_);
          break;
        case Markup::document_type:
          TRIFORIUM_CHECK(document_type());
          break;
        case Markup::tag:
          TRIFORIUM_CHECK(tag());
          break;
      }
    }
    return {};
  }

 private:
  Result<void> document_type() {
    auto const end = behind_markup(text_, at_);
    if (text_.substr(at_, end - at_).find("<!ENTITY") != std::string_view::npos)
      return fail(ErrorKind::corrupt_source,
                  fmt::format("line {}: the document type declares entities, which are not read", line()));
    at_ = end;
    return {};
  }

  Result<void> tag() {
    auto const end = behind_markup(text_, at_);
    auto const tag = text_.substr(at_, end - at_);
    if (tag.starts_with("</")) {
      depth_ -= depth_ > 0 ? 1 : 0;
    } else {
      ++elements_;
      attributes_ += static_cast<std::size_t>(std::ranges::count(tag, '='));
      depth_ += tag.ends_with("/>") ? 0 : 1;
    }
    if (elements_ > most_.elements || attributes_ > most_.attributes)
      return fail(ErrorKind::too_large,
                  fmt::format("the XML has more than {} elements or {} attributes", most_.elements, most_.attributes));
    if (depth_ > most_.depth)
      return fail(ErrorKind::too_large,
                  fmt::format("line {}: elements are nested deeper than {}", line(), most_.depth));
    at_ = end;
    return {};
  }

  std::size_t line() const { return 1 + static_cast<std::size_t>(std::ranges::count(text_.substr(0, at_), '\n')); }

  std::string_view text_;
  Shape const& most_;
  std::size_t at_ = 0, depth_ = 0, elements_ = 0, attributes_ = 0;
};

}  // namespace

Result<void> check_shape(std::string_view text, Shape const& most) {
  return Count(text, most).run();
}

}  // namespace triforium::xml
