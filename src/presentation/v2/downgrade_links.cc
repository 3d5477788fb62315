#include "presentation/v2/downgrade_links.h"

#include <utility>

namespace triforium::presentation::v2 {
namespace {

void files_to(std::string_view key, std::string_view from, json::value const& value, DowngradedResource const& resource,
              Downgrading& downgrading) {
  json::array files;
  for (auto const& entry : entries_of(value, pointer_to(resource.pointer, from)))
    files.push_back(downgrade_file(entry, downgrading));
  if (!files.empty()) resource.out[key] = unwrap_single(std::move(files));
}

// The classes of 2.1 that are files have no place in links: the format tells.
void without_classes(json::object& out, std::string_view key) {
  auto* links = out.if_contains(key);
  if (links == nullptr) return;
  auto const erase = [](json::value& link) {
    if (auto* object = link.if_object()) object->erase("@type");
  };
  if (auto* list = links->if_array()) {
    for (auto& link : *list)
      erase(link);
  } else {
    erase(*links);
  }
}

// https://www.w3.org/TR/media-frags/ – only xywh is a part of a canvas without time.
std::string fragment_of(json::value const* selector, std::string const& pointer, Downgrading& downgrading) {
  auto const* object = selector == nullptr ? nullptr : selector->if_object();
  if (object == nullptr) return {};
  auto const fragment = text_of(*object, "value");
  auto const xywh = fragment.find("xywh=");
  bool const has_more = fragment.find("t=") == 0 || fragment.find("&t=") != std::string_view::npos;
  if (text_of(*object, "type") != "FragmentSelector" || has_more)
    downgrading.lose(pointer, "selector", "a canvas of 2.1 has rectangles only; no time, no points");
  if (text_of(*object, "type") != "FragmentSelector" || xywh == std::string_view::npos) return {};
  auto const part = fragment.substr(xywh);
  return std::string(part.substr(0, part.find('&')));
}

}  // namespace

void downgrade_thumbnail(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  auto const entries = entries_of(value, pointer_to(resource.pointer, "thumbnail"));
  for (std::size_t i = 1; i < entries.size(); ++i)
    downgrading.lose(entries[i].pointer, "thumbnail", "clients of 2.1 expect one; the first was kept");
  if (!entries.empty()) resource.out["thumbnail"] = downgrade_file(entries.front(), downgrading);
}

void downgrade_homepage(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  files_to("related", "homepage", value, resource, downgrading);
  without_classes(resource.out, "related");
}

void downgrade_rendering(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  files_to("rendering", "rendering", value, resource, downgrading);
  without_classes(resource.out, "rendering");
}

void downgrade_see_also(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  files_to("seeAlso", "seeAlso", value, resource, downgrading);
  without_classes(resource.out, "seeAlso");
}

void downgrade_part_of(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  json::array wholes;
  for (auto const& entry : entries_of(value, pointer_to(resource.pointer, "partOf"))) {
    auto whole = downgrade_file(entry, downgrading);
    auto const uri = downgrading.document_uri(uri_of(*entry.value));
    whole["@id"] = uri;
    // "within": a URI alone where there is no more to say.
    wholes.push_back(whole.contains("label") ? json::value(std::move(whole)) : json::value(uri));
  }
  if (!wholes.empty()) resource.out["within"] = unwrap_single(std::move(wholes));
}

// https://iiif.io/api/presentation/2.1/#startcanvas – the URI of a canvas.
void downgrade_start(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  resource.out["startCanvas"] = canvas_uri(value, pointer_to(resource.pointer, "start"), downgrading);
}

void downgrade_supplementary(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  resource.out["contentLayer"] = downgrading.document_uri(uri_of(value));
}

std::string canvas_uri(json::value const& reference, std::string const& pointer, Downgrading& downgrading) {
  auto const* object = reference.if_object();
  auto const* source = object == nullptr ? nullptr : object->if_contains("source");
  if (source == nullptr) return std::string(uri_of(reference));
  if (object->contains("id")) downgrading.lose(pointer_to(pointer, "id"), "id", "2.1 names the canvas itself");
  auto const fragment = fragment_of(object->if_contains("selector"), pointer_to(pointer, "selector"), downgrading);
  auto const uri = std::string(uri_of(*source));
  return fragment.empty() ? uri : uri + "#" + fragment;
}

}  // namespace triforium::presentation::v2
