#include "presentation/v2/upgrade_manifests.h"

#include <array>
#include <utility>

#include "presentation/v2/upgrade_canvases.h"
#include "presentation/v2/upgrade_ranges.h"

namespace triforium::presentation::v2 {
namespace {

// What the first sequence says holds for the manifest, which says it itself in 3.0.
void take_from_sequence(std::string_view key, json::value const& value, UpgradedResource const& manifest,
                        std::string const& pointer, Upgrading& upgrading) {
  json::object own;
  UpgradedResource const sequence{own, pointer, "Manifest", manifest.id};
  upgrade_property(key, value, sequence, upgrading);
  for (auto& [name, converted] : own) {
    bool const is_list = name == "rendering" || name == "seeAlso" || name == "service" || name == "metadata";
    if (!manifest.out.contains(name) && name != "label" && name != "partOf") {
      manifest.out[name] = std::move(converted);
    } else if (is_list) {
      for (auto& link : converted.as_array())
        append(manifest.out, name, std::move(link));
    } else if (name != "partOf" && manifest.out.at(name) != converted) {
      upgrading.losses.push_back(
          {pointer_to(pointer, key), std::string(key), "3.0 has no sequences, and the manifest says its own"});
    }
  }
}

void upgrade_first_sequence(Entry const& entry, UpgradedResource const& manifest, json::array& canvases,
                            Upgrading& upgrading) {
  auto const* sequence = entry.value->if_object();
  if (sequence == nullptr || !sequence->contains("canvases")) {
    upgrading.losses.push_back({entry.pointer, "sequences", "has no canvases; 2.1 embeds the first sequence"});
    return;
  }
  for (auto const& [key, value] : *sequence) {
    if (key != "canvases") {
      take_from_sequence(key, value, manifest, entry.pointer, upgrading);
      continue;
    }
    for (auto const& canvas : entries_of(value, pointer_to(entry.pointer, key))) {
      auto const* object = canvas.value->if_object();
      if (object != nullptr) canvases.push_back(upgrade_canvas(*object, canvas.pointer, upgrading));
      if (object == nullptr) upgrading.losses.push_back({canvas.pointer, "canvases", "is no canvas and was left out"});
    }
  }
}

// https://iiif.io/api/presentation/3.0/#behavior
//   "sequence: Valid only on Ranges … The Range … provides an alternative ordering of the Canvases"
void upgrade_further_sequence(Entry const& entry, std::string const& id, UpgradedResource const& manifest,
                              Upgrading& upgrading) {
  auto const* sequence = entry.value->if_object();
  if (sequence == nullptr || !sequence->contains("canvases")) {
    upgrading.losses.push_back(
        {entry.pointer, "sequences", "is a document elsewhere, which would have to be upgraded with this one"});
    return;
  }
  append(manifest.out, "structures", upgrade_sequence(*sequence, id, entry.pointer, upgrading));
}

void upgrade_sequences(json::value const& sequences, UpgradedResource const& manifest, json::array& canvases,
                       Upgrading& upgrading) {
  auto const entries = entries_of(sequences, pointer_to(manifest.pointer, "sequences"));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == 0) {
      upgrade_first_sequence(entries[i], manifest, canvases, upgrading);
    } else {
      auto const id = manifest.id + "/sequence/" + std::to_string(i + 1);
      upgrade_further_sequence(entries[i], id, manifest, upgrading);
    }
  }
}

// https://iiif.io/api/presentation/2.1/#collection
//   "collections", "manifests", or "members: … the order is significant"
json::object upgrade_member(Entry const& entry, std::string_view key, Upgrading& upgrading) {
  auto const* object = entry.value->if_object();
  bool const is_collection = key == "collections" || (object != nullptr && is_class(*object, "@type", "Collection"));
  bool const is_embedded = object != nullptr && (object->contains("members") || object->contains("manifests") ||
                                                 object->contains("collections"));
  if (is_collection && is_embedded) return upgrade_collection(*object, entry.pointer, upgrading);
  auto const id = std::string(uri_of(*entry.value));
  json::object out{{"id", id}, {"type", is_collection ? "Collection" : "Manifest"}};
  UpgradedResource const resource{out, entry.pointer, is_collection ? "Collection" : "Manifest", id};
  if (object != nullptr)
    for (auto const& [name, value] : *object)
      // "Manifests must not be embedded within Collections": what they contain is in their own document.
      if (name != "sequences" && name != "structures") upgrade_property(name, value, resource, upgrading);
  demand_label(resource, upgrading);
  return out;
}

