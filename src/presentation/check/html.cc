#include "presentation/check/html.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "presentation/check/html_token.h"

namespace triforium::presentation {
namespace {

// "clients should allow only a, b, br, i, img, p, small, span, sub and sup tags."
constexpr std::array<std::string_view, 10> kAllowedTags{"a", "b", "br", "i", "img", "p", "small", "span", "sub", "sup"};

// "In order to avoid HTML or script injection attacks, clients must remove: Tags such as script, style, object, form,
// input and similar."
constexpr std::array<std::string_view, 17> kUnsafeTags{"script", "style",  "object", "form",     "input", "iframe",
                                                       "frame",  "embed",  "applet", "link",     "meta",  "base",
                                                       "button", "select", "svg",    "textarea", "math"};

// Of these what stands between the tags is no text either.
constexpr std::array<std::string_view, 7> kTagsWithoutText{"script", "style", "object",  "iframe",
                                                           "svg",    "math",  "textarea"};

constexpr std::size_t kOpenTags = 64;

template <std::size_t n>
bool contains(std::array<std::string_view, n> const& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_void(std::string_view tag) {
  return tag == "br" || tag == "img";
}

// "All attributes other than href on the a tag, src and alt on the img tag."
bool is_allowed_attribute(std::string_view tag, std::string_view name) {
  return (tag == "a" && name == "href") || (tag == "img" && (name == "src" || name == "alt"));
}

// "All href attributes that start with strings other than “http:”, “https:”, and “mailto:”."
// CHOICE: the same for src, without mailto.
bool is_safe_link(std::string_view attribute, std::string_view value) {
  auto const begins = [lower = to_lower(value)](std::string_view scheme) { return lower.rfind(scheme, 0) == 0; };
  if (begins("http:") || begins("https:")) return true;
  return attribute == "href" && begins("mailto:");
}

bool is_link(std::string_view attribute) {
  return attribute == "href" || attribute == "src";
}

// Names and attributes of a tag against the lists; the nesting is Nesting's.
class FaultCollector {
 public:
  FaultCollector(std::size_t limit) : limit_(limit) {}

  void add(HtmlFault::Kind kind, std::string what) {
    if (faults_.size() < limit_) faults_.push_back({kind, std::move(what)});
  }

  void check_tag(HtmlToken const& token) {
    auto const shown = "<" + token.name + ">";
    if (contains(kUnsafeTags, token.name)) return add(HtmlFault::Kind::unsafe, shown);
    if (!contains(kAllowedTags, token.name)) add(HtmlFault::Kind::unknown, shown);
    for (auto const& attribute : token.attributes)
      check_attribute(attribute, token.name, shown);
  }

  std::vector<HtmlFault> take() { return std::move(faults_); }

 private:
  void check_attribute(HtmlAttribute const& attribute, std::string_view tag, std::string const& shown) {
    if (is_link(attribute.name) && !is_safe_link(attribute.name, attribute.value))
      return add(HtmlFault::Kind::unsafe, attribute.name + " " + quoted(attribute.value, 40) + " on " + shown);
    if (is_allowed_attribute(tag, attribute.name)) return;
    auto const handler = attribute.name.rfind("on", 0) == 0 || attribute.name == "style";
    add(handler ? HtmlFault::Kind::unsafe : HtmlFault::Kind::unknown, attribute.name + " on " + shown);
  }

  std::size_t limit_;
  std::vector<HtmlFault> faults_;
};

// "the first character of the string must be a '<' character and the last character must be '>' … well-formed XML …
// wrapped in an element such as p or span."
class Nesting {
 public:
  // What is wrong with the token where it stands; empty when nothing is.
  std::string add(HtmlToken const& token) {
    if (token.kind == HtmlToken::Kind::text) return open_.empty() && !is_blank(token.text) ? unwrapped() : "";
    if (token.kind == HtmlToken::Kind::close) return close(token.name);
    if (token.kind != HtmlToken::Kind::open) return "";
    return open(token);
  }

  std::string at_end() const { return open_.empty() ? "" : "<" + open_.back() + "> is never closed"; }

 private:
  static bool is_blank(std::string_view text) { return trim_white_space(text).empty(); }
  static std::string unwrapped() { return "no single element around the whole"; }

  std::string open(HtmlToken const& token) {
    auto const second = open_.empty() && roots_++ > 0;
    if (!token.is_empty && open_.size() < kOpenTags) open_.push_back(token.name);
    return second ? unwrapped() : "";
  }

  std::string close(std::string const& name) {
    if (open_.empty() || open_.back() != name) return "</" + name + "> closes nothing";
    open_.pop_back();
    return "";
  }

  std::vector<std::string> open_;
  std::size_t roots_ = 0;
};

std::string_view name_of(HtmlToken::Kind kind) {
  switch (kind) {
    case HtmlToken::Kind::comment:
      return "a comment";
    case HtmlToken::Kind::cdata:
      return "a CDATA section";
    case HtmlToken::Kind::instruction:
      return "a processing instruction or declaration";
    default:
      return "";
  }
}

// Writes what is allowed, and closes what it opened.
class Sanitiser {
 public:
  void add(HtmlToken const& token) {
    if (!skipping_.empty()) return leave_skipped(token);
    if (token.kind == HtmlToken::Kind::text || token.kind == HtmlToken::Kind::broken)
      out_ += escape_html(unescape_html(token.text));
    if (token.kind == HtmlToken::Kind::open) open(token);
    if (token.kind == HtmlToken::Kind::close) close(token.name);
  }

  std::string take() {
    while (!open_.empty())
      pop();
    return std::move(out_);
  }

 private:
  void leave_skipped(HtmlToken const& token) {
    if (token.kind == HtmlToken::Kind::close && token.name == skipping_) skipping_.clear();
  }

  void open(HtmlToken const& token) {
    if (contains(kTagsWithoutText, token.name) && !token.is_empty) skipping_ = token.name;
    if (!contains(kAllowedTags, token.name) || open_.size() >= kOpenTags) return;
    out_ += "<" + token.name;
    for (auto const& attribute : token.attributes)
      write(attribute, token.name);
    if (is_void(token.name)) {
      out_ += "/>";
      return;
    }
    out_ += ">";
    open_.push_back(token.name);
    if (token.is_empty) pop();
  }

  void write(HtmlAttribute const& attribute, std::string_view tag) {
    if (!is_allowed_attribute(tag, attribute.name)) return;
    if (is_link(attribute.name) && !is_safe_link(attribute.name, attribute.value)) return;
    out_ += " " + attribute.name + "=\"" + escape_html(attribute.value) + "\"";
  }

  void close(std::string const& name) {
    if (std::find(open_.begin(), open_.end(), name) == open_.end()) return;
    while (open_.back() != name)
      pop();
    pop();
  }

  void pop() {
    out_ += "</" + open_.back() + ">";
    open_.pop_back();
  }

  std::string out_;
  std::vector<std::string> open_;
  std::string skipping_;  // the tag whose content is left out
};

void check_token(HtmlToken const& token, Nesting& nesting, FaultCollector& faults) {
  if (auto const name = name_of(token.kind); !name.empty()) faults.add(HtmlFault::Kind::unsafe, std::string(name));
  if (token.kind == HtmlToken::Kind::broken) faults.add(HtmlFault::Kind::malformed, "a tag that is not one");
  if (token.kind == HtmlToken::Kind::open) faults.check_tag(token);
  if (auto wrong = nesting.add(token); !wrong.empty()) faults.add(HtmlFault::Kind::malformed, std::move(wrong));
}

}  // namespace

std::string_view trim_white_space(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n\f\v");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\f\v") - first + 1);
}

bool is_html(std::string_view text) {
  auto const inner = trim_white_space(text);
  return inner.size() > 2 && inner.front() == '<' && inner.back() == '>';
}

std::vector<HtmlFault> check_html(std::string_view text, std::size_t limit) {
  FaultCollector faults(limit);
  auto const inner = trim_white_space(text);
  // "There must not be any white space before or after these characters"
  if (inner.size() != text.size()) faults.add(HtmlFault::Kind::padded, "white space at the ends");
  Nesting nesting;
  HtmlTokens tokens(inner);
  while (auto const token = tokens.next())
    check_token(*token, nesting, faults);
  if (auto wrong = nesting.at_end(); !wrong.empty()) faults.add(HtmlFault::Kind::malformed, std::move(wrong));
  return faults.take();
}

std::string sanitise_html(std::string_view text) {
  if (!is_html(text)) return escape_html(text);
  Sanitiser sanitiser;
  HtmlTokens tokens(trim_white_space(text));
  while (auto const token = tokens.next())
    sanitiser.add(*token);
  return sanitiser.take();
}

}  // namespace triforium::presentation
