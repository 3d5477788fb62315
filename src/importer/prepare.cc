#include "importer/prepare.h"

#include <boost/json.hpp>

#include "importer/item_files.h"
#include "presentation/build.h"
#include "presentation/names.h"
#include "presentation/tree.h"

namespace triforium::importer {
namespace {

store::Publication publication_of(std::string id, store::ItemKind kind, boost::json::object const& document) {
  store::Publication made;
  made.id = std::move(id);
  made.kind = kind;
  made.document = boost::json::serialize(document);
  made.label = presentation::plain_label(document);
  made.reference = boost::json::serialize(presentation::build_reference(document));
  return made;
}

Prepared failed(std::string const& id, std::string message) {
  Prepared prepared;
  prepared.publication.id = id;
  prepared.failure = Error{ErrorKind::bad_request, std::move(message), {}};
  return prepared;
}

}  // namespace

Prepared blocking_prepare(presentation::ItemDraft const& draft, Settings const& settings) {
  if (!presentation::is_valid_item_id(draft.id)) {
    return failed(
        draft.id,
        "This cannot be the name of an item: letters, digits and . _ ~ : - are allowed, and slashes between them.");
  }
  ItemFiles const files(settings.pictures, draft);
  Prepared prepared;
  if (files.can_be_shown()) {
    prepared.publication =
        publication_of(draft.id, store::ItemKind::manifest, presentation::build_manifest(draft, files.find()));
    prepared.publication.aliases = draft.aliases;
    prepared.publication.collections =
        draft.collections.empty() ? std::vector{std::string(store::kRootCollection)} : draft.collections;
    prepared.publication.assets = files.assets();
    prepared.publication.texts = files.texts();
  } else {
    prepared = failed(draft.id, "Nothing of this item can be shown: no page has a file that can be read.");
  }
  for (auto const& complaint : files.complaints())
    prepared.findings.push_back({ingest::Severity::warning, draft.id, complaint});
  return prepared;
}

Prepared prepare(presentation::CollectionDraft const& draft) {
  auto const none = [](std::string_view) -> presentation::AssetFacts const* { return nullptr; };
  Prepared prepared;
  prepared.publication =
      publication_of(draft.id, store::ItemKind::collection, presentation::build_collection(draft, none));
  prepared.publication.aliases = draft.aliases;
  prepared.publication.collections = {draft.parent.empty() ? std::string(store::kRootCollection) : draft.parent};
  return prepared;
}

}  // namespace triforium::importer
