#include "importer/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "importer/item_files.h"
#include "importer/stored.h"
#include "presentation/build.h"
#include "presentation/check/check.h"
#include "presentation/names.h"
#include "presentation/renderings.h"
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

// A message for people; what a rule's name says to programs stands behind it.
std::string sentence_of(presentation::Finding const& finding) {
  return fmt::format("{} [{}]", finding.message, finding.rule);
}

// What breaks a MUST is not published: clients may fail on it. Slips are told; what could be better is for `check`.
void check(boost::json::object const& document, Prepared& prepared) {
  auto const report = presentation::check_document(document, presentation::Version::v3);
  auto const& id = prepared.publication.id;
  for (auto const& finding : report.findings) {
    if (finding.severity == presentation::Severity::warning) {
      prepared.findings.push_back({ingest::Severity::note, id + " " + finding.pointer, sentence_of(finding)});
    } else if (finding.severity == presentation::Severity::error && !prepared.failure) {
      auto const others = report.errors > 1 ? fmt::format(" There are {} such errors.", report.errors) : std::string();
      prepared.failure =
          Error{ErrorKind::bad_request,
                fmt::format("The document would break the specification at {}: {}{}",
                            finding.pointer.empty() ? "its root" : finding.pointer, sentence_of(finding), others),
                {}};
    }
  }
}

std::set<std::string, std::less<>> canvases_of(std::vector<store::Text> const& texts) {
  std::set<std::string, std::less<>> canvases;
  for (auto const& text : texts)
    canvases.insert(text.canvas);
  return canvases;
}

bool shows_pictures(presentation::ItemDraft const& draft, presentation::FindAsset const& assets) {
  auto const is_picture = [&](presentation::Painting const& painting) {
    auto const* const asset = assets(painting.file.location);
    return asset != nullptr && asset->is_image;
  };
  return std::ranges::any_of(draft.canvases,
                             [&](auto const& canvas) { return std::ranges::any_of(canvas.paintings, is_picture); });
}

// Behind those that the source names.
void add_renderings(presentation::ItemDraft const& draft, ItemFiles const& files, boost::json::object& document) {
  auto const more = presentation::renderings_of(draft.id,
                                                {.has_text = !files.texts().empty(),
                                                 .has_files = !files.assets().empty(),
                                                 .has_pictures = shows_pictures(draft, files.find()),
                                                 .rights = draft.description.rights},
                                                {});
  if (more.empty()) return;
  auto& all = document["rendering"];
  if (!all.is_array()) all.emplace_array();
  all.as_array().insert(all.as_array().end(), more.begin(), more.end());
}

Prepared failed(std::string const& id, std::string message) {
  Prepared prepared;
  prepared.publication.id = id;
  prepared.failure = Error{ErrorKind::bad_request, std::move(message), {}};
  return prepared;
}

}  // namespace

Prepared blocking_prepare(presentation::ItemDraft draft, Settings const& settings, std::string const& id) {
  if (!presentation::is_valid_item_id(draft.id)) {
    return failed(
        draft.id,
        "This cannot be the name of an item: letters, digits and . _ ~ : - are allowed, and slashes between them.");
  }
  auto complaints = enrich::blocking_enrich(draft, settings.enrichment);
  ItemFiles const files(settings.pictures, draft);
  draft.id = id;
  Prepared prepared;
  if (files.can_be_shown()) {
    auto document = presentation::build_manifest(draft, files.find(), canvases_of(files.texts()));
    add_renderings(draft, files, document);
    prepared.publication = publication_of(draft.id, store::ItemKind::manifest, document);
    prepared.publication.aliases = draft.aliases;
    prepared.publication.collections =
        draft.collections.empty() ? std::vector{std::string(store::kRootCollection)} : draft.collections;
    prepared.publication.assets = with_stored(files.assets(), settings.data);
    prepared.publication.texts = files.texts();
    check(document, prepared);
  } else {
    prepared = failed(draft.id, "Nothing of this item can be shown: no page has a file that can be read.");
  }
  std::ranges::copy(files.complaints(), std::back_inserter(complaints));
  for (auto const& complaint : complaints)
    prepared.findings.push_back({ingest::Severity::warning, draft.id, complaint});
  return prepared;
}

Prepared prepare(presentation::CollectionDraft draft, std::string const& id) {
  draft.id = id;
  auto const none = [](std::string_view) -> presentation::AssetFacts const* { return nullptr; };
  auto document = presentation::build_collection(draft, none);
  Prepared prepared;
  prepared.publication = publication_of(draft.id, store::ItemKind::collection, document);
  prepared.publication.aliases = draft.aliases;
  prepared.publication.collections = {draft.parent.empty() ? std::string(store::kRootCollection) : draft.parent};
  document["items"] = boost::json::array();  // as it will be served
  check(document, prepared);
  return prepared;
}

}  // namespace triforium::importer
