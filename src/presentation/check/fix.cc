#include "presentation/check/fix.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "presentation/check/extensions.h"
#include "presentation/check/html.h"
#include "presentation/check/rights.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using boost::json::value;

// Mends the value at the finding's place; tells what it did, or nothing where there is nothing to do.
using Mend = std::optional<std::string> (*)(value& at);

boost::json::string json_text(std::string_view text) {
  return boost::json::string(text.data(), text.size());
}

std::optional<std::string> put_into_list(value& at) {
  if (at.is_array()) return std::nullopt;
  at = boost::json::array{std::move(at)};
  return "put into a list";
}

std::optional<std::string> put_into_language_map(value& at) {
  if (!at.is_string()) return std::nullopt;
  at = boost::json::object{{"none", boost::json::array{std::move(at)}}};
  return "put into a list of texts without language";
}

std::optional<std::string> trim_html(value& at) {
  auto const trimmed = json_text(trim_white_space(text_of(&at)));
  if (!at.is_string() || trimmed == at.get_string()) return std::nullopt;
  at = trimmed;
  return "white space removed";
}

std::optional<std::string> name_as_defined(value& at) {
  auto const text = text_of(&at);
  auto const name = canonical_rights(text);
  if (!name || *name == text) return std::nullopt;
  auto told = quoted(text) + " became " + quoted(*name);
  at = json_text(*name);
  return told;
}

std::optional<std::string> cut_info_json(value& at) {
  constexpr std::string_view kEnd = "/info.json";
  auto const text = text_of(&at);
  if (!text.ends_with(kEnd)) return std::nullopt;
  at = json_text(std::string(text.substr(0, text.size() - kEnd.size())));
  return "“/info.json” removed";
}

// Replaces `object` by itself with the context first.
void put_first(boost::json::object& object, value context) {
  boost::json::object ordered(object.storage());
  ordered.emplace("@context", std::move(context));
  for (auto& member : object)
    if (member.key() != "@context") ordered.emplace(member.key(), std::move(member.value()));
  object = std::move(ordered);
}

constexpr std::array<std::string_view, 3> kContexts{"http://iiif.io/api/presentation/2/context.json",
                                                    "http://iiif.io/api/presentation/3/context.json",
                                                    "http://iiif.io/api/presentation/4/context.json"};

// The context of the API that is meant, written with http; "" where none is.
std::string_view api_context(std::string_view context) {
  for (auto const known : kContexts)
    if (without_scheme(context) == without_scheme(known)) return known;
  return {};
}

// The other contexts in their order, and the API's own, written with http, behind them.
std::optional<std::string> put_context_last(value& at) {
  auto* object = at.if_object();
  auto* context = object != nullptr ? object->if_contains("@context") : nullptr;
  if (context == nullptr) return std::nullopt;
  std::string_view api;
  boost::json::array contexts;
  for (auto const text : strings_of(context))
    if (auto const known = api_context(text); !known.empty()) api = known;
  if (api.empty()) return std::nullopt;
  if (context->is_array())
    for (auto const& one : context->get_array())
      if (api_context(text_of(&one)) != api) contexts.push_back(one);
  contexts.emplace_back(json_text(api));
  *context = contexts.size() == 1 ? value(json_text(api)) : value(std::move(contexts));
  return quoted(api) + " stands last in “@context”";
}

// Mends an object by one of its members.
using MendMember = std::optional<std::string> (*)(boost::json::object& around, std::string_view key);

std::optional<std::string> remove_context(boost::json::object& around, std::string_view key) {
  if (around.stable_erase(boost::json::string_view(key.data(), key.size())) == 0) return std::nullopt;
  return "removed";
}

// In its place among the languages; where the right one is there already nothing is done.
std::optional<std::string> rename_language(boost::json::object& around, std::string_view key) {
  auto const tag = language_tag_meant(key);
  if (tag == key || !is_language_tag(tag) || !around.contains(key) || around.contains(tag)) return std::nullopt;
  boost::json::object renamed(around.storage());
  for (auto& member : around) {
    auto const name = std::string_view(member.key()) == key ? std::string_view(tag) : std::string_view(member.key());
    renamed.emplace(name, std::move(member.value()));
  }
  auto told = quoted(key) + " became " + quoted(tag);
  around = std::move(renamed);
  return told;
}

// Mends the whole document for what was found at a place whose last key is `key`.
using MendDocument = std::optional<std::string> (*)(value& document, std::string_view key);

