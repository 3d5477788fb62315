#include "presentation/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "presentation/build_parts.h"
#include "presentation/names.h"

namespace triforium::presentation {
namespace {

namespace bj = boost::json;

constexpr std::string_view kContext = "http://iiif.io/api/presentation/3/context.json";
constexpr std::string_view kNavPlace = "http://iiif.io/api/extension/navplace/context.json";

// Where nothing has a size: a plane to put a model or a missing page on.
constexpr std::uint32_t kUnknownSide = 1000;

class CanvasBuilder {
 public:
  CanvasBuilder(ItemDraft const& item, FindAsset const& assets, std::set<std::string, std::less<>> const& with_text)
      : item_(item), assets_(assets), with_text_(with_text) {}

  bj::object build(CanvasDraft const& draft) const {
    bj::object canvas{{"id", canvas_name(item_.id, draft.key)}, {"type", "Canvas"}};
    parts::describe(canvas, draft.description, assets_);
    add_extent(canvas, draft);
    if (!canvas.contains("thumbnail")) add_thumbnail(canvas, draft);
    if (draft.placeholder) add_side_canvas(canvas, "placeholderCanvas", draft.key + "-placeholder", *draft.placeholder);
    if (draft.accompanying)
      add_side_canvas(canvas, "accompanyingCanvas", draft.key + "-accompanying", *draft.accompanying);
    canvas["items"] = paintings(draft.key, paintable(canvas, draft.paintings));
    add_unpaintable(canvas, draft.paintings);
    add_texts(canvas, draft);
    return canvas;
  }

 private:
  // https://iiif.io/api/presentation/3.0/#53-canvas
  //   "A Canvas must have a rectangular aspect ratio … and/or a duration"; height and width are there both or neither.
  void add_extent(bj::object& canvas, CanvasDraft const& draft) const {
    auto [width, height, duration] = extent_of(draft, assets_);
    if (duration == 0 && (width == 0 || height == 0)) width = height = kUnknownSide;
    if (width > 0 && height > 0) {
      canvas["height"] = height;
      canvas["width"] = width;
    }
    if (duration > 0) canvas["duration"] = duration;
  }

  // Of the first picture that is painted; of a recording or model its poster, cover or waveform.
  void add_thumbnail(bj::object& canvas, CanvasDraft const& draft) const {
    auto pictures = draft.paintings;
    if (draft.placeholder) pictures.push_back(*draft.placeholder);
    if (draft.accompanying) pictures.push_back(*draft.accompanying);
    for (auto const& painting : pictures) {
      auto const* const asset = assets_(painting.file.location);
      if (asset == nullptr || !asset->is_image) continue;
      canvas["thumbnail"] = bj::array{parts::thumbnail(*asset)};
      return;
    }
  }

  // https://iiif.io/api/presentation/3.0/#53-canvas: what has a duration must not be painted on a canvas without one. A
  // recording whose length nobody could tell is offered to be opened instead.
  static bool is_paintable(bj::object const& canvas, Painting const& painting) {
    bool const takes_time = painting.kind == MediaKind::sound || painting.kind == MediaKind::video;
    return !takes_time || canvas.contains("duration");
  }

  static std::vector<Painting> paintable(bj::object const& canvas, std::vector<Painting> const& all) {
    std::vector<Painting> found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](auto const& one) { return is_paintable(canvas, one); });
    return found;
  }

  void add_unpaintable(bj::object& canvas, std::vector<Painting> const& all) const {
    for (auto const& painting : all) {
      if (is_paintable(canvas, painting)) continue;
      auto linked = parts::link(painting.file, assets_, true);
      if (!linked) continue;
      (*linked)["type"] = parts::type_of(painting.kind);
      auto& rendering = canvas["rendering"];
      (rendering.is_null() ? rendering.emplace_array() : rendering.as_array()).push_back(std::move(*linked));
    }
  }

