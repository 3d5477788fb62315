#include "importer/importer.h"

#include "importer/prepare.h"
#include "importer/publisher.h"
#include "importer/source.h"

namespace triforium::importer {
namespace {

// Written in one transaction: enough that the disk is waited for seldom, and few enough for other writers.
constexpr std::size_t kBatch = 64;

class Import {
 public:
  Import(store::Store& store, Settings const& settings, Listener& listener)
      : settings_(settings), listener_(listener), publisher_(store, listener, summary_) {}

  void blocking_run(std::string const& path) {
    auto const reading = blocking_read_path(path);
    if (!reading) return tell({ingest::Severity::error, path, reading.error().message});
    for (auto const& finding : reading->findings)
      tell(finding);
    progress_.total += reading->collections.size() + reading->items.size();
    blocking_publish_collections(reading->collections);
    blocking_publish_items(reading->items);
    for (auto const& collection : reading->collections)
      if (!is_stopped()) publisher_.blocking_list_members(collection);
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

  void add(Prepared prepared) {
    batch_.push_back(std::move(prepared));
    if (batch_.size() >= kBatch) blocking_flush();
  }

  void blocking_flush() {
    publisher_.blocking_publish(batch_);
    progress_.done += batch_.size();
    batch_.clear();
    listener_.progressed(progress_);
  }

  void blocking_publish_collections(std::vector<presentation::CollectionDraft> const& drafts) {
    for (auto const& draft : drafts) {
      if (is_stopped()) break;
      add(prepare(draft));
    }
    blocking_flush();
  }

  void blocking_publish_items(std::vector<presentation::ItemDraft> const& drafts) {
    for (auto const& draft : drafts) {
      if (is_stopped()) break;
      add(blocking_prepare(draft, settings_));
    }
    blocking_flush();
  }

  Settings const& settings_;
  Listener& listener_;
  Summary summary_;
  Progress progress_;
  Publisher publisher_;
  std::vector<Prepared> batch_;
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
    case Outcome::failed:
      return "failed";
  }
  return "";
}

Result<Summary> blocking_import(store::Store& store, std::vector<std::string> const& paths, Settings const& settings,
                                Listener& listener) {
  // A store that cannot be read at all is told once, not for each item.
  TRIFORIUM_CHECK(store.read([](store::Reading const& reading) { return reading.counts(); }));
  Import import(store, settings, listener);
  for (auto const& path : paths) {
    if (import.is_stopped()) break;
    import.blocking_run(path);
  }
  return import.summary();
}

}  // namespace triforium::importer
