#include "presentation/check/shape.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/html.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using boost::json::value;

constexpr std::string_view kHtml = "45-html-markup-in-property-values";

constexpr Rule kShape{.name = "property-shape"};
constexpr Rule kSingle{.name = "single-value", .fixable = true};
constexpr Rule kWithoutLanguage{.name = "text-without-language", .fixable = true};
constexpr Rule kLanguageTag{.name = "language-tag", .anchor = "44-language-of-property-values"};
constexpr Rule kMisplaced{.name = "html-misplaced", .anchor = kHtml};
constexpr Rule kUnsafe{.name = "html-unsafe", .anchor = kHtml};
constexpr Rule kUnknownTag{.name = "html-tag", .severity = Severity::warning, .anchor = kHtml};
constexpr Rule kMalformed{.name = "html-well-formed", .anchor = kHtml};
constexpr Rule kPadded{.name = "html-padded", .anchor = kHtml, .fixable = true};

constexpr std::array kRules{kShape,  kSingle,     kWithoutLanguage, kLanguageTag, kMisplaced,
                            kUnsafe, kUnknownTag, kMalformed,       kPadded};

// What every check here needs besides the value and its path.
struct Context {
  std::string_view anchor;
  Findings& findings;

  void wrong(Path const& path, std::string message) const { add(kShape, path, std::move(message)); }

  // "any property that may have multiple values must always be an array"
  void single(Path const& path, std::string message) const { add(kSingle, path, std::move(message)); }

  void without_language(Path const& path, std::string message) const {
    add(kWithoutLanguage, path, std::move(message));
  }

 private:
  void add(Rule rule, Path const& path, std::string message) const {
    rule.anchor = anchor;
    findings.add(rule, path, std::move(message));
  }
};

std::string shown(value const& found) {
  if (found.is_string()) return quoted(text_of(&found));
  if (found.is_array()) return "an array";
  if (found.is_object()) return "an object";
  return quoted(boost::json::serialize(found));
}

void check_html_text(value const& text, Path const& path, Context const& context) {
  using Kind = HtmlFault::Kind;
  for (auto const& fault : check_html(text_of(&text))) {
    auto const at = [&](Rule const& rule, std::string_view why) {
      context.findings.add(rule, path, fault.what + std::string(why));
    };
    switch (fault.kind) {
      case Kind::unsafe:
        at(kUnsafe, ": clients have to remove it");
        break;
      case Kind::unknown:
        at(kUnknownTag, ": clients may remove it");
        break;
      case Kind::malformed:
        at(kMalformed, ": HTML is one well-formed element");
        break;
      case Kind::padded:
        at(kPadded, ": HTML begins with “<” and ends with “>”");
        break;
    }
  }
}

void check_plain_text(value const& text, Path const& path, Context const& context) {
  if (!is_html(text_of(&text))) return;
  // "HTML … must not be used in … label"
  context.findings.add(kMisplaced, path, "HTML is shown as it is written here");
}

void check_texts(value const& texts, Path const& path, bool html, Context const& context) {
  // "the value … must be an array of strings"
  if (texts.is_string()) return context.single(path, "a list of strings is expected, not a single one");
  if (!texts.is_array()) return context.wrong(path, "a list of strings is expected, not " + shown(texts));
  std::size_t index = 0;
  for (auto const& text : texts.get_array()) {
    auto const place = path.element(index++);
    if (!text.is_string())
      context.wrong(place, "a string is expected, not " + shown(text));
    else if (html && is_html(text_of(&text)))
      check_html_text(text, place, context);
    else if (!html)
      check_plain_text(text, place, context);
  }
}

// https://iiif.io/api/presentation/3.0/#44-language-of-property-values
void check_language_map(value const& map, Path const& path, bool html, Context const& context) {
  if (map.is_string()) return context.without_language(path, "texts by language are expected, {\"en\": [\"…\"]}");
  if (!map.is_object())
    return context.wrong(path, "texts by language are expected, {\"en\": [\"…\"]}, not " + shown(map));
  for (auto const& member : map.get_object()) {
    auto const language = std::string_view(member.key().data(), member.key().size());
    auto const place = path.member(language);
    // "The keys must be the BCP 47 language code …, or if the language is either not known or the string does not
    //  have a language, then the key must be the string none."
    if (!is_language_tag(language)) {
      auto rule = kLanguageTag;
      rule.fixable = is_language_tag(language_tag_meant(language));
      context.findings.add(rule, place, quoted(language) + " is no language tag (BCP 47) nor “none”");
    }
    check_texts(member.value(), place, html, context);
  }
}

void check_pair(value const& pair, Path const& path, Context const& context) {
  if (!pair.is_object())
    return context.wrong(path, "an object with “label” and “value” is expected, not " + shown(pair));
  for (std::string_view const name : {"label", "value"}) {
    auto const* part = find_member(pair.get_object(), name);
    if (part == nullptr)
      context.wrong(path, quoted(name) + " is missing");
    else
      check_language_map(*part, path.member(name), name == "value", context);
  }
}

// 2.1: a string, {"@value": "…", "@language": "…"}, or an array of both.
void check_value(value const& found, Path const& path, bool html, Context const& context, bool nested = false) {
  if (found.is_array() && !nested) {
    std::size_t index = 0;
    for (auto const& element : found.get_array())
      check_value(element, path.element(index++), html, context, true);
    return;
  }
  auto const* text = &found;
  if (found.is_object()) {
    text = find_member(found.get_object(), "@value");
    if (text == nullptr) return context.wrong(path, "“@value” is missing");
  }
  if (!text->is_string()) return context.wrong(path, "text is expected, not " + shown(*text));
  // What begins with "<" is meant as HTML, in which a bare "<" of plain text would vanish.
  if (html && is_html(text_of(text))) check_html_text(*text, path, context);
}

