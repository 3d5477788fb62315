// Rules on texts for people: that there are some, and in which language.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;
using boost::json::value;

bool has_text(value const& map) {
  auto const* languages = map.if_object();
  if (languages == nullptr) return true;  // of another shape, which is told elsewhere
  for (auto const& member : *languages)
    for (auto const text : strings_of(&member.value()))
      if (!trim(text).empty()) return true;
  return false;
}

// "A Manifest must have the label property with at least one entry": without, lists show nothing to click on.
void label_empty(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* label = find_member(here.object, "label");
  if (label == nullptr || has_text(*label)) return;
  auto here_rule = rule;
  if (!has(set_of({collection, manifest}), here.type)) here_rule.severity = Severity::warning;
  findings.add(here_rule, here.path.member("label"), "there is no text in it");
}

void text_empty(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (auto const* summary = find_member(here.object, "summary"); summary != nullptr && !has_text(*summary))
    findings.add(rule, here.path.member("summary"), "there is no text in it");
  for_each_object(here, "metadata", [&](object const& pair, Path const& path) {
    for (std::string_view const name : {"label", "value"})
      if (auto const* text = find_member(pair, name); text != nullptr && !has_text(*text))
        findings.add(rule, path.member(name), "there is no text in it");
  });
}

// Languages that have a tag have two or three letters; four are reserved, and of five to eight none is registered:
// "english" has the form of a tag, and no client finds it.
// https://www.rfc-editor.org/rfc/rfc5646#section-2.2.1
bool is_name_of_language(std::string_view tag) {
  auto const primary = tag.substr(0, tag.find('-'));
  return is_language_tag(tag) && primary.size() >= 4 && tag != "none";
}

void tell_names(object const& languages, Path const& path, Rule const& rule, Findings& findings) {
  for (auto const& member : languages) {
    auto const tag = std::string_view(member.key().data(), member.key().size());
    if (is_name_of_language(tag))
      findings.add(rule, path.member(tag), quoted(tag) + " is no registered language; tags are like “en”, “deu”");
  }
}

void language_name(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (std::string_view const name : {"label", "summary"})
    if (auto const* languages = find_object(here.object, name))
      tell_names(*languages, here.path.member(name), rule, findings);
  for_each_object(here, "metadata", [&](object const& pair, Path const& path) {
    for (std::string_view const name : {"label", "value"})
      if (auto const* languages = find_object(pair, name)) tell_names(*languages, path.member(name), rule, findings);
  });
  for (auto const tag : strings_of(find_member(here.object, "language")))
    if (is_name_of_language(tag))
      findings.add(rule, here.path.member("language"), quoted(tag) + " is no registered language; tags are like “en”");
}

// "Each item in the array must be a valid language code"
void language_tags(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const tag : strings_of(find_member(here.object, "language")))
    if (!is_language_tag(tag))
      findings.add(rule, here.path.member("language"), quoted(tag) + " is no language tag (BCP 47)");
}

// "The value must be an array of strings." Clients read both, and official recipes have both. A TextualBody's may be
// one: https://www.w3.org/TR/annotation-model/#embedded-textual-body
void language_list(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* language = find_member(here.object, "language");
  if (language != nullptr && language->is_string())
    findings.add(rule, here.path.member("language"), "a list of languages is expected, not a single one");
}

constexpr std::array<std::string_view, 12> kWithAnItem{"metadata", "provider", "thumbnail",  "behavior",
                                                       "seeAlso",  "service",  "homepage",   "rendering",
                                                       "partOf",   "services", "structures", "annotations"};

// "with at least one item": what is empty says nothing. Canvases and annotation pages have their own sentence.
void list_empty(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const name : kWithAnItem)
    if (auto const* list = find_array(here.object, name); list != nullptr && list->empty())
      findings.add(rule, here.path.member(name), "an empty list says nothing");
  auto const* items = find_array(here.object, "items");
  if (items != nullptr && items->empty() && has(containers | set_of({page}), here.type))
    findings.add(rule, here.path.member("items"), "there should be at least one item");
}

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;
constexpr auto kAdvice = Severity::advice;

constexpr std::array kRules{
    ResourceRule{{"label-empty", kError, "label"}, all & ~set_of({service}), label_empty},
    ResourceRule{{"text-empty", kAdvice, "metadata"}, described, text_empty},
    ResourceRule{
        {"language-name", kWarning, "44-language-of-property-values"}, described | set_of({textual}), language_name},
    ResourceRule{{"language-tag", kError, "language"}, set_of({content, textual}), language_tags},
    ResourceRule{{"language-list", kWarning, "language", true}, set_of({content}), language_list},
    ResourceRule{{"list-empty", kAdvice, "43-properties-with-multiple-values"}, described, list_empty},
};

}  // namespace

std::span<ResourceRule const> text_rules() {
  return kRules;
}

}  // namespace triforium::presentation
