#include "importer/restore.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "importer/digest.h"
#include "importer/inputs.h"
#include "importer/restored_files.h"
#include "items/incoming.h"
#include "items/renaming.h"
#include "portable/record.h"
#include "presentation/build.h"
#include "presentation/check/check.h"
#include "presentation/tree.h"

namespace triforium::importer {
namespace {

namespace bj = boost::json;
using portable::Record;

// One more whenever the same record becomes another item.
constexpr int kForm = 1;
// Records hold the words of their items: a few are enough for one transaction.
constexpr std::size_t kBatch = 16;
constexpr std::uintmax_t kMostBytes = std::uintmax_t{256} << 20;

// What was published once is published again: a slip of the specification is told, and no reason to lose an item.
void tell_errors(Record const& record, Prepared& prepared) {
  auto document = record.document;
  if (record.kind == store::ItemKind::collection) document["items"] = bj::array();
  auto const version = record.version == 4 ? presentation::Version::v4 : presentation::Version::v3;
  auto const report = presentation::check_document(document, version);
  for (auto const& finding : report.findings) {
    if (finding.severity == presentation::Severity::error)
      prepared.findings.push_back({ingest::Severity::warning, record.id + " " + finding.pointer,
                                   fmt::format("{} [{}]", finding.message, finding.rule)});
  }
}

// A record cannot put on another item's name.
Result<void> check_identity(Record const& record) {
  auto const* const type = record.kind == store::ItemKind::manifest ? "Manifest" : "Collection";
  if (items::own_id(presentation::text_of(record.document, "id")) != record.id)
    return fail(ErrorKind::bad_request, "The document in its record has the id of something else.");
  if (!presentation::has_type(record.document, type))
    return fail(ErrorKind::bad_request, fmt::format("The document in its record is no {}.", type));
  return {};
}

Result<store::Publication> publication_of(Record const& record, std::string const& id) {
  store::Publication publication;
  publication.id = id;
  publication.kind = record.kind;
  publication.version = record.version;
  publication.document = bj::serialize(record.document);
  if (id != record.id) {
    TRIFORIUM_TRY(publication.document, items::with_item_renamed(publication.document, record.id, id));
  }
  publication.label = presentation::plain_label(record.document);
  publication.reference = bj::serialize(presentation::build_reference(record.document));
  publication.aliases = record.aliases;
  std::erase(publication.aliases, id);
  return publication;
}

std::string states_of(Record const& record, std::string const& root) {
  std::string states;
  for (auto const& asset : record.assets)
    states += blocking_state_of(root + "/" + asset.path);
  return states;
}

}  // namespace

Result<void> RestoreImport::blocking_run(portable::Contents const& contents) {
  blocking_read_ahead(contents.collections);
  TRIFORIUM_CHECK(blocking_restore_all(contents.collections));
  TRIFORIUM_CHECK(blocking_restore_all(contents.items));
  for (auto const& [collection, members] : members_) {
    if (!course_.is_stopped()) publisher_.blocking_list_members(collection, members);
  }
  return {};
}

// A collection may be listed by one that comes after it.
void RestoreImport::blocking_read_ahead(std::vector<std::string> const& collections) {
  for (auto const& file : collections) {
    auto const text = blocking_read_inside(root_, file, kMostBytes);
    auto const record = text ? portable::parse_record(*text) : Result<Record>(fail(text));
    if (record) coming_.insert(record->id);
  }
}

Result<void> RestoreImport::blocking_restore_all(std::vector<std::string> const& files) {
  for (std::size_t at = 0; at < files.size() && !course_.is_stopped(); at += kBatch) {
    auto const end = std::min(files.size(), at + kBatch);
    TRIFORIUM_CHECK(blocking_restore_batch(
        {files.begin() + static_cast<std::ptrdiff_t>(at), files.begin() + static_cast<std::ptrdiff_t>(end)}));
    course_.advance(end - at);
  }
  return {};
}

Result<void> RestoreImport::blocking_restore_batch(std::vector<std::string> const& files) {
  std::vector<Prepared> batch;
  for (auto const& file : files) {
    auto const text = blocking_read_inside(root_, file, kMostBytes);
    auto record = text ? portable::parse_record(*text) : Result<Record>(fail(text));
    if (!record) {
      course_.tell({ingest::Severity::error, file, record.error().message});
      continue;
    }
    TRIFORIUM_TRY(auto prepared, blocking_make(std::move(*record), *text));
    if (prepared) batch.push_back(std::move(*prepared));
  }
  publisher_.blocking_publish(batch);
  return {};
}

// Absent: there is nothing to be published.
Result<std::optional<Prepared>> RestoreImport::blocking_make(Record record, std::string const& text) {
  seen_.insert(record.id);
  auto const name = input_name(root_, record.id);
  TRIFORIUM_TRY(auto const known, blocking_find_inputs(course_.store, {name}));
  bool const is_new = known.front().digest.empty();
  if (record.id == store::kRootCollection && is_new) {
    TRIFORIUM_TRY(bool const is_taken, blocking_has_own_root());
    if (is_taken) return std::optional<Prepared>();
  }
  Prepared prepared;
  auto const id = known.front().item.empty() ? record.id : known.front().item;
  prepared.publication.id = id;
  prepared.input = {name, digest_of(fmt::format("{}\n{}{}", kForm, text, states_of(record, root_))), id};
  prepared.may_recreate = known.front().digest == kPruned;
  prepared.is_known = known.front().digest == prepared.input.digest;
  if (record.kind == store::ItemKind::collection) members_.emplace_back(id, record.members);
  if (prepared.is_known) return prepared;
  TRIFORIUM_CHECK(blocking_fill(std::move(record), id, prepared));
  return prepared;
}

Result<void> RestoreImport::blocking_fill(Record record, std::string const& id, Prepared& prepared) {
  auto const is_itself = check_identity(record);
  auto publication = is_itself ? publication_of(record, id) : Result<store::Publication>(fail(is_itself));
  if (!publication) {
    prepared.failure = publication.error();
    return {};
  }
  tell_errors(record, prepared);
  prepared.publication = std::move(*publication);
  prepared.publication.source_digest = prepared.input.digest;
  TRIFORIUM_TRY(prepared.publication.collections, blocking_find_parents(record.collections));
  if (record.kind == store::ItemKind::collection) return {};
  prepared.publication.assets = blocking_find_files(root_, record, prepared.findings);
  prepared.publication.texts = checked_texts(std::move(record), prepared.findings);
  return {};
}

// Where other things are published already, they have a root of their own, which stays as people made it.
Result<bool> RestoreImport::blocking_has_own_root() const {
  TRIFORIUM_TRY(auto const root, course_.store.read([](store::Reading const& reading) {
    return reading.find_item(store::kRootCollection);
  }));
  return root && root->revision > 1;
}

// Those that are there. Collections that are still to come list it when all are; what only collections elsewhere list
// is listed by the root.
Result<std::vector<std::string>> RestoreImport::blocking_find_parents(
    std::vector<std::string> const& collections) const {
  std::vector<std::string> parents;
  bool is_listed_later = false;
  TRIFORIUM_CHECK(course_.store.read([&](store::Reading const& reading) -> Result<void> {
    for (auto const& id : collections) {
      TRIFORIUM_TRY(auto const found, reading.find_item(id));
      bool const is_there = found && found->kind == store::ItemKind::collection;
      if (is_there) parents.push_back(id);
      is_listed_later = is_listed_later || coming_.contains(id);
    }
    return {};
  }));
  if (parents.empty() && !is_listed_later && !collections.empty()) parents.emplace_back(store::kRootCollection);
  return parents;
}

}  // namespace triforium::importer
