// What an importer read from a folder, a spreadsheet or a METS file, before any JSON exists: items and collections in
// the words of the Presentation API, free of versions, URLs and databases. `build` makes documents of them.
//
// https://iiif.io/api/presentation/3.0/#2-resource-type-overview
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace triforium::presentation {

// https://iiif.io/api/presentation/3.0/#44-language-of-property-values
//   "keys must be the BCP 47 language codes … or none … values must be an array of strings"
// In the order of the source; no language twice; no empty list.
struct LanguageMap {
  std::vector<std::pair<std::string, std::vector<std::string>>> values;

  bool is_empty() const { return values.empty(); }
  // Adds one value in `language` ("" counts as "none"); empty text is left out.
  void add(std::string language, std::string text);

  bool operator==(LanguageMap const&) const = default;
};

// One entry of `metadata`, or the required statement.
struct LabelledText {
  LanguageMap label;
  LanguageMap value;
};

// A file of ours or an address elsewhere that a document points to. `location` is an absolute path (published as an
// asset of the item, or read during import) or an http(s) URL (linked as it is).
struct FileReference {
  std::string location;
  std::string format;    // a media type; empty: to be found from the bytes
  std::string profile;   // a URI of the registry of profiles; empty: none
  std::string language;  // BCP 47; empty: unknown
  LanguageMap label;
};

// https://iiif.io/api/presentation/3.0/#provider
struct Provider {
  std::string id;  // its URI
  LanguageMap label;
  std::vector<FileReference> homepages;
  std::vector<FileReference> logos;
};

// What items, collections, canvases and ranges all can say about themselves.
struct Description {
  LanguageMap label;
  LanguageMap summary;
  std::vector<LabelledText> metadata;
  std::optional<LabelledText> required_statement;
  std::string
      rights;  // an http URI of Creative Commons, RightsStatements.org or a registered extension; empty: not said
  std::vector<Provider> providers;
  std::vector<FileReference> homepages;
  std::vector<FileReference> see_also;
  std::vector<FileReference> renderings;
  std::string nav_date;   // xsd:dateTime with a time zone; empty: none
  std::string nav_place;  // a GeoJSON FeatureCollection as JSON text; empty: none
  std::vector<std::string> behaviors;
  std::optional<FileReference> thumbnail;
};

enum class MediaKind { image, sound, video, model, text, dataset };

// One thing painted on a canvas. Several stand over each other, in order; the alternatives of one are a Choice.
struct Painting {
  FileReference file;
  MediaKind kind = MediaKind::image;
  // Where it lies, as a media fragment's value without "#" ("xywh=0,0,100,100", "t=0,10"); empty: the whole canvas.
  std::string fragment;
  std::vector<FileReference> alternatives;
};

// A text or captions that belong to a canvas: ALTO, hOCR, PAGE XML, WebVTT, SubRip, plain text.
struct CanvasText {
  FileReference file;
  std::string motivation = "supplementing";
};

struct CanvasDraft {
  // Names the canvas within its item for ever: stable when pages are added before it. [A-Za-z0-9._~-]+, unique.
  std::string key;
  Description description;
  std::vector<Painting> paintings;
  std::vector<CanvasText> texts;
  std::optional<Painting> placeholder;   // shown before: a poster
  std::optional<Painting> accompanying;  // shown beside: a cover, a waveform
  // Pixels and seconds where the source states them; else they are read from the first painting's file.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> size;
  std::optional<double> duration;
};

struct RangeDraft;

// A canvas, or a part of it, as a range lists it.
struct CanvasPart {
  std::string canvas_key;
  std::string fragment;  // "xywh=…" or "t=…"; empty: the whole
};

struct RangeDraft {
  std::string key;  // unique among the item's ranges, as a canvas's key is
  Description description;
  std::vector<std::variant<CanvasPart, RangeDraft>> items;
};

struct ItemDraft {
  // [A-Za-z0-9._~:/-]+, at most 200 bytes, no empty segment, no "." or ".." segment; made from the source's own name.
  std::string id;
  std::vector<std::string> aliases;      // other names by which it is asked for: an ARK, the former system's number
  std::vector<std::string> collections;  // ids of the collections that list it
  Description description;
  std::string viewing_direction;  // empty: left to right
  std::string start_canvas;       // a canvas's key; empty: the first
  std::vector<CanvasDraft> canvases;
  std::vector<RangeDraft> ranges;
  std::string source;  // where it was read from, for people
};

struct CollectionDraft {
  std::string id;
  std::vector<std::string> aliases;
  std::string parent;       // the id of the collection that lists it; empty: the root
  Description description;  // behaviors may be multi-part
  std::string viewing_direction;
  // Ids of items and collections in order. Those that name this one as their collection and are not listed follow, in
  // natural order of their ids.
  std::vector<std::string> members;
  std::string source;
};

}  // namespace triforium::presentation
