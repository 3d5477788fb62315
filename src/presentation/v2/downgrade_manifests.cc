#include "presentation/v2/downgrade_manifests.h"

#include <map>
#include <utility>

#include "presentation/v2/downgrade_canvases.h"
#include "presentation/v2/downgrade_links.h"
#include "presentation/v2/downgrade_ranges.h"
#include "presentation/v2/hints.h"

namespace triforium::presentation::v2 {
namespace {

json::array downgrade_canvases(json::object const& manifest, std::string const& pointer, Downgrading& downgrading) {
  json::array canvases;
  for (auto const& entry : entries_of(manifest, "items", pointer)) {
    if (auto const* canvas = entry.value->if_object()) {
      canvases.push_back(downgrade_canvas(*canvas, canvases.size() + 1, entry.pointer, downgrading));
    } else {
      downgrading.lose(entry.pointer, "items", "is no canvas");
    }
  }
  return canvases;
}

// What clients of 2.1 look for on the sequence.
json::object first_sequence(json::object& manifest, json::array canvases) {
  json::object sequence{{"@type", "sc:Sequence"}};
  for (std::string_view const key : {"viewingDirection", "viewingHint", "rendering"})
    if (auto const* value = manifest.if_contains(key)) sequence[key] = *value;
  // https://iiif.io/api/presentation/2.1/#startcanvas – "A sequence or a range may have this property".
  if (auto const* start = manifest.if_contains("startCanvas")) {
    sequence["startCanvas"] = *start;
    manifest.erase("startCanvas");
  }
  sequence["canvases"] = std::move(canvases);
  return sequence;
}

json::array canvases_in_order(json::object const& range, json::array const& canvases, std::string const& pointer,
                              Downgrading& downgrading) {
  std::map<std::string_view, json::value const*> by_uri;
  for (auto const& canvas : canvases)
    by_uri.emplace(uri_of(canvas), &canvas);
  json::array ordered;
  for (auto const& entry : entries_of(range, "items", pointer)) {
    auto const uri = canvas_uri(*entry.value, entry.pointer, downgrading);
    auto const found = by_uri.find(split_fragment(uri).uri);
    if (found != by_uri.end()) ordered.push_back(*found->second);
    if (found == by_uri.end())
      downgrading.lose(entry.pointer, "items", "a sequence of 2.1 has canvases of its manifest only");
  }
  return ordered;
}

// https://iiif.io/api/presentation/2.1/#sequence
//   "any additional sequences must be referenced … and thus must be dereferenced by the client", with labels.
void split_sequence(Entry const& entry, json::object& out, Downgrading& downgrading) {
  auto const& range = entry.value->get_object();
  auto& sequences = out.at("sequences").as_array();
  auto const& names = downgrading.names;
  auto const uri = names.sequence ? names.sequence(uri_of(range), sequences.size() + 1) : std::string(uri_of(range));
  json::object document{{"@context", downgrading.context}, {"@id", uri}, {"@type", "sc:Sequence"}};
  DowngradedResource const resource{document, entry.pointer, "Range"};
  for (auto const& [key, value] : range)
    if (key != "behavior") downgrade_property(key, value, resource, downgrading);
  downgrade_gathered(range, resource, downgrading);
  demand_label(resource, std::to_string(sequences.size() + 1), downgrading);
  json::object reference{{"@id", uri}, {"@type", "sc:Sequence"}, {"label", document.at("label")}};
  auto const& canvases = sequences.front().as_object().at("canvases").as_array();
  document["canvases"] = canvases_in_order(range, canvases, entry.pointer, downgrading);
  downgrading.result.sequences.emplace_back(uri, std::move(document));
  sequences.push_back(std::move(reference));
}

void downgrade_structures(json::object const& manifest, std::string const& pointer, json::object& out,
                          Downgrading& downgrading) {
  json::array structures;
  for (auto const& entry : entries_of(manifest, "structures", pointer)) {
    auto const* range = entry.value->if_object();
    if (range == nullptr) {
      downgrading.lose(entry.pointer, "structures", "is no range");
    } else if (has_behavior(*range, "sequence")) {
      split_sequence(entry, out, downgrading);
    } else {
      downgrade_range(*range, "", entry.pointer, structures, downgrading);
    }
  }
  if (!structures.empty()) out["structures"] = std::move(structures);
}

json::object downgrade_member(Entry const& entry, Downgrading& downgrading) {
  auto const& item = entry.value->get_object();
  if (text_of(item, "type") == "Collection" && item.contains("items"))
    return downgrade_collection(item, entry.pointer, downgrading);
  auto const uri = downgrading.document_uri(uri_of(item));
  auto out = downgrade_file(entry, downgrading);
  out["@id"] = uri;
  demand_label({out, entry.pointer, text_of(item, "type")}, uri, downgrading);
  return out;
}

}  // namespace

json::object downgrade_manifest(json::object const& manifest, std::string const& pointer, Downgrading& downgrading) {
  json::object out{{"@id", downgrading.document_uri(uri_of(manifest))}, {"@type", "sc:Manifest"}};
  DowngradedResource const resource{out, pointer, "Manifest"};
  for (auto const& [key, value] : manifest)
    if (key != "structures") downgrade_property(key, value, resource, downgrading);
  downgrade_gathered(manifest, resource, downgrading);
  demand_label(resource, std::string(text_of(out, "@id")), downgrading);
  auto canvases = downgrade_canvases(manifest, pointer, downgrading);
  out["sequences"] = json::array{first_sequence(out, std::move(canvases))};
  downgrade_structures(manifest, pointer, out, downgrading);
  return out;
}

// https://iiif.io/api/presentation/2.1/#collection
//   "members: … a combined list of both manifests and collections" where their order counts.
json::object downgrade_collection(json::object const& collection, std::string const& pointer,
                                  Downgrading& downgrading) {
  json::object out({{"@id", downgrading.document_uri(uri_of(collection))}, {"@type", "sc:Collection"}},
                   collection.storage());
  DowngradedResource const resource{out, pointer, "Collection"};
  for (auto const& [key, value] : collection)
    downgrade_property(key, value, resource, downgrading);
  downgrade_gathered(collection, resource, downgrading);
  demand_label(resource, std::string(text_of(out, "@id")), downgrading);
  json::array members(collection.storage());
  std::size_t collections = 0;
  for (auto const& entry : entries_of(collection, "items", pointer)) {
    auto const type = entry.value->is_object() ? text_of(entry.value->get_object(), "type") : std::string_view{};
    if (type != "Manifest" && type != "Collection") {
      downgrading.lose(entry.pointer, "items", "a collection of 2.1 has manifests and collections only");
      continue;
    }
    if (type == "Collection") ++collections;
    members.push_back(downgrade_member(entry, downgrading));
  }
  bool const is_mixed = collections != 0 && collections != members.size();
  out[is_mixed ? "members" : (collections == 0 ? "manifests" : "collections")] = std::move(members);
  return out;
}

}  // namespace triforium::presentation::v2
