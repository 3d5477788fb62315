// Makes a store with many items, as an import would have: fill_items FOLDER ITEMS. Each item has one page; beside them stand
// “book” with 300 pages and “volume” with 10,000. The root collection lists them all.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <cstring>

#include "items/root_collection.h"
#include "presentation/build.h"
#include "presentation/names.h"
#include "store/store.h"

namespace triforium {
namespace {

constexpr int kAtOnce = 1000;

presentation::ItemDraft draft_of(std::string const& id, int pages) {
  presentation::ItemDraft item;
  item.id = id;
  item.description.label.add("en", "A view of the city, number " + id);
  item.description.rights = "http://creativecommons.org/publicdomain/mark/1.0/";
  item.description.nav_date = "1871-05-06T00:00:00Z";
  for (int page = 1; page <= pages; ++page) {
    presentation::CanvasDraft canvas;
    canvas.key = fmt::format("p{}", page);
    canvas.description.label.add("none", std::to_string(page));
    presentation::Painting painting;
    painting.file.location = canvas.key;
    canvas.paintings.push_back(std::move(painting));
    item.canvases.push_back(std::move(canvas));
  }
  return item;
}

store::Publication publication_of(std::string const& id, int pages) {
  presentation::AssetFacts facts;
  auto const find = [&](std::string_view key) {
    facts = {presentation::asset_id(id, key), std::string(key) + ".tif", "image/tiff", 4961, 7016, 0, true};
    return &facts;
  };
  auto const document = presentation::build_manifest(draft_of(id, pages), find);
  store::Publication publication;
  publication.id = id;
  publication.document = boost::json::serialize(document);
  publication.label = "A view of the city, number " + id;
  publication.reference = boost::json::serialize(presentation::build_reference(document));
  publication.collections = {std::string(store::kRootCollection)};
  return publication;
}

Result<void> fill(char const* folder, int count) {
  TRIFORIUM_TRY(auto const store, store::open({.folder = folder}));
  TRIFORIUM_CHECK(items::blocking_open_root_collection(*store));
  for (int first = 1; first <= count; first += kAtOnce) {
    auto const done = store->write([&](store::Writing& writing) -> Result<void> {
      for (int number = first; number < first + kAtOnce && number <= count; ++number)
        TRIFORIUM_CHECK(writing.publish(publication_of(fmt::format("item-{:07}", number), 1)));
      return {};
    });
    if (!done) return done;
  }
  return store->write([&](store::Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.publish(publication_of("book", 300)));
    TRIFORIUM_CHECK(writing.publish(publication_of("volume", 10'000)));
    return {};
  });
}

}  // namespace
}  // namespace triforium

int main(int count, char** arguments) {
  int items = 0;
  if (count == 3) std::from_chars(arguments[2], arguments[2] + std::strlen(arguments[2]), items);
  if (items <= 0) {
    fmt::print(stderr, "fill_items FOLDER ITEMS\n");
    return 2;
  }
  auto const filled = triforium::fill(arguments[1], items);
  if (!filled) fmt::print(stderr, "fill_items: {} {}\n", filled.error().message, filled.error().detail);
  return filled ? 0 : 1;
}