  // Absent if the file is not there, or is no picture although it should be one.
  std::optional<bj::object> body_of(FileReference const& file, MediaKind kind) const {
    auto const* const asset = assets_(file.location);
    if (asset != nullptr && kind == MediaKind::image) {
      if (!asset->is_image) return std::nullopt;
      return parts::image(*asset, asset->width, asset->height, "max");
    }
    auto body = parts::link(file, assets_, false);
    if (!body) return std::nullopt;
    (*body)["type"] = parts::type_of(kind);
    if (asset == nullptr) return body;
    if (asset->width > 0 && asset->height > 0) {
      (*body)["height"] = asset->height;
      (*body)["width"] = asset->width;
    }
    if (asset->duration > 0) (*body)["duration"] = asset->duration;
    return body;
  }

  // https://iiif.io/api/presentation/3.0/#label
  //   "If there is a Choice of content resource for the same Canvas, then they should each have the label property"
  void add_label(bj::object& body, FileReference const& file) const {
    auto const* const asset = assets_(file.location);
    LanguageMap label = file.label;
    if (label.is_empty()) label.add("none", asset != nullptr ? asset->name : file.location);
    body["label"] = parts::language_map(label);
  }

  // https://iiif.io/api/presentation/3.0/#choice-of-alternative-resources
  std::optional<bj::object> body_of(Painting const& painting) const {
    bj::array found;
    auto const add = [&](FileReference const& file) {
      auto body = body_of(file, painting.kind);
      if (!body) return;
      if (!painting.alternatives.empty()) add_label(*body, file);
      found.push_back(std::move(*body));
    };
    add(painting.file);
    std::ranges::for_each(painting.alternatives, add);
    if (found.empty()) return std::nullopt;
    if (found.size() == 1) return std::move(found.front().as_object());
    return bj::object{{"type", "Choice"}, {"items", std::move(found)}};
  }

  // https://iiif.io/api/presentation/3.0/#53-canvas: pages of painting annotations, and nothing else.
  bj::array paintings(std::string const& key, std::vector<Painting> const& all) const {
    bj::array annotations;
    for (auto const& painting : all) {
      auto body = body_of(painting);
      if (!body) continue;
      auto const number = annotations.empty() ? std::string() : fmt::format("-{}", annotations.size() + 1);
      auto const fragment = painting.fragment.empty() ? std::string() : "#" + painting.fragment;
      annotations.push_back(bj::object{{"id", annotation_name(item_.id, key + "-painting" + number)},
                                       {"type", "Annotation"},
                                       {"motivation", "painting"},
                                       {"body", std::move(*body)},
                                       {"target", canvas_name(item_.id, key) + fragment}});
    }
    bj::object page{{"id", annotation_page_name(item_.id, key + "-painting", 3)}, {"type", "AnnotationPage"}};
    page["items"] = std::move(annotations);
    return {std::move(page)};
  }

  void add_side_canvas(bj::object& canvas, std::string_view property, std::string const& key,
                       Painting const& painting) const {
    CanvasDraft draft;
    draft.key = key;
    draft.paintings = {painting};
    bj::object side{{"id", canvas_name(item_.id, key)}, {"type", "Canvas"}};
    add_extent(side, draft);
    side["items"] = paintings(key, paintable(side, draft.paintings));
    canvas[property] = std::move(side);
  }

  // Captions stand beside the canvas, one annotation for each language. Of text with boxes the file is named,
  // and the page of its lines, which is a document of its own: most who open a book do not read it all. Recordings
  // name no such page: the captions say the same, and Mirador 4 opens no recording with a page that is only named.
  void add_texts(bj::object& canvas, CanvasDraft const& draft) const {
    bj::array captions, pages, files;
    for (auto const& text : draft.texts) {
      auto linked = parts::link(text.file, assets_, false);
      if (!linked) continue;
      auto const* const format = linked->if_contains("format");
      bool const is_timed = format != nullptr && (*format == "text/vtt" || *format == "application/x-subrip");
      (*linked)["type"] = is_timed ? "Text" : (*linked)["type"];
      // A body has its one language as a text: https://www.w3.org/TR/annotation-model/#external-web-resources
      if (is_timed && !text.file.language.empty()) (*linked)["language"] = text.file.language;
      (is_timed ? captions : files).push_back(std::move(*linked));
    }
    if (!captions.empty()) {
      pages.push_back(caption_page(draft.key, std::move(captions)));
    } else if (with_text_.contains(draft.key)) {
      pages.push_back(text_page(draft.key));
    }
    if (!pages.empty()) canvas["annotations"] = std::move(pages);
    if (!files.empty()) add_see_also(canvas, std::move(files));
  }

