#include "items/root_collection.h"

#include <boost/json.hpp>
#include <string>

#include "presentation/build.h"

namespace triforium::items {
namespace {

constexpr auto kLabel = "All collections";

store::Publication make_root() {
  presentation::CollectionDraft draft;
  draft.id = std::string(store::kRootCollection);
  draft.description.label.add("en", kLabel);
  auto const none = [](std::string_view) -> presentation::AssetFacts const* { return nullptr; };
  auto const document = presentation::build_collection(draft, none);
  store::Publication root;
  root.id = draft.id;
  root.kind = store::ItemKind::collection;
  root.document = boost::json::serialize(document);
  root.label = kLabel;
  root.reference = boost::json::serialize(presentation::build_reference(document));
  return root;
}

}  // namespace

Result<void> blocking_open_root_collection(store::Store& store) {
  auto const is_there = [](store::Reading const& reading) -> Result<bool> {
    TRIFORIUM_TRY(auto const root, reading.find_item(store::kRootCollection));
    return root.has_value();
  };
  // Almost always it is: so without waiting for an import that writes.
  TRIFORIUM_TRY(bool const is_open, store.read(is_there));
  if (is_open) return {};
  return store.write([&](store::Writing& writing) -> Result<void> {
    TRIFORIUM_TRY(bool const was_opened_meanwhile, is_there(writing));
    if (was_opened_meanwhile) return {};
    TRIFORIUM_CHECK(writing.publish(make_root(), {.may_recreate = true}));
    return {};
  });
}

}  // namespace triforium::items
