#include "items/annotation_pages.h"

#include "items/text_page.h"
#include "json/parse.h"
#include "presentation/marker.h"
#include "presentation/model.h"
#include "presentation/names.h"
#include "presentation/tree.h"
#include "text/page_text_binary.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;

Result<std::optional<std::string>> page_of_text(std::string_view item, TextPageKey const& key,
                                                store::Reading const& reading) {
  TRIFORIUM_TRY(auto const text, reading.find_text(item, key.canvas));
  if (!text || text->words.empty()) return std::optional<std::string>();
  TRIFORIUM_TRY(auto const page, text::read_page_text(as_bytes(text->words)));
  return std::optional(bj::serialize(text_page(item, key, page, text->language)));
}

bj::object const* find_page(bj::object const& resource, std::string_view property, std::string_view name) {
  auto const* const pages = resource.if_contains(property);
  if (pages == nullptr || !pages->is_array()) return nullptr;
  for (auto const& page : pages->as_array()) {
    auto const* const object = page.if_object();
    // A reference without items says only where the page is: here.
    if (object != nullptr && presentation::text_of(*object, "id") == name && object->contains("items")) return object;
  }
  return nullptr;
}

bj::object const* find_own_page(bj::object const& canvas, std::string_view name) {
  for (auto const* const property : {"items", "annotations"}) {
    if (auto const* const page = find_page(canvas, property, name)) return page;
  }
  return nullptr;
}

// Of a canvas, or of the manifest itself, and of the canvases that are shown before and beside it, which have no such
// canvases of their own.
//
// https://iiif.io/api/presentation/3.0/#placeholdercanvas
// https://iiif.io/api/presentation/3.0/#accompanyingcanvas
bj::object const* find_on_canvas(bj::object const& canvas, std::string_view name) {
  if (auto const* const page = find_own_page(canvas, name)) return page;
  for (auto const* const property : {"placeholderCanvas", "accompanyingCanvas"}) {
    auto const* const other = canvas.if_contains(property);
    if (other == nullptr || !other->is_object()) continue;
    if (auto const* const page = find_own_page(other->get_object(), name)) return page;
  }
  return nullptr;
}

bj::object const* find_page(bj::object const& manifest, std::string_view name) {
  if (auto const* const page = find_on_canvas(manifest, name)) return page;
  auto const* const canvases = manifest.if_contains("items");
  if (canvases == nullptr || !canvases->is_array()) return nullptr;
  for (auto const& canvas : canvases->as_array()) {
    if (!canvas.is_object()) continue;
    if (auto const* const page = find_on_canvas(canvas.as_object(), name)) return page;
  }
  return nullptr;
}

// https://iiif.io/api/presentation/3.0/#46-linked-data-context-and-extensions
//   "The @context property … must appear exactly once in each document": so the page takes the manifest's along.
Result<std::optional<std::string>> embedded_page(store::Document const& manifest, std::string_view key) {
  TRIFORIUM_TRY(auto const document, json::parse(manifest.text));
  if (!document.is_object()) return fail(ErrorKind::internal, "The stored manifest is no object.", manifest.item.id);
  auto const name = presentation::annotation_page_name(manifest.item.id, key, 3);
  auto const* const page = find_page(document.as_object(), name);
  if (page == nullptr) return std::optional<std::string>();
  auto const* const context = document.as_object().if_contains("@context");
  bj::object made{{"@context", context == nullptr ? bj::value(presentation::kContextOfV3) : *context}};
  for (auto const& [property, value] : *page)
    made[property] = value;
  return std::optional(bj::serialize(made));
}

}  // namespace

Result<std::optional<std::string>> annotation_page(store::Document const& manifest, std::string_view key,
                                                   store::Reading const& reading) {
  if (auto const text = parse_text_page_key(key)) {
    TRIFORIUM_TRY(auto page, page_of_text(manifest.item.id, *text, reading));
    if (page) return page;
  }
  return embedded_page(manifest, key);
}

}  // namespace triforium::items
