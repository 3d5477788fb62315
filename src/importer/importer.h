// From what institutions have to published items: reads folders, spreadsheets, METS, TEI and bags, looks at their
// files, and publishes what it finds in the store. The command `import` and the jobs of the server do the same by this.
//
//   read (source) → drafts → what is made of them (enrich) → files, texts and document (prepare) → the store
//   (publisher)
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codecs/registry.h"
#include "enrich/enrich.h"
#include "importer/fetch.h"
#include "ingest/reading.h"
#include "store/store.h"

namespace triforium::importer {

// What becomes of a manifest or collection that exists already.
enum class As : std::uint8_t {
  reference,  // a collection lists it, where it is
  copy,       // an item of ours, whose images stay where they are
  whole,      // the same, with the images
};

struct MirrorSettings {
  // Absent: a copy; of what manifests.yml links with a label, a reference.
  std::optional<As> as{};
  FetchSettings fetch{};
  std::string base_url{};              // what begins with it in such documents are names of ours; empty: nothing is
  std::size_t max_documents = 10'000;  // for one path, the members of collections included
  std::size_t max_depth = 8;           // collections within each other
  std::filesystem::path folder{};      // of what is brought here whole; empty: then nothing is
  std::uint64_t max_picture_bytes = 64ULL << 30;  // brought for one path
};

struct Settings {
  codecs::OpenOptions pictures;  // how pictures are opened, to learn their sizes; `page` does not count
  bool prunes = false;           // items whose source has gone are deleted; else they are told of, and stay
  unsigned threads = 1;          // that look at files
  // What is made of files for people to see; with no folder, nothing is.
  enrich::Settings enrichment{};
  MirrorSettings mirror{};
  // Files below it are kept by their place in it, so that it may be moved. Absolute; empty: there are none.
  std::filesystem::path data{};
};

enum class Outcome : std::uint8_t { published, updated, unchanged, deleted, failed };
std::string_view name_of(Outcome outcome);  // "published", "updated" …

// What came of one item or collection.
struct Settled {
  std::string id;
  Outcome outcome = Outcome::unchanged;
  std::string label{};  // for people; empty: it has none
  Error error{};        // of Outcome::failed; its `detail` may name paths of this machine
};

struct Progress {
  std::uint64_t done = 0;   // items and collections, failed ones too
  std::uint64_t total = 0;  // that are known so far: it grows as further paths are read
};

struct Summary {
  std::uint64_t published = 0, updated = 0, unchanged = 0, deleted = 0, failed = 0;
  std::uint64_t vanished = 0;  // items that were imported once, and are in the source no more; they stay
  std::uint64_t errors = 0;    // findings of that severity: paths and parts of sources that could not be read
  bool is_stopped = false;     // the listener wanted it; what was settled is published

  bool is_fine() const { return failed == 0 && errors == 0; }
};

void count(Summary& summary, Outcome outcome);

// What an import tells while it goes on, from the thread that called it.
class Listener {
 public:
  virtual ~Listener() = default;

  virtual void found(ingest::Finding const&) {}
  // When the store has it, not before.
  virtual void settled(Settled const&) {}
  virtual void progressed(Progress const&) {}
  // Asked between items; no more is begun then.
  virtual bool wants_to_stop() { return false; }
};

// Publishes what lies at `paths`, one after the other, in the order of the sources. An item that fails does not stop
// the others. What an item was made of is remembered with it: a second run opens none of the files of an item whose
// source is the same, and goes on where a run was interrupted. An item that was changed here meanwhile stays as it is
// until its source changes. The root collection is there already. Blocks for as long as it takes.
// Errors: those of the store that concern all items.
Result<Summary> blocking_import(store::Store& store, std::vector<std::string> const& paths, Settings const& settings,
                                Listener& listener);

}  // namespace triforium::importer