void check_metadata_list(value const& list, Path const& path, Context const& context) {
  if (!list.is_array())
    return context.wrong(path, "a list of objects with “label” and “value” is expected, not " + shown(list));
  std::size_t index = 0;
  for (auto const& pair : list.get_array()) {
    auto const place = path.element(index++);
    if (!pair.is_object()) {
      context.wrong(place, "an object with “label” and “value” is expected, not " + shown(pair));
      continue;
    }
    for (std::string_view const name : {"label", "value"}) {
      auto const* part = find_member(pair.get_object(), name);
      if (part == nullptr)
        context.wrong(place, quoted(name) + " is missing");
      else
        check_value(*part, place.member(name), name == "value", context);
    }
  }
}

// Every element by `check`, which is given its path.
template <typename EachElement>
void check_elements(value const& list, Path const& path, std::string_view of_what, Context const& context,
                    EachElement const& check) {
  auto const expected = "a list of " + std::string(of_what) + " is expected";
  if (list.is_object()) return context.single(path, expected + ", not a single one");
  if (!list.is_array()) return context.wrong(path, expected + ", not " + shown(list));
  std::size_t index = 0;
  for (auto const& element : list.get_array())
    check(element, path.element(index++));
}

void check_resources(value const& list, Path const& path, Context const& context) {
  check_elements(list, path, "objects", context, [&](value const& element, Path const& place) {
    if (!element.is_object()) context.wrong(place, "an object is expected, not " + shown(element));
  });
}

void check_pairs(value const& list, Path const& path, Context const& context) {
  check_elements(list, path, "objects", context,
                 [&](value const& pair, Path const& place) { check_pair(pair, place, context); });
}

void check_object_or_uri(value const& found, Path const& path, Context const& context) {
  if (!found.is_object() && !is_uri(text_of(&found)))
    context.wrong(path, "an object or URI is expected, not " + shown(found));
}

void check_loose(value const& found, Path const& path, Context const& context) {
  if (!found.is_array()) return check_object_or_uri(found, path, context);
  std::size_t index = 0;
  for (auto const& one : found.get_array())
    check_object_or_uri(one, path.element(index++), context);
}

bool is_positive_integer(value const& number) {
  return (number.is_int64() && number.get_int64() > 0) || (number.is_uint64() && number.get_uint64() > 0);
}

bool is_count(value const& number) {
  return number.is_uint64() || (number.is_int64() && number.get_int64() >= 0);
}

bool is_positive_number(value const& number) {
  return is_positive_integer(number) || (number.is_double() && number.get_double() > 0);
}

bool is_viewing_direction(std::string_view text) {
  return text == "left-to-right" || text == "right-to-left" || text == "top-to-bottom" || text == "bottom-to-top";
}

bool is_time_mode(std::string_view text) {
  return text == "trim" || text == "scale" || text == "loop";
}

// What was expected, for values without parts; empty when it is that.
std::string_view simple_expectation(value const& found, Shape shape) {
  auto const text = text_of(&found);
  switch (shape) {
    case Shape::text:
      return found.is_string() ? "" : "a string";
    case Shape::web_uri:
      return is_web_uri(text) ? "" : "an http or https URI";
    case Shape::uri:
      return is_uri(text) ? "" : "a URI";
    case Shape::positive_integer:
      return is_positive_integer(found) ? "" : "a positive whole number";
    case Shape::positive_number:
      return is_positive_number(found) ? "" : "a positive number";
    case Shape::count:
      return is_count(found) ? "" : "a whole number";
    case Shape::date_time:
      return is_date_time(text) ? "" : "a date like 2010-01-01T00:00:00Z";
    case Shape::media_type:
      return is_media_type(text) ? "" : "a media type like image/jpeg";
    case Shape::viewing_direction:
      return is_viewing_direction(text) ? "" : "left-to-right, right-to-left, top-to-bottom or bottom-to-top";
    case Shape::time_mode:
      return is_time_mode(text) ? "" : "trim, scale or loop";
    case Shape::resource:
      return found.is_object() ? "" : "an object";
    default:
      return "";
  }
}

void check_text_or_texts(value const& found, Path const& path, Context const& context) {
  if (found.is_string()) return;
  check_elements(found, path, "strings", context, [&](value const& text, Path const& place) {
    if (!text.is_string()) context.wrong(place, "a string is expected, not " + shown(text));
  });
}

}  // namespace

void check_shape(value const& found, Shape shape, Path const& path, std::string_view anchor, Findings& findings) {
  Context const context{anchor, findings};
  switch (shape) {
    case Shape::language_map:
      return check_language_map(found, path, false, context);
    case Shape::html_map:
      return check_language_map(found, path, true, context);
    case Shape::pair:
      return check_pair(found, path, context);
    case Shape::pairs:
      return check_pairs(found, path, context);
    case Shape::resources:
      return check_resources(found, path, context);
    case Shape::object_or_uri:
      return check_object_or_uri(found, path, context);
    case Shape::loose:
      return check_loose(found, path, context);
    case Shape::texts:
      return check_texts(found, path, true, context);
    case Shape::text_or_texts:
      return check_text_or_texts(found, path, context);
    case Shape::value_or_list:
      return check_value(found, path, false, context);
    case Shape::html_or_list:
      return check_value(found, path, true, context);
    case Shape::metadata_list:
      return check_metadata_list(found, path, context);
    default:
      break;
  }
  if (auto const expected = simple_expectation(found, shape); !expected.empty())
    context.wrong(path, std::string(expected) + " is expected, not " + shown(found));
}

std::span<Rule const> shape_rules() {
  return kRules;
}

}  // namespace triforium::presentation
