#include "importer/importer.h"

#include <fmt/format.h>

#include <set>
#include <span>

#include "importer/course.h"
#include "importer/digest.h"
#include "importer/documents.h"
#include "importer/inputs.h"
#include "importer/parallel.h"
#include "importer/prepare.h"
#include "importer/publisher.h"
#include "importer/restore.h"
#include "importer/source.h"

namespace triforium::importer {
namespace {

using presentation::CollectionDraft;
using presentation::ItemDraft;

// Written in one transaction: enough that the disk is waited for seldom, and few enough for other writers.
constexpr std::size_t kBatch = 64;

std::string digest(ItemDraft const& draft, Settings const& settings) {
  return blocking_digest(draft, settings);
}
std::string digest(CollectionDraft const& draft, Settings const&) {
  return digest_of(draft);
}

Prepared prepare_any(ItemDraft const& draft, Settings const& settings, std::string const& id) {
  return blocking_prepare(draft, settings, id);
}
Prepared prepare_any(CollectionDraft const& draft, Settings const&, std::string const& id) {
  return prepare(draft, id);
}

template <typename Draft>
Prepared prepare_if_new(Draft const& draft, store::Input const& known, Settings const& settings) {
  Prepared prepared;
  auto const now = digest(draft, settings);
  auto const& id = known.item.empty() ? draft.id : known.item;
  if (known.digest == now) {
    prepared.publication.id = id;
    prepared.is_known = true;
    return prepared;
  }
  prepared = prepare_any(draft, settings, id);
  prepared.publication.source_digest = now;
  prepared.input = {known.source, now, id};
  prepared.may_recreate = known.digest == kPruned;
  return prepared;
}

std::vector<store::MemberName> members_of(CollectionDraft const& draft) {
  std::vector<store::MemberName> members;
  for (auto const& id : draft.members)
    members.push_back({id});
  return members;
}

// One path.
class Import {
 public:
  Import(Course& course, std::string path)
      : course_(course), publisher_(course.store, course.listener, course.summary), path_(std::move(path)) {}

  Result<void> blocking_run() {
    auto const source = blocking_read_path(path_);
    if (!source) {
      course_.tell({ingest::Severity::error, path_, source.error().message});
      return {};
    }
    auto const& reading = source->reading;
    for (auto const& finding : reading.findings)
      course_.tell(finding);
    course_.progress.total += reading.collections.size() + reading.items.size() + reading.documents.size();
    if (source->contents) return blocking_restore(*source);
    DocumentImport documents(course_, publisher_, source->root);
    TRIFORIUM_CHECK(blocking_publish_all<CollectionDraft>(source->root, reading.collections));
    TRIFORIUM_CHECK(blocking_publish_all<ItemDraft>(source->root, reading.items));
    TRIFORIUM_CHECK(documents.blocking_run(reading.documents));
    for (auto const& collection : reading.collections)
      if (!course_.is_stopped()) publisher_.blocking_list_members(collection.id, members_of(collection));
    return course_.is_stopped() ? Result<void>() : blocking_settle_vanished(*source, documents.seen());
  }

 private:
  Result<void> blocking_restore(Source const& source) {
    course_.progress.total += source.contents->collections.size() + source.contents->items.size();
    RestoreImport restore(course_, publisher_, source.root);
    TRIFORIUM_CHECK(restore.blocking_run(*source.contents));
    return course_.is_stopped() ? Result<void>() : blocking_settle_vanished(source, restore.seen());
  }

  template <typename Draft>
  Result<void> blocking_publish_all(std::string const& root, std::span<Draft const> drafts) {
    while (!drafts.empty() && !course_.is_stopped()) {
      auto const count = std::min(kBatch, drafts.size());
      TRIFORIUM_CHECK(blocking_publish_batch(root, drafts.first(count)));
      drafts = drafts.subspan(count);
    }
    return {};
  }

  template <typename Draft>
  Result<void> blocking_publish_batch(std::string const& root, std::span<Draft const> drafts) {
    std::vector<std::string> names;
    for (auto const& draft : drafts)
      names.push_back(input_name(root, draft.id));
    TRIFORIUM_TRY(auto const known, blocking_find_inputs(course_.store, names));
    std::vector<Prepared> batch(drafts.size());
    auto const& settings = course_.settings;
    blocking_for_each(drafts.size(), settings.threads,
                      [&](std::size_t i) { batch[i] = prepare_if_new(drafts[i], known[i], settings); });
    publisher_.blocking_publish(batch);
    course_.advance(batch.size());
    return {};
  }

  // An empty folder is a disk that is not mounted more often than a collection that was given up.
  bool may_prune(Source const& source) const {
    auto const& reading = source.reading;
    bool const has_export = source.contents && !source.contents->items.empty();
    bool const is_empty = reading.items.empty() && reading.documents.empty() && !has_export;
    return !is_empty && course_.summary.errors == 0;
  }

  Result<void> blocking_settle_vanished(Source const& source, std::set<std::string, std::less<>> const& documents) {
    std::set<std::string, std::less<>> seen;
    for (auto const& draft : source.reading.collections)
      seen.insert(input_name(source.root, draft.id));
    for (auto const& draft : source.reading.items)
      seen.insert(input_name(source.root, draft.id));
    for (auto const& id : documents)
      seen.insert(input_name(source.root, id));
    TRIFORIUM_TRY(auto const vanished, blocking_find_vanished(course_.store, source.root, seen));
    if (course_.settings.prunes && may_prune(source)) {
      publisher_.blocking_delete(vanished);
      return {};
    }
    course_.summary.vanished += vanished.size();
    for (auto const& input : vanished)
      course_.tell({ingest::Severity::note, input.item, "It is in the source no more. It stays published."});
    if (course_.settings.prunes && !vanished.empty())
      course_.tell({ingest::Severity::warning, source.root,
                    "Nothing was deleted, because the source is empty or could not be read as a whole."});
    return {};
  }

  Course& course_;
  Publisher publisher_;
  std::string const path_;
};

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::published:
      return "published";
    case Outcome::updated:
      return "updated";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::deleted:
      return "deleted";
    case Outcome::failed:
      return "failed";
  }
  return "";
}

void count(Summary& summary, Outcome outcome) {
  switch (outcome) {
    case Outcome::published:
      ++summary.published;
      return;
    case Outcome::updated:
      ++summary.updated;
      return;
    case Outcome::unchanged:
      ++summary.unchanged;
      return;
    case Outcome::deleted:
      ++summary.deleted;
      return;
    case Outcome::failed:
      ++summary.failed;
      return;
  }
}

Result<Summary> blocking_import(store::Store& store, std::vector<std::string> const& paths, Settings const& settings,
                                Listener& listener) {
  Course course{store, settings, listener};
  for (auto const& path : paths) {
    if (course.is_stopped()) break;
    TRIFORIUM_CHECK(Import(course, path).blocking_run());
  }
  return course.summary;
}

}  // namespace triforium::importer
