// Documents: the text of a published item in a version of the Presentation API, ready to be sent, kept in memory.
//
// A document in the version in which it is stored is sent without being parsed. Others are made by the converters that
// the program was built with. What is in memory is sent without a question to the store for as long as `recheck`;
// changes made by this process are seen at once, if they are noted.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/cache_count.h"
#include "base/guarded.h"
#include "base/lru_cache.h"
#include "http/message.h"
#include "items/conversion.h"
#include "items/encoding.h"
#include "items/paths.h"
#include "store/store.h"

namespace triforium::items {

struct DocumentQuery {
  DocumentName name;
  int version = 3;
  std::string base_url;  // what our names begin with, without a slash at the end
  Encoding encoding = Encoding::identity;
};

// One form of a document; immutable.
struct SentDocument {
  store::Item item;
  std::string bytes;          // in the encoding that was asked for
  std::string tag;            // without quotes; another one for every other form
  std::vector<int> versions;  // in which the item can be had
  std::string links;          // alternate_links
};
using SharedDocument = std::shared_ptr<SentDocument const>;

// The item is there, but not in that version.
struct OtherVersions {
  std::vector<int> versions;  // in which it is
};
// store::Unknown also for a manifest asked for as a collection, and the reverse, and for a page that there is not.
using Found = std::variant<store::Unknown, SharedDocument, store::Moved, store::Gone, OtherVersions>;

// The value of a Link header that leads to the document in the other versions; empty where there are none.
// https://www.rfc-editor.org/rfc/rfc8288
std::string alternate_links(DocumentQuery const& query, std::vector<int> const& versions);

class Documents {
 public:
  struct Settings {
    std::uint64_t memory = 64 << 20;  // bytes of documents kept
    std::chrono::milliseconds recheck{1000};
    std::uint64_t page_size = 400;  // members of a collection in one document: paging.h
    std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
    CacheCount count;  // of documents, and of what is remembered of those that had to leave
  };

  // `store` outlives this.
  Documents(store::Store const& store, Converters converters, Settings settings);

  // What is in memory and was true a moment ago, and until when that will do. Does not block.
  struct Known {
    SharedDocument document;  // null: not in memory, or not looked at lately
    http::Freshness fresh;
  };
  Known find(DocumentQuery const& query);

  // What the store says now. Blocks. Errors: those of the store, and of the converter.
  Result<Found> blocking_load(DocumentQuery const& query);

  // Who has a document asks whether it is still the same: without its bytes, if that can be said without making them,
  // though they are not in memory any more. Null, if it cannot. Blocks. Errors: those of the store.
  Result<SharedDocument> blocking_confirm(DocumentQuery const& query);

  // What an item loses in that version; absent, if it cannot be had in it, or is not there. Blocks. Errors: as above.
  Result<std::optional<presentation::Losses>> blocking_losses(std::string_view item, int version) const;

  // Something in the store has been changed by this process: everything in memory is checked before it is sent again.
  void note_change() { ++changes_; }

  // Every version that any stored document can be had in, 3 first.
  std::vector<int> versions() const;

 private:
  struct Entry {
    SharedDocument document;
    std::chrono::steady_clock::time_point checked;
    std::uint64_t changes = 0;
    std::uint64_t sequence = 0;  // the store's last activity when it was made or found to be the same
  };

  Result<Found> look_up(DocumentQuery const& query, store::Reading const& reading);
  Result<Found> make(store::Document stored, DocumentQuery const& query) const;
  Result<std::optional<Conversion>> convert(store::Document stored, int version, std::string_view part) const;
  std::vector<int> versions_of(int stored, DocumentName const& name) const;
  void keep(DocumentQuery const& query, Entry entry);

  store::Store const& store_;
  Converters const converters_;
  Settings const settings_;
  std::atomic<std::uint64_t> changes_{0};
  Guarded<LruCache<Entry>> entries_;
  Guarded<LruCache<Entry>> outlines_;  // without bytes: far more of them, and of documents that are too large to keep
};

}  // namespace triforium::items
