#include "ingest/folder/linked_manifests.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/folder/info_file.h"
#include "ingest/yaml.h"

namespace triforium::ingest {
namespace {

// "If you leave the label property blank, it will default to the name of the last folder in the id URL."
std::string label_from(std::string_view url) {
  auto const parts = split(url, '/');
  return std::string(parts.size() > 1 ? parts[parts.size() - 2] : parts.back());
}

std::optional<LinkedDocument> link_of(boost::json::value const& value) {
  auto const* object = value.if_object();
  auto const text = [&](std::string_view key) {
    auto const* member = object ? object->if_contains(key) : nullptr;
    return member && member->is_string() ? std::string(member->as_string()) : std::string();
  };
  LinkedDocument link;
  link.location = value.is_string() ? std::string(value.as_string()) : text("id");
  if (!has_scheme(link.location)) return std::nullopt;
  if (object && object->contains("label")) link.label = language_map(object->at("label"));
  if (link.label.is_empty()) link.label.add("none", label_from(link.location));
  if (auto const thumbnail = text("thumbnail"); has_scheme(thumbnail)) link.thumbnail = thumbnail;
  return link;
}

}  // namespace

std::vector<LinkedDocument> read_linked_manifests(Session& session, std::string const& folder, Entries const& entries) {
  std::vector<LinkedDocument> links;
  for (std::string_view const name : {"manifests.yml", "manifests.yaml"}) {
    if (std::ranges::find(entries, name, &TreeEntry::name) == entries.end()) continue;
    auto const path = join(folder, name);
    auto const text = session.tree.read(path, std::size_t{256} << 10);
    auto const parsed = text ? parse_yaml(*text) : Result<boost::json::value>(fail(text));
    auto const* object = parsed ? parsed->if_object() : nullptr;
    auto const* list = object ? object->if_contains("manifests") : nullptr;
    if (!list || !list->is_array()) {
      session.reading.error(
          path, "It has no list “manifests”" + (parsed ? std::string() : ": " + parsed.error().message) + ".");
      continue;
    }
    for (auto const& entry : list->as_array()) {
      auto link = link_of(entry);
      if (!link) {
        session.reading.warn(path, "An entry has no web address as its “id”; it is left out.");
        continue;
      }
      link->source = path;
      links.push_back(std::move(*link));
    }
  }
  return links;
}

}  // namespace triforium::ingest
