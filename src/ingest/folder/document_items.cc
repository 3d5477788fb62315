#include "ingest/folder/document_items.h"

#include <algorithm>

#include "ingest/keys.h"

namespace triforium::ingest {
namespace {

presentation::ItemDraft item_of(Session const& session, Place const& place, std::string_view pdf, std::string key,
                                std::vector<std::string> const& documents) {
  presentation::ItemDraft item;
  item.id = place.id + "/" + std::move(key);
  item.source = join(place.path, pdf);
  std::string title(stem_of(pdf));
  std::ranges::replace(title, '_', ' ');
  item.description.label.add("none", std::move(title));
  for (auto const& name : documents)
    if (stem_of(name) == stem_of(pdf))
      item.description.renderings.push_back(reference_to(session, join(place.path, name)));
  return item;
}

}  // namespace

bool is_pdf(std::string_view name) {
  return extension_of(name) == "pdf";
}

void add_document_items(Session& session, Place const& place, FolderFiles& files, std::string const& collection) {
  UniqueKeys keys;
  std::set<std::string, std::less<>> stems;
  for (auto const& name : files.documents) {
    if (!is_pdf(name) || !stems.emplace(stem_of(name)).second) continue;
    auto item = item_of(session, place, name, keys.take(stem_of(name)), files.documents);
    item.collections.push_back(collection);
    session.reading.items.push_back(std::move(item));
  }
  std::erase_if(files.documents, [&](std::string const& name) { return stems.contains(stem_of(name)); });
}

}  // namespace triforium::ingest
