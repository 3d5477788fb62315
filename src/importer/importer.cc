#include "importer/importer.h"

#include <fmt/format.h>

#include <set>
#include <span>

#include "importer/digest.h"
#include "importer/inputs.h"
#include "importer/parallel.h"
#include "importer/prepare.h"
#include "importer/publisher.h"
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

Prepared prepare_any(ItemDraft const& draft, Settings const& settings) {
  return blocking_prepare(draft, settings);
}
Prepared prepare_any(CollectionDraft const& draft, Settings const&) {
  return prepare(draft);
}

template <typename Draft>
Prepared prepare_if_new(Draft const& draft, store::Input const& known, Settings const& settings) {
  Prepared prepared;
  auto const now = digest(draft, settings);
  if (known.digest == now) {
    prepared.publication.id = draft.id;
    prepared.is_known = true;
    return prepared;
  }
  prepared = prepare_any(draft, settings);
  prepared.publication.source_digest = now;
  prepared.input = {known.source, now, draft.id};
  prepared.may_recreate = known.digest == kPruned;
  return prepared;
}

class Import {
 public:
  Import(store::Store& store, Settings const& settings, Listener& listener)
      : store_(store), settings_(settings), listener_(listener), publisher_(store, listener, summary_) {}

  Result<void> blocking_run(std::string const& path) {
    auto const source = blocking_read_path(path);
    if (!source) {
      tell({ingest::Severity::error, path, source.error().message});
      return {};
    }
    auto const& reading = source->reading;
    for (auto const& finding : reading.findings)
      tell(finding);
    progress_.total += reading.collections.size() + reading.items.size();
    TRIFORIUM_CHECK(blocking_publish_all<CollectionDraft>(source->root, reading.collections));
    TRIFORIUM_CHECK(blocking_publish_all<ItemDraft>(source->root, reading.items));
    for (auto const& collection : reading.collections)
      if (!is_stopped()) publisher_.blocking_list_members(collection);
    return is_stopped() ? Result<void>() : blocking_settle_vanished(*source);
  }

  bool is_stopped() {
    summary_.is_stopped = summary_.is_stopped || listener_.wants_to_stop();
    return summary_.is_stopped;
  }
  Summary const& summary() const { return summary_; }

 private:
  void tell(ingest::Finding const& finding) {
    if (finding.severity == ingest::Severity::error) ++summary_.errors;
    listener_.found(finding);
  }

  template <typename Draft>
  Result<void> blocking_publish_all(std::string const& root, std::span<Draft const> drafts) {
    while (!drafts.empty() && !is_stopped()) {
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
    TRIFORIUM_TRY(auto const known, blocking_find_inputs(store_, names));
    std::vector<Prepared> batch(drafts.size());
    blocking_for_each(drafts.size(), settings_.threads,
                      [&](std::size_t i) { batch[i] = prepare_if_new(drafts[i], known[i], settings_); });
    publisher_.blocking_publish(batch);
    progress_.done += batch.size();
    listener_.progressed(progress_);
    return {};
  }

  // An empty folder is a disk that is not mounted more often than a collection that was given up.
  static bool may_prune(ingest::Reading const& reading) { return !reading.items.empty() && !reading.has_errors(); }

  Result<void> blocking_settle_vanished(Source const& source) {
    std::set<std::string, std::less<>> seen;
    for (auto const& draft : source.reading.collections)
      seen.insert(input_name(source.root, draft.id));
    for (auto const& draft : source.reading.items)
      seen.insert(input_name(source.root, draft.id));
    TRIFORIUM_TRY(auto const vanished, blocking_find_vanished(store_, source.root, seen));
    if (settings_.prunes && may_prune(source.reading)) {
      publisher_.blocking_delete(vanished);
      return {};
    }
    summary_.vanished += vanished.size();
    for (auto const& input : vanished)
      tell({ingest::Severity::note, input.item, "It is in the source no more. It stays published."});
    if (settings_.prunes && !vanished.empty())
      tell({ingest::Severity::warning, source.root,
            "Nothing was deleted, because the source is empty or could not be read as a whole."});
    return {};
  }

  store::Store& store_;
  Settings const& settings_;
  Listener& listener_;
  Summary summary_;
  Progress progress_;
  Publisher publisher_;
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
  Import import(store, settings, listener);
  for (auto const& path : paths) {
    if (import.is_stopped()) break;
    TRIFORIUM_CHECK(import.blocking_run(path));
  }
  return import.summary();
}

}  // namespace triforium::importer
