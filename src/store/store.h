// The store: items and everything that belongs to them, changed in transactions of which each leaves its activities.
//
// Everything here blocks: it is called on the `io` lane, or by a command. Any number of threads may call at once, and
// other processes may have the same store open. What write() has acknowledged survives kill -9 and a power cut.
//
//   auto item = store.read([&](store::Reading& reading) { return reading.find_item("halle-1712"); });
//   auto done = store.write([&](store::Writing& writing) { return writing.publish(publication); });
//
// Errors of every call: storage_full (the disk; nothing was written), busy (another process has been writing for too
// long; try again), internal (the file cannot be read or is damaged; the reason is in `detail`).
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace triforium::store {

// The collection that lists what no other one lists. Published like any other, by whoever opens a new store.
inline constexpr std::string_view kRootCollection = "root";

enum class ItemOrder : std::uint8_t { by_id, newest_first };

struct ItemQuery {
  std::optional<ItemKind> kind{};  // absent: both
  ItemOrder order = ItemOrder::by_id;
  std::string after{};  // `next` of the page before; empty: from the beginning
  std::size_t limit = 100;
};
struct ItemPage {
  std::vector<Item> items;
  std::string next;  // empty: there are no more
};

// Reading, all at one moment: what others write meanwhile is not seen. Lists are bounded by `limit`, and by 10,000.
class Reading {
 public:
  virtual ~Reading() = default;

  virtual Result<Resolution> resolve(std::string_view name) const = 0;

  // By the item's present id, as long as it is live; aliases are for resolve().
  virtual Result<std::optional<Item>> find_item(std::string_view id) const = 0;
  virtual Result<std::optional<Document>> find_document(std::string_view id) const = 0;
  virtual Result<ItemPage> list_items(ItemQuery const& query) const = 0;
  virtual Result<Counts> counts() const = 0;
  // Every other name that leads to it, former ids too; in byte order.
  virtual Result<std::vector<std::string>> aliases(std::string_view item) const = 0;

  // From `position` on. Error: not_found, if there is no such collection.
  virtual Result<std::vector<Member>> members(std::string_view collection, std::uint64_t position,
                                              std::size_t limit) const = 0;
  // The collections that list it, by id.
  virtual Result<std::vector<Item>> parents(std::string_view item) const = 0;

  virtual Result<std::optional<OwnedAsset>> find_asset(std::string_view id) const = 0;
  virtual Result<std::vector<Asset>> assets(std::string_view item) const = 0;  // in the order in which they were given
  // Whether any item has a file that is stored below that folder of the data folder, such as "files/a".
  virtual Result<bool> has_stored_below(std::string_view folder) const = 0;

  virtual Result<std::optional<Text>> find_text(std::string_view item, std::string_view canvas) const = 0;
  virtual Result<std::vector<std::string>> text_canvases(std::string_view item) const = 0;  // keys, in given order

  virtual Result<std::optional<Annotation>> find_annotation(std::string_view item, std::string_view key) const = 0;
  // Of one page, in the order in which they were first put; from the `position`th on.
  virtual Result<std::vector<Annotation>> annotations(std::string_view item, std::string_view page,
                                                      std::uint64_t position, std::size_t limit) const = 0;

  // Those with a sequence of `from` or more, the oldest first.
  virtual Result<std::vector<Activity>> activities(std::uint64_t from, std::size_t limit) const = 0;
  // 0: nothing has ever happened. Cheap enough to be asked before each use of something kept in memory.
  virtual Result<std::uint64_t> last_sequence() const = 0;

  virtual Result<std::optional<Job>> find_job(std::uint64_t id) const = 0;
  virtual Result<std::vector<Job>> list_jobs(std::uint64_t before,
                                             std::size_t limit) const = 0;  // newest first; 0: all
  virtual Result<std::vector<JobFailure>> job_failures(std::uint64_t job, std::uint64_t position,
                                                       std::size_t limit) const = 0;

  virtual Result<std::optional<Input>> find_input(std::string_view source) const = 0;
  // Those whose source begins with `prefix` and comes after `after` in byte order.
  virtual Result<std::vector<Input>> list_inputs(std::string_view prefix, std::string_view after,
                                                 std::size_t limit) const = 0;

  // Something made of an item's present revision, by a name of the caller's choice; absent once the item has changed.
  virtual Result<std::optional<std::string>> find_rendition(std::string_view item, std::string_view key) const = 0;
};

// What has to be true of an item for a change to it to happen.
struct Expectation {
  // If-Match: it has this revision. Else the error is precondition_failed.
  std::optional<std::uint64_t> revision{};
  // If-None-Match: *: there is none yet. Else the error is conflict.
  bool is_new = false;
  // One that was deleted may be published again under its id. Else the error is gone.
  bool may_recreate = false;
};

// A manifest or collection to be created or replaced. What is absent (not: empty) stays as it was.
struct Publication {
  std::string id;
  ItemKind kind = ItemKind::manifest;
  int version = 3;
  std::string document;
  std::string label{};
  std::string reference = "{}";
  std::string source_digest{};
  std::vector<std::string> aliases{};          // are added: a name that was given is never taken back here
  std::vector<std::string> collections{};      // list it from now on, at their end, if they do not yet
  std::optional<std::vector<Asset>> assets{};  // all that it has; the store forgets others
  std::optional<std::vector<Text>> texts{};    // the same
};
struct Published {
  enum class Outcome : std::uint8_t { created, updated, unchanged };
  Outcome outcome = Outcome::unchanged;  // unchanged: everything was so already; no new revision, no activity
  std::uint64_t revision = 0;
};

// One transaction. Its reads see its own writes. Each change of an item or annotation adds its activity; several
// changes of one item in one transaction are one. What is not published (jobs, inputs, renditions) has none.
//
// Errors besides those above: not_found (the item is not there), gone (it was deleted), those of Expectation, conflict
// (a name is taken by something else), bad_request (text that is not UTF-8, or a name that is empty or longer than
// 1,000 bytes; a collection within itself).
class Writing : public Reading {
 public:
  virtual Result<Published> publish(Publication const& publication, Expectation const& expected = {}) = 0;
  // The old id leads to the new one from now on, as all its aliases do. The document stays: publish it anew with its
  // new names in the same transaction. A new id that is an alias of the same item already becomes its id.
  virtual Result<void> move(std::string_view id, std::string_view new_id, Expectation const& expected = {}) = 0;
  // Leaves the tombstone. No collection lists it any more; its document, assets, texts and annotations are forgotten.
  virtual Result<void> erase(std::string_view id, Expectation const& expected = {}) = 0;
  // A name that was given by mistake. Former ids stay. Error: not_found.
  virtual Result<void> remove_alias(std::string_view name) = 0;

  // Changes the collection only if they differ. Error: not_found, for a member that is not there.
  virtual Result<void> set_members(std::string_view collection, std::vector<MemberName> const& members,
                                   Expectation const& expected = {}) = 0;
  // At the end; those that it lists already stay where they are.
  virtual Result<void> add_members(std::string_view collection, std::vector<MemberName> const& members) = 0;
  virtual Result<void> remove_members(std::string_view collection, std::vector<std::string> const& ids) = 0;

  // Adds or replaces the text of one canvas: an update of its item, if it differs.
  virtual Result<void> put_text(std::string_view item, Text const& text) = 0;

  // `expected` is of the annotation. Unchanged if it is so already.
  virtual Result<Published> put_annotation(Annotation const& annotation, Expectation const& expected = {}) = 0;
  virtual Result<void> erase_annotation(std::string_view item, std::string_view key,
                                        Expectation const& expected = {}) = 0;

  virtual Result<std::uint64_t> add_job(Job const& job) = 0;  // its id
  virtual Result<void> update_job(Job const& job) = 0;        // all but failures and times
  // The first 10,000 are kept; all are counted.
  virtual Result<void> add_job_failure(std::uint64_t job, JobFailure const& failure) = 0;

  virtual Result<void> put_input(Input const& input) = 0;
  virtual Result<void> forget_input(std::string_view source) = 0;

  // Kept if the item still has `revision`; at most 32 for each item.
  virtual Result<void> put_rendition(std::string_view item, std::uint64_t revision, std::string_view key,
                                     std::string_view bytes) = 0;

  // Does `work` wholly or not at all, and lets the transaction go on in either case: for one item of a batch.
  virtual Result<void> attempt(std::function<Result<void>()> const& work) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Runs `use` with a Reading that lives as long as the call, and returns its Result<T>.
  template <typename Use>
  auto read(Use&& use) const -> std::invoke_result_t<Use, Reading&>;

  // Runs `work` in a transaction, and returns its Result<T> when the disk has what it did. If it fails, or the commit
  // does, nothing has happened. Writers take turns; those that wait together are committed together, so many threads
  // that write little share the price of the disk. `work` may be run by another thread; it must not call the store.
  template <typename Work>
  auto write(Work&& work) -> std::invoke_result_t<Work, Writing&>;

  // Reads the whole store. Error: internal, with what is damaged in `detail`.
  virtual Result<void> check() const = 0;

 private:
  virtual Result<void> do_read(std::function<Result<void>(Reading&)> const& use) const = 0;
  virtual Result<void> do_write(std::function<Result<void>(Writing&)> const& work) = 0;
};

struct Settings {
  std::filesystem::path folder{};  // where the store's file lies; empty: in memory, gone with the process
  // In what is added here; never goes backwards in the store.
  std::function<Time()> clock = [] { return std::chrono::floor<Time::duration>(std::chrono::system_clock::now()); };
  std::size_t readers = 4;                               // that read at the same time; others wait
  std::chrono::milliseconds patience{20'000};            // with another process that writes
  std::uint64_t check_bytes = std::uint64_t{256} << 20;  // a file up to this size is checked whole when it is opened
};

// Makes the folder and the store where there is none; brings an older store to the present form. Errors: internal, with
// a sentence for the operator: it is damaged, or not a store, or was written by a newer Triforium.
Result<std::unique_ptr<Store>> open(Settings settings);

struct Backup {
  std::uint64_t bytes = 0;
  std::uint64_t items = 0;  // live ones
};
// Copies the store in `folder` as it is at one moment to the file `to`, whoever else is using it, and checks the copy.
// `to` is there when it is complete and not before; a backup that was there is replaced, any other file is not. A store
// of an older form is copied as it is. `progress` gets the part done, 0 … 1.
// Errors: not_found (no store in `folder`); conflict (`to` is something else); those of every call.
Result<Backup> back_up(std::filesystem::path const& folder, std::filesystem::path const& to,
                       std::function<void(double)> const& progress = {});

// --- implementation of the templates ---

template <typename Use>
auto Store::read(Use&& use) const -> std::invoke_result_t<Use, Reading&> {
  using Answer = std::invoke_result_t<Use, Reading&>;
  std::optional<Answer> answer;
  auto const done = do_read([&](Reading& reading) -> Result<void> {
    answer.emplace(use(reading));
    return {};
  });
  if (!done) return fail(done);
  return std::move(*answer);
}

template <typename Work>
auto Store::write(Work&& work) -> std::invoke_result_t<Work, Writing&> {
  using Answer = std::invoke_result_t<Work, Writing&>;
  std::optional<Answer> answer;
  auto const done = do_write([&](Writing& writing) -> Result<void> {
    answer.emplace(work(writing));
    if (!*answer) return fail(*answer);
    return {};
  });
  if (!done) return fail(done);
  return std::move(*answer);
}

}  // namespace triforium::store