  static void add_see_also(bj::object& canvas, bj::array files) {
    auto& see_also = canvas["seeAlso"].is_null() ? canvas["seeAlso"].emplace_array() : canvas["seeAlso"].as_array();
    for (auto& file : files) {
      bool const is_there = std::ranges::any_of(
          see_also, [&](bj::value const& known) { return known.as_object().at("id") == file.as_object().at("id"); });
      if (!is_there) see_also.push_back(std::move(file));
    }
  }

  bj::object text_page(std::string const& key) const {
    return {{"id", annotation_page_name(item_.id, key + "-text", 3)},
            {"type", "AnnotationPage"},
            {"label", {{"en", {"Text"}}}}};
  }

  // Cookbook 0219 makes a choice of them: Clover 3 then finds none. Mirador shows both forms.
  bj::object caption_page(std::string const& key, bj::array captions) const {
    bj::array annotations;
    for (auto& caption : captions) {
      auto const number = annotations.empty() ? std::string() : fmt::format("-{}", annotations.size() + 1);
      annotations.push_back(bj::object{{"id", annotation_name(item_.id, key + "-captions" + number)},
                                       {"type", "Annotation"},
                                       {"motivation", "supplementing"},
                                       {"body", std::move(caption)},
                                       {"target", canvas_name(item_.id, key)}});
    }
    bj::object page{{"id", annotation_page_name(item_.id, key + "-captions", 3)}, {"type", "AnnotationPage"}};
    page["items"] = std::move(annotations);
    return page;
  }

  ItemDraft const& item_;
  FindAsset const& assets_;
  std::set<std::string, std::less<>> const& with_text_;
};

// https://iiif.io/api/presentation/3.0/#54-range. As deep as the draft is, which its reader bounds. Absent for a range
// that leads to no canvas: the specification wants one item at least, and METS files have many such divisions.
std::optional<bj::object> build_range(ItemDraft const& item, RangeDraft const& draft, FindAsset const& assets) {
  bj::object range{{"id", range_name(item.id, draft.key)}, {"type", "Range"}};
  parts::describe(range, draft.description, assets);
  bj::array items;
  for (auto const& part : draft.items) {
    if (auto const* const inner = std::get_if<RangeDraft>(&part)) {
      if (auto made = build_range(item, *inner, assets)) items.push_back(std::move(*made));
      continue;
    }
    auto const& canvas = std::get<CanvasPart>(part);
    auto const fragment = canvas.fragment.empty() ? std::string() : "#" + canvas.fragment;
    items.push_back(bj::object{{"id", canvas_name(item.id, canvas.canvas_key) + fragment}, {"type", "Canvas"}});
  }
  if (items.empty()) return std::nullopt;
  range["items"] = std::move(items);
  return range;
}

bj::array build_ranges(ItemDraft const& item, FindAsset const& assets) {
  bj::array ranges;
  for (auto const& draft : item.ranges) {
    if (auto range = build_range(item, draft, assets)) ranges.push_back(std::move(*range));
  }
  return ranges;
}

bool has_place(Description const& description) {
  return !description.nav_place.empty();
}
bool has_place(RangeDraft const& range) {
  return has_place(range.description) || std::ranges::any_of(range.items, [](auto const& part) {
           auto const* const inner = std::get_if<RangeDraft>(&part);
           return inner != nullptr && has_place(*inner);
         });
}
bool has_place(ItemDraft const& item) {
  return has_place(item.description) ||
         std::ranges::any_of(item.canvases, [](CanvasDraft const& canvas) { return has_place(canvas.description); }) ||
         std::ranges::any_of(item.ranges, [](RangeDraft const& range) { return has_place(range); });
}

