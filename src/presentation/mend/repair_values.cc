// Repairs of single values: texts, numbers, addresses, HTML.
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/html.h"
#include "presentation/check/values.h"
#include "presentation/mend/coerce.h"
#include "presentation/mend/repairs.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

struct Coercion {
  std::string_view property;
  int reach;  // how many steps below it a finding may point that is about its shape
  std::optional<json::value> (*coerce)(json::value const&);
  std::string_view became;
};

constexpr std::array kCoercions{
    Coercion{"label", 2, as_language_map, "texts by language"},
    Coercion{"summary", 2, as_language_map, "texts by language"},
    Coercion{"value", 2, as_language_map, "texts by language"},
    Coercion{"width", 0, as_positive_integer, "a number"},
    Coercion{"height", 0, as_positive_integer, "a number"},
    Coercion{"duration", 0, as_positive_number, "a number"},
    Coercion{"behavior", 1, as_texts, "a list of texts"},
    Coercion{"thumbnail", 1, as_resources, "a list of resources"},
    Coercion{"logo", 1, as_resources, "a list of resources"},
    Coercion{"homepage", 1, as_resources, "a list of resources"},
    Coercion{"rendering", 1, as_resources, "a list of resources"},
    Coercion{"seeAlso", 1, as_resources, "a list of resources"},
    Coercion{"partOf", 1, as_resources, "a list of resources"},
    Coercion{"navDate", 0, as_date_time, "a date with a time zone"},
    Coercion{"id", 0, as_web_uri, "a web address"},
    Coercion{"rights", 0, as_web_uri, "a web address"},
};

// A body's value is one text.
bool is_text_of_body(json::value& document, std::string_view pointer) {
  auto* const around = find_place(document, parent_pointer(pointer));
  return last_step(pointer) == "value" && around != nullptr && around->is_object() &&
         around->get_object().contains("type");
}

Coercion const* find_coercion(std::string_view property) {
  for (auto const& coercion : kCoercions)
    if (coercion.property == property) return &coercion;
  return nullptr;
}

// The finding may point at a part of the value that has the wrong shape: the whole is then made anew.
std::optional<std::string> coerce(Finding const& finding, Repairing& repairing) {
  std::string_view pointer = finding.pointer;
  for (int steps = 0; steps < 3 && !pointer.empty(); ++steps, pointer = parent_pointer(pointer)) {
    auto const* const coercion = find_coercion(last_step(pointer));
    if (coercion == nullptr || steps > coercion->reach || is_text_of_body(repairing.document, pointer)) continue;
    auto* const found = find_place(repairing.document, pointer);
    auto made = found == nullptr ? std::nullopt : coercion->coerce(*found);
    if (!made || *made == *found) return std::nullopt;
    *found = std::move(*made);
    repairing.rebuilt.emplace(pointer);
    return "became " + std::string(coercion->became);
  }
  return std::nullopt;
}

// https://iiif.io/api/presentation/3.0/#45-html-markup-in-property-values
std::optional<std::string> make_html_safe(Finding const& finding, Repairing& repairing) {
  auto* const found = find_place(repairing.document, finding.pointer);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  std::string const before(found->get_string());
  auto safe = sanitise_html(trim_white_space(before));
  // "… must be well-formed XML and … wrapped in an element such as p or span"
  if (!check_html(safe).empty() || !is_html(safe)) safe = "<span>" + safe + "</span>";
  if (safe == before) return std::nullopt;
  *found = json::string(safe);
  return "made safe and well-formed";
}

// "<b>Title</b>" → "Title"
std::optional<std::string> strip_tags(Finding const& finding, Repairing& repairing) {
  auto* const found = find_place(repairing.document, finding.pointer);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  std::string text;
  bool is_tag = false;
  for (char const c : std::string_view(found->get_string())) {
    if (c == '<') is_tag = true;
    if (!is_tag) text += c;
    if (c == '>') is_tag = false;
  }
  *found = json::string(trim(text).empty() ? std::string_view("[untitled]") : trim(text));
  return "HTML removed";
}

// Of a map: its texts are known by “none” now. Of a content resource: the tag is left out.
std::optional<std::string> forget_language(Finding const& finding, Repairing& repairing) {
  auto* const around = find_place(repairing.document, parent_pointer(finding.pointer));
  auto const tag = last_step(finding.pointer);
  if (around == nullptr || !around->is_object()) return std::nullopt;
  if (tag == "language") {
    repairing.removals.remove(repairing.document, finding.pointer);
    return "left out";
  }
  auto made = as_language_map(*around);
  if (!made || *made == *around) return std::nullopt;
  *around = std::move(*made);
  return quoted(tag) + " became “none”";
}

constexpr std::array kRepairs{
    NamedRepair{"property-shape", coerce},           NamedRepair{"single-value", coerce},
    NamedRepair{"text-without-language", coerce},    NamedRepair{"html-unsafe", make_html_safe},
    NamedRepair{"html-well-formed", make_html_safe}, NamedRepair{"html-padded", make_html_safe},
    NamedRepair{"html-misplaced", strip_tags},       NamedRepair{"language-tag", forget_language},
};

}  // namespace

Repair find_value_repair(std::string_view rule) {
  return find_among(kRepairs, rule);
}

}  // namespace triforium::presentation
