#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "presentation/v2/downgrade_description.h"
#include "presentation/v2/language.h"

namespace triforium::presentation::v2 {
namespace {

// https://iiif.io/api/presentation/2.1/#html-markup-in-property-values
//   "the first character … is '<' and … the last character is '>'"
bool is_html(std::string_view text) {
  return text.starts_with('<') && text.ends_with('>');
}

std::string labelled(std::string_view label, std::string_view text) {
  if (label.empty() || equals_ignoring_case(label, "attribution")) return std::string(text);
  if (is_html(text)) return fmt::format("<span>{}: {}</span>", escape_html(label), text);
  return fmt::format("{}: {}", label, text);
}

bool has_no_language(json::object const& texts) {
  return std::ranges::all_of(texts, [](auto const& one) { return one.key() == "none" || one.key() == "@none"; });
}

// Each text with the label in its language. One text without a language for labels in several is said in each of them.
json::object folded_statement(json::object const& labels, json::object const& value) {
  json::object folded;
  for (auto const& [language, texts] : value)
    for (auto const& text : entries_of(texts, {})) {
      if (!text.value->is_string()) continue;
      if (labels.size() < 2 || !has_no_language(value)) {
        append(folded, language, json::value(labelled(pick_text(labels, language), uri_of(*text.value))));
        continue;
      }
      for (auto const& [spoken, ignored] : labels)
        append(folded, spoken, json::value(labelled(pick_text(labels, spoken), uri_of(*text.value))));
    }
  return folded;
}

void lose_labels(json::object const& labels, json::object const& folded, std::string const& pointer,
                 Downgrading& downgrading) {
  auto const said = json::serialize(folded);
  for (auto const& [language, texts] : labels) {
    auto const text = pick_text(labels, language);
    auto const quoted = json::serialize(json::value(text));
    bool const is_said = said.find(quoted.substr(1, quoted.size() - 2)) != std::string::npos;
    if (!is_said && !equals_ignoring_case(text, "attribution"))
      downgrading.lose(pointer_to(pointer, language), "label", "2.1 has no label here, and no text in this language");
  }
}

// https://iiif.io/api/presentation/2.1/#attribution – "Text that must be shown": without a label, so it stands before.
void gather_attribution(json::object const& from, DowngradedResource const& resource, Downgrading& downgrading) {
  auto const* statement = from.if_contains("requiredStatement");
  auto const* pair = statement == nullptr ? nullptr : statement->if_object();
  if (pair == nullptr) return;
  auto const pointer = pointer_to(resource.pointer, "requiredStatement");
  auto const* label = pair->if_contains("label");
  auto const* value = pair->if_contains("value");
  if (value == nullptr || !value->is_object()) {
    downgrading.lose(pointer, "requiredStatement", "has no text");
    return;
  }
  auto const labels = label != nullptr && label->is_object() ? label->get_object() : json::object{};
  auto const folded = folded_statement(labels, value->get_object());
  lose_labels(labels, folded, pointer_to(pointer, "label"), downgrading);
  auto attribution = downgrade_text(folded, pointer_to(pointer, "value"), downgrading.result.losses);
  if (!attribution.is_null()) resource.out["attribution"] = std::move(attribution);
}

json::value provider_text(json::object const& agent, std::string const& pointer, Downgrading& downgrading) {
  auto const* label = agent.if_contains("label");
  auto const pages = entries_of(agent, "homepage", pointer);
  if (label == nullptr) return json::value(uri_of(agent));
  auto const page = pages.empty() ? std::string_view{} : uri_of(*pages.front().value);
  if (page.empty() || !label->is_object())
    return downgrade_text(*label, pointer_to(pointer, "label"), downgrading.result.losses);
  json::object linked;
  for (auto const& [language, texts] : label->get_object())
    for (auto const& text : entries_of(texts, {}))
      append(linked, language,
             json::value(fmt::format("<a href=\"{}\">{}</a>", escape_html(page), escape_html(uri_of(*text.value)))));
  return downgrade_text(linked, pointer_to(pointer, "label"), downgrading.result.losses);
}

// https://iiif.io/api/presentation/3.0/#provider – 2.1 has a logo and no one whose it is: the name goes to the
// metadata.
void gather_provider(json::object const& from, DowngradedResource const& resource, Downgrading& downgrading) {
  for (auto const& entry : entries_of(from, "provider", resource.pointer)) {
    auto const* agent = entry.value->if_object();
    if (agent == nullptr) {
      downgrading.lose(entry.pointer, "provider", "is no agent");
      continue;
    }
    auto text = provider_text(*agent, entry.pointer, downgrading);
    if (!text.is_null())
      append(resource.out, "metadata", json::object{{"label", "Provider"}, {"value", std::move(text)}});
    for (auto const& logo : entries_of(*agent, "logo", entry.pointer)) {
      if (resource.out.contains("logo")) {
        downgrading.lose(logo.pointer, "logo", "clients of 2.1 expect one; the first was kept");
      } else {
        resource.out["logo"] = downgrade_file(logo, downgrading);
      }
    }
    downgrading.lose(entry.pointer, "provider",
                     "2.1 has no agents: its name and homepage are in the metadata, a logo stands for itself");
  }
}

json::value const* first_painted(json::object const& canvas) {
  for (auto const& page : entries_of(canvas, "items", {})) {
    auto const* object = page.value->if_object();
    if (object == nullptr) continue;
    for (auto const& annotation : entries_of(*object, "items", {})) {
      auto const* painting = annotation.value->if_object();
      auto const* body = painting == nullptr ? nullptr : painting->if_contains("body");
      if (body != nullptr && body->is_object() && text_of(body->get_object(), "type") == "Image") return body;
    }
  }
  return nullptr;
}

// A poster serves as the thumbnail where there is no other.
void gather_placeholder(json::object const& from, DowngradedResource const& resource, Downgrading& downgrading) {
  auto const* placeholder = from.if_contains("placeholderCanvas");
  if (placeholder == nullptr) return;
  auto const pointer = pointer_to(resource.pointer, "placeholderCanvas");
  auto const* image = placeholder->is_object() ? first_painted(placeholder->get_object()) : nullptr;
  bool const is_taken = image != nullptr && !resource.out.contains("thumbnail");
  if (is_taken) resource.out["thumbnail"] = downgrade_file({image, pointer}, downgrading);
  downgrading.lose(
      pointer, "placeholderCanvas",
      is_taken ? "2.1 has none; its image became the thumbnail" : "2.1 has none, and a thumbnail is there");
}

}  // namespace

void downgrade_gathered(json::object const& from, DowngradedResource const& resource, Downgrading& downgrading) {
  gather_attribution(from, resource, downgrading);
  gather_provider(from, resource, downgrading);
  gather_placeholder(from, resource, downgrading);
}

}  // namespace triforium::presentation::v2
