#include "presentation/v2/upgrade_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "presentation/v2/language.h"

namespace triforium::presentation::v2 {
namespace {

// https://iiif.io/api/presentation/3.0/#rights
//   "The value must be … a string … drawn from the set of Creative Commons license URIs, the RightsStatements.org
//   rights statement URIs …", which all begin with http.
std::string registered_rights(std::string_view uri) {
  auto const slashes = uri.find("://");
  if (!is_http_uri(uri)) return {};
  auto rest = std::string(uri.substr(slashes + 3));
  if (rest.starts_with("www.")) rest.erase(0, 4);
  bool const is_registered = rest.starts_with("creativecommons.org/licenses/") ||
                             rest.starts_with("creativecommons.org/publicdomain/") ||
                             rest.starts_with("rightsstatements.org/vocab/");
  if (rest.starts_with("rightsstatements.org/page/"))
    return "http://rightsstatements.org/vocab/" + rest.substr(std::string_view("rightsstatements.org/page/").size());
  return is_registered ? "http://" + rest : std::string();
}

void add_metadata(json::object& out, std::string_view label, json::object value) {
  append(out, "metadata", json::object{{"label", english_text(label)}, {"value", std::move(value)}});
}

// https://iiif.io/api/presentation/3.0/#45-html-markup-in-property-values
json::object html_link(std::string_view uri, std::string_view text) {
  return plain_text(fmt::format("<a href=\"{}\">{}</a>", escape_html(uri), escape_html(text)));
}

bool is_html(json::value const& value) {
  auto const* object = value.if_object();
  auto const format = object == nullptr ? std::string_view{} : text_of(*object, "format");
  return format.empty() || format == "text/html" || format == "application/xhtml+xml";
}

// Leaves out what names nothing.
void append_files(std::string_view key, json::value const& value, std::string_view from, std::string_view type,
                  UpgradedResource const& resource, Upgrading& upgrading) {
  for (auto const& entry : entries_of(value, pointer_to(resource.pointer, from))) {
    if (uri_of(*entry.value).empty()) {
      upgrading.losses.push_back({entry.pointer, std::string(from), "3.0 demands an id; without one it was left out"});
    } else {
      append(resource.out, key, upgrade_file(entry, type, upgrading));
    }
  }
}

std::string_view class_above(std::string_view type) {
  if (type == "Canvas") return "Manifest";
  if (type == "AnnotationPage" || type == "Annotation") return "AnnotationCollection";
  return type == "Range" ? "Range" : "Collection";
}

// The label of a link is mandatory in 3.0, its address the only name that it has otherwise.
void demand_label(json::object& link) {
  if (!link.contains("label")) link["label"] = plain_text(uri_of(link));
}

// https://iiif.io/api/presentation/3.0/#profile – "The value must be a string".
void demand_one_profile(json::object& link, std::string const& pointer, Upgrading& upgrading) {
  auto const* profile = link.if_contains("profile");
  if (profile == nullptr || profile->is_string()) return;
  upgrading.losses.push_back({pointer_to(pointer, "profile"), "profile", "3.0 names one profile by its URI"});
  link.erase("profile");
}

}  // namespace

void upgrade_license(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  for (auto const& entry : entries_of(value, pointer_to(resource.pointer, "license"))) {
    auto const uri = uri_of(*entry.value);
    auto const rights = registered_rights(uri);
    if (uri.empty()) {
      upgrading.losses.push_back({entry.pointer, "license", "is no URI and was left out"});
    } else if (!rights.empty() && !resource.out.contains("rights")) {
      resource.out["rights"] = rights;
    } else {
      // "If the publisher wants to express additional rights information, they should use metadata."
      add_metadata(resource.out, "License", is_http_uri(uri) ? html_link(uri, uri) : plain_text(uri));
    }
  }
}

// https://iiif.io/api/presentation/3.0/#logo – an agent has a logo, and "Agents must have the id, type and label".
void upgrade_logo(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  for (auto const& entry : entries_of(value, pointer_to(resource.pointer, "logo"))) {
    auto const uri = uri_of(*entry.value);
    if (uri.empty()) {
      upgrading.losses.push_back({entry.pointer, "logo", "3.0 demands an id; without one it was left out"});
      continue;
    }
    auto const* provider = resource.out.if_contains("provider");
    bool const has_agent = provider != nullptr && provider->is_array() && !provider->get_array().empty() &&
                           provider->get_array().front().is_object();
    if (!has_agent) {
      auto const host = authority_of(uri);
      auto const& [id, label] = upgrading.defaults;
      resource.out["provider"] = json::array{
          json::object{{"id", id.empty() ? fmt::format("{}://{}/", uri.substr(0, uri.find(':')), host) : id},
                       {"type", "Agent"},
                       {"label", plain_text(label.empty() ? host : std::string_view(label))}}};
    }
    auto logo = upgrade_file(entry, "Image", upgrading);
    logo["type"] = "Image";
    append(resource.out.at("provider").as_array().front().as_object(), "logo", std::move(logo));
  }
}

void upgrade_thumbnail(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  append_files("thumbnail", value, "thumbnail", "Image", resource, upgrading);
}

// https://iiif.io/api/presentation/3.0/#homepage
//   "A web page that is about the object represented by this resource": `related` says less, so only a single page is.
void upgrade_related(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto const entries = entries_of(value, pointer_to(resource.pointer, "related"));
  auto const pages = std::ranges::count_if(entries, [](Entry const& entry) { return is_html(*entry.value); });
  for (auto const& entry : entries) {
    auto const uri = uri_of(*entry.value);
    if (uri.empty()) {
      upgrading.losses.push_back({entry.pointer, "related", "3.0 demands an id; without one it was left out"});
      continue;
    }
    auto link = upgrade_file(entry, "Text", upgrading);
    demand_label(link);
    if (pages == 1 && is_html(*entry.value)) {
      link["type"] = "Text";
      append(resource.out, "homepage", std::move(link));
    } else {
      if (link.contains("format"))
        upgrading.losses.push_back({entry.pointer, "format", "3.0 has no place for it: the link is in the metadata"});
      add_metadata(resource.out, "Related", html_link(uri, pick_text(link.at("label").as_object(), "en")));
    }
  }
}

void upgrade_rendering(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  append_files("rendering", value, "rendering", "Text", resource, upgrading);
  if (auto* list = resource.out.if_contains("rendering"))
    for (auto& link : list->as_array())
      demand_label(link.as_object());
}

void upgrade_see_also(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  append_files("seeAlso", value, "seeAlso", "Dataset", resource, upgrading);
  if (auto* list = resource.out.if_contains("seeAlso"))
    for (auto& link : list->as_array())
      demand_one_profile(link.as_object(), pointer_to(resource.pointer, "seeAlso"), upgrading);
}

void upgrade_within(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  append_files("partOf", value, "within", class_above(resource.type), resource, upgrading);
}

json::object canvas_reference(std::string_view uri) {
  auto const [canvas, fragment] = split_fragment(uri);
  json::object whole{{"id", canvas}, {"type", "Canvas"}};
  if (fragment.empty()) return whole;
  return {{"type", "SpecificResource"},
          {"source", std::move(whole)},
          {"selector", json::object{{"type", "FragmentSelector"},
                                    {"conformsTo", "http://www.w3.org/TR/media-frags/"},
                                    {"value", fragment}}}};
}

// https://iiif.io/api/presentation/3.0/#start
void upgrade_start_canvas(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto const uri = uri_of(value);
  if (uri.empty()) {
    upgrading.losses.push_back(
        {pointer_to(resource.pointer, "startCanvas"), "startCanvas", "is no canvas and was left out"});
  } else {
    resource.out["start"] = canvas_reference(uri);
  }
}

}  // namespace triforium::presentation::v2