bool says_more_than_its_name(json::object const& canvas) {
  for (auto const& member : canvas)
    if (!member.key().starts_with('@')) return true;
  return false;
}

constexpr std::array<std::string_view, 6> kPaging = {"first", "last", "next", "prev", "total", "startIndex"};

bool is_paging(std::string_view key) {
  for (auto const name : kPaging)
    if (name == key) return true;
  return false;
}

}  // namespace

json::object upgrade_manifest(json::object const& manifest, std::string const& pointer, Upgrading& upgrading) {
  auto const id = std::string(uri_of(manifest));
  json::object out{{"id", id}, {"type", "Manifest"}};
  UpgradedResource const resource{out, pointer, "Manifest", id};
  for (auto const& [key, value] : manifest)
    if (key != "sequences" && key != "structures") upgrade_property(key, value, resource, upgrading);
  demand_label(resource, upgrading);
  json::array canvases;
  if (auto const* sequences = manifest.if_contains("sequences"))
    upgrade_sequences(*sequences, resource, canvases, upgrading);
  out["items"] = std::move(canvases);
  if (auto const* structures = manifest.if_contains("structures"))
    for (auto& range : upgrade_structures(*structures, pointer_to(pointer, "structures"), upgrading))
      append(out, "structures", std::move(range));
  return out;
}

json::object upgrade_collection(json::object const& collection, std::string const& pointer, Upgrading& upgrading) {
  auto const id = std::string(uri_of(collection));
  json::object out{{"id", id}, {"type", "Collection"}};
  UpgradedResource const resource{out, pointer, "Collection", id};
  json::array items;
  for (auto const& [key, value] : collection) {
    if (key == "collections" || key == "manifests" || key == "members") {
      for (auto const& entry : entries_of(value, pointer_to(pointer, key)))
        items.push_back(upgrade_member(entry, key, upgrading));
    } else if (key == "first") {
      // 3.0 does not page: the first page is a collection in this one.
      items.push_back(upgrade_member({&value, pointer_to(pointer, key)}, "collections", upgrading));
    } else if (is_paging(key)) {
      upgrading.losses.push_back({pointer_to(pointer, key), std::string(key), "collections of 3.0 have no pages"});
    } else {
      upgrade_property(key, value, resource, upgrading);
    }
  }
  demand_label(resource, upgrading);
  out["items"] = std::move(items);
  return out;
}

json::object upgrade_sequence(json::object const& sequence, std::string const& id, std::string const& pointer,
                              Upgrading& upgrading) {
  auto const written = uri_of(sequence);
  json::object out{{"id", written.empty() ? id : written}, {"type", "Range"}, {"behavior", json::array{"sequence"}}};
  UpgradedResource const resource{out, pointer, "Range", id};
  json::array items;
  for (auto const& [key, value] : sequence) {
    if (key != "canvases") {
      upgrade_property(key, value, resource, upgrading);
      continue;
    }
    for (auto const& canvas : entries_of(value, pointer_to(pointer, key))) {
      items.push_back(json::object{{"id", uri_of(*canvas.value)}, {"type", "Canvas"}});
      if (auto const* object = canvas.value->if_object(); object != nullptr && says_more_than_its_name(*object))
        upgrading.losses.push_back(
            {canvas.pointer, "canvases", "a Range names its canvases; what is on them stands in the manifest"});
    }
  }
  out["items"] = std::move(items);
  return out;
}

}  // namespace triforium::presentation::v2