std::optional<std::string> move_context_first(value& document, std::string_view) {
  auto* object = document.if_object();
  auto const* context = object != nullptr ? object->if_contains("@context") : nullptr;
  if (context == nullptr) return std::nullopt;
  put_first(*object, *context);
  return "“@context” moved to the front";
}

// "must be added at the beginning of the array"
std::optional<std::string> add_context(value& document, std::string_view wanted) {
  auto* object = document.if_object();
  auto* context = object != nullptr ? object->if_contains("@context") : nullptr;
  if (context == nullptr || wanted.empty()) return std::nullopt;
  boost::json::array contexts{json_text(wanted)};
  if (context->is_string()) contexts.push_back(*context);
  if (context->is_array())
    for (auto& one : context->get_array()) {
      if (text_of(&one) == wanted) return std::nullopt;
      contexts.push_back(std::move(one));
    }
  *context = std::move(contexts);
  return quoted(wanted) + " added to “@context”";
}

std::optional<std::string> add_extension(value& document, std::string_view key) {
  return add_context(document, context_of_extension(key));
}

std::optional<std::string> add_auth(value& document, std::string_view) {
  return add_context(document, kAuthContext);
}

struct Fix {
  std::string_view rule;
  Mend mend = nullptr;
  MendMember mend_member = nullptr;
  MendDocument mend_document = nullptr;
};

constexpr std::array<Fix, 14> kFixes{{{"single-value", put_into_list},
                                      {"language-list", put_into_list},
                                      {"text-without-language", put_into_language_map},
                                      {"html-padded", trim_html},
                                      {"rights-http", name_as_defined},
                                      {"rights-form", name_as_defined},
                                      {"service-info-json", cut_info_json},
                                      {"context-last", put_context_last},
                                      {"context-present", put_context_last},
                                      {"context-embedded", nullptr, remove_context},
                                      {"language-tag", nullptr, rename_language},
                                      {"context-first", nullptr, nullptr, move_context_first},
                                      {"extension-context", nullptr, nullptr, add_extension},
                                      {"auth-context", nullptr, nullptr, add_auth}}};

Fix const* find_fix(std::string_view rule) {
  for (auto const& fix : kFixes)
    if (fix.rule == rule) return &fix;
  return nullptr;
}

value* find_place(value& document, std::string_view pointer) {
  boost::json::error_code failed;
  auto* found = document.find_pointer(boost::json::string_view(pointer.data(), pointer.size()), failed);
  return failed ? nullptr : found;
}

// "a~1b" → "a/b"
std::string unescape_key(std::string_view key) {
  std::string text;
  for (std::size_t at = 0; at < key.size(); ++at) {
    auto const escape = key.substr(at, 2);
    auto const escaped = escape == "~0" || escape == "~1";
    text += escape == "~0" ? '~' : escape == "~1" ? '/' : key[at];
    if (escaped) ++at;
  }
  return text;
}

std::string last_key(std::string_view pointer) {
  auto const slash = pointer.rfind('/');
  return slash == std::string_view::npos ? std::string() : unescape_key(pointer.substr(slash + 1));
}

std::optional<std::string> apply_to_member(Fix const& fix, value& document, std::string_view pointer) {
  auto const slash = pointer.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto* around = find_place(document, pointer.substr(0, slash));
  if (around == nullptr || !around->is_object()) return std::nullopt;
  return fix.mend_member(around->get_object(), last_key(pointer));
}

std::optional<std::string> apply(Finding const& finding, value& document) {
  auto const* fix = finding.fixable ? find_fix(finding.rule) : nullptr;
  if (fix == nullptr) return std::nullopt;
  if (fix->mend_member != nullptr) return apply_to_member(*fix, document, finding.pointer);
  if (fix->mend_document != nullptr) return fix->mend_document(document, last_key(finding.pointer));
  auto* at = find_place(document, finding.pointer);
  return at != nullptr ? fix->mend(*at) : std::nullopt;
}

}  // namespace

Fixed fix_document(boost::json::value document, std::span<Finding const> findings) {
  Fixed fixed{std::move(document), {}};
  // From the last to the first: what lies deeper was found later, and its place has to hold until it is mended.
  for (auto finding = findings.rbegin(); finding != findings.rend(); ++finding)
    if (auto what = apply(*finding, fixed.document))
      fixed.changes.push_back({finding->pointer, finding->rule, std::move(*what)});
  return fixed;
}

}  // namespace triforium::presentation