// https://iiif.io/api/presentation/3.0/#46-linked-data-context-and-extensions
//   "the Presentation API context must be the last entry"
bj::value context(bool has_nav_place) {
  if (!has_nav_place) return bj::string(kContext);
  return bj::array{kNavPlace, kContext};
}

// https://iiif.io/api/presentation/3.0/#label: manifests and collections must have one. Without one the id says at
// least which it is.
void name_by_id(bj::object& resource, std::string const& id) {
  if (resource.contains("label")) return;
  LanguageMap label;
  label.add("none", id);
  resource["label"] = parts::language_map(label);
}

// The first canvas that has a picture shows what the item is.
void take_thumbnail(bj::object& manifest, bj::array const& canvases) {
  if (manifest.contains("thumbnail")) return;
  for (auto const& canvas : canvases) {
    if (auto const* const found = canvas.as_object().if_contains("thumbnail")) {
      manifest["thumbnail"] = *found;
      return;
    }
  }
}

void add_part_of(bj::object& resource, std::vector<std::string> const& collections) {
  if (collections.empty()) return;
  bj::array made;
  for (auto const& id : collections)
    made.push_back(bj::object{{"id", collection_name(id, 3)}, {"type", "Collection"}});
  resource["partOf"] = std::move(made);
}

}  // namespace

Extent extent_of(CanvasDraft const& canvas, FindAsset const& assets) {
  Extent extent{0, 0, canvas.duration.value_or(0)};
  if (canvas.size) std::tie(extent.width, extent.height) = *canvas.size;
  for (auto const& painting : canvas.paintings) {
    auto const* const asset = assets(painting.file.location);
    if (asset == nullptr) continue;
    if (extent.width == 0 && painting.fragment.empty())
      std::tie(extent.width, extent.height) = std::pair(asset->width, asset->height);
    if (extent.duration == 0) extent.duration = asset->duration;
  }
  return extent;
}

bj::object build_manifest(ItemDraft const& item, FindAsset const& assets,
                          std::set<std::string, std::less<>> const& with_text) {
  CanvasBuilder const builder(item, assets, with_text);
  bj::array canvases;
  for (auto const& draft : item.canvases)
    canvases.push_back(builder.build(draft));

  bj::object manifest{{"@context", context(has_place(item))}, {"id", manifest_name(item.id, 3)}, {"type", "Manifest"}};
  parts::describe(manifest, item.description, assets);
  name_by_id(manifest, item.id);
  take_thumbnail(manifest, canvases);
  if (!item.viewing_direction.empty()) manifest["viewingDirection"] = item.viewing_direction;
  add_part_of(manifest, item.collections);
  if (!item.start_canvas.empty())
    manifest["start"] = bj::object{{"id", canvas_name(item.id, item.start_canvas)}, {"type", "Canvas"}};
  manifest["items"] = std::move(canvases);
  if (auto ranges = build_ranges(item, assets); !ranges.empty()) manifest["structures"] = std::move(ranges);
  return manifest;
}

bj::object build_collection(CollectionDraft const& draft, FindAsset const& assets) {
  bj::object collection{{"@context", context(has_place(draft.description))},
                        {"id", collection_name(draft.id, 3)},
                        {"type", "Collection"}};
  parts::describe(collection, draft.description, assets);
  name_by_id(collection, draft.id);
  if (!draft.viewing_direction.empty()) collection["viewingDirection"] = draft.viewing_direction;
  if (!draft.parent.empty()) add_part_of(collection, {draft.parent});
  return collection;
}

bj::object build_reference(bj::object const& document) {
  bj::object reference;
  for (auto const* const property : {"id", "type", "label", "thumbnail", "navDate"}) {
    if (auto const* const value = document.if_contains(property)) reference[property] = *value;
  }
  return reference;
}

}  // namespace triforium::presentation
