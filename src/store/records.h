// What the store keeps, as plain values. Texts are UTF-8. Documents and references are JSON whose own names begin with
// the marker `urn:triforium:` in place of a host, so that a new host name or prefix needs no rewriting here.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace triforium::store {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;  // UTC

enum class ItemKind : std::uint8_t { manifest = 1, collection = 2 };

// What is published under a name: a manifest or a collection, without its document.
struct Item {
  std::string id;
  ItemKind kind = ItemKind::manifest;
  std::uint64_t revision = 0;  // 1 at first; one more with every change, of a collection's members too
  std::uint64_t sequence = 0;  // of the activity that changed it last: a higher one is a later change
  Time created;
  Time modified;
  std::string label;            // for lists that people read
  std::string reference;        // JSON object as collections list it: type, label, thumbnail …
  int version = 3;              // of the Presentation API, in which the document is stored
  std::string hash;             // of the document's text: SHA-256 in hexadecimal
  std::uint64_t bytes = 0;      // of the document's text
  std::uint64_t members = 0;    // of a collection
  std::string source_digest{};  // of what it was made from, as the importer counts; empty: not imported
};

struct Document {
  Item item;
  std::string text;
};

// What a name leads to.
struct Live {
  std::string id;
};
struct Moved {
  std::string id;  // the item's id now. The name asked for is an alias of it, or an id that it had
};
struct Gone {
  std::string id;  // the last one
  ItemKind kind = ItemKind::manifest;
  Time since;
};
struct Unknown {};
using Resolution = std::variant<Unknown, Live, Moved, Gone>;

// A collection's member: an item of ours, or a resource elsewhere.
struct MemberName {
  std::string id;           // an item's id, or an http(s) URL
  std::string reference{};  // of a resource elsewhere: JSON object as the collection lists it; of ours empty
  bool operator==(MemberName const&) const = default;
};
struct Member {
  std::uint64_t position = 0;  // from 0, without gaps
  bool is_ours = true;
  std::string id;         // an item's id now, or a URL
  ItemKind kind{};        // of ours
  std::string label;      // of ours
  std::string reference;  // as its item has it, or as it was given
};

// A file that we publish: a picture, a recording, a METS. It stays where it lies.
struct Asset {
  std::string id;                // unique among all: {item}~{key}; stays when the item is renamed
  std::string path;              // absolute; or below the data folder, if `is_stored`. Private
  bool is_stored = false;        // uploaded: ours to delete
  std::uint32_t page = 0;        // within a file of several pictures, from 0
  std::string media_type{};      // empty: unknown
  std::uint32_t width = 0;       // pixels; 0: has none, or unknown
  std::uint32_t height = 0;      // pixels
  double duration = 0;           // seconds; 0: has none, or unknown
  std::uint64_t size = 0;        // bytes, with the next two the identity of the file when it was looked at
  std::int64_t modified_ns = 0;  // since 1970
  std::uint64_t inode = 0;
  std::string digest{};  // of its bytes, as whoever counted it writes; empty: not counted
  std::string facts{};   // JSON object of what else was found out; empty: nothing
  bool operator==(Asset const&) const = default;
};

// An asset, and the item to which it belongs.
struct OwnedAsset {
  std::string item;
  Asset asset;
};

// The text of one canvas.
struct Text {
  std::string canvas;      // key
  std::string asset{};     // id of the asset that it was read from; empty: none
  std::string language{};  // BCP 47; empty: unknown
  std::string plain;       // for search and reading
  std::string words{};     // bytes: words and lines with their places; empty: none are known
  bool operator==(Text const&) const = default;
};

struct Annotation {
  std::string item;
  std::string key;     // unique within the item
  std::string page;    // key of the annotation page that lists it
  std::string target;  // key of the canvas
  std::string json;
  std::uint64_t revision = 0;  // given by the store, as the times are
  Time created{};
  Time modified{};
};

// https://iiif.io/api/discovery/1.0/#activity-types-type
enum class ActivityType : std::uint8_t { create = 1, update = 2, remove = 3, move = 4 };
enum class ObjectKind : std::uint8_t { manifest = 1, collection = 2, annotation = 3 };

// One change, for ever: activities are only ever added.
struct Activity {
  std::uint64_t sequence = 0;  // 1, 2, 3 …
  ActivityType type{};
  ObjectKind kind{};
  std::string object;  // an item's id at that time; of an annotation {item}/annotation/{key}
  std::string target;  // of a move: the new id
  Time time;           // never before that of the activity before it
};

enum class JobState : std::uint8_t { waiting = 1, running = 2, done = 3, failed = 4, cancelled = 5 };

// Work that takes longer than a request.
struct Job {
  std::uint64_t id = 0;  // given by the store, as the times are
  std::string kind;      // "import"
  JobState state = JobState::waiting;
  std::string parameters = "{}";  // JSON, as whoever started it said
  std::uint64_t done = 0;
  std::uint64_t total = 0;     // 0: not known yet
  std::string counts = "{}";   // JSON: what came out, by outcome
  std::string cursor{};        // where it goes on after a restart
  std::string message{};       // why it failed as a whole
  std::uint64_t failures = 0;  // how many were added
  Time created{};
  Time modified{};
};
struct JobFailure {
  std::string subject;  // the item, or the place in the input
  std::string message;
};

// What an item was made from: as long as the digest is the same, there is nothing to import.
struct Input {
  std::string source;  // a path or URL
  std::string digest;
  std::string item{};  // id now; empty: none came of it, or it is gone
};

struct Counts {
  std::uint64_t manifests = 0;
  std::uint64_t collections = 0;
  std::uint64_t tombstones = 0;
  std::uint64_t assets = 0;
  std::uint64_t annotations = 0;
  std::uint64_t activities = 0;  // the last one's sequence
};

}  // namespace triforium::store
