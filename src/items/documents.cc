#include "items/documents.h"

#include <fmt/format.h>

#include <algorithm>

#include "items/packing.h"
#include "presentation/marker.h"

namespace triforium::items {
namespace {

// Beside its bytes: the item's fields, the key, the list's nodes.
constexpr std::uint64_t kOverhead = 1024;

std::string key_of(DocumentQuery const& query) {
  return fmt::format("{} {} {} {} {}", query.version, static_cast<int>(query.name.kind),
                     static_cast<int>(query.encoding), query.base_url, query.name.item);
}

// FNV-1a. Of a base URL, to tell the few that one server has from each other.
std::uint64_t digest(std::string_view text) {
  std::uint64_t value = 14695981039346656037ULL;
  for (char const c : text)
    value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return value;
}

// "A strong validator changes whenever a change occurs to the representation data that would be observable":
// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
//
// The revision stands for what a conversion looks at besides the text, such as a collection's members.
std::string tag_of(store::Item const& item, DocumentQuery const& query) {
  auto const encoding = name_of(query.encoding);
  return fmt::format("{:.32}-{}-v{}-{:016x}{}{}", item.hash, item.revision, query.version, digest(query.base_url),
                     encoding.empty() ? "" : "-", encoding);
}

}  // namespace

Documents::Documents(store::Store const& store, Converters converters, Settings settings)
    : store_(store),
      converters_(std::move(converters)),
      settings_(std::move(settings)),
      entries_(LruCache<Entry>(settings_.memory)) {}

std::optional<SharedDocument> Documents::find(DocumentQuery const& query) {
  auto const entry = entries_.with([&](auto& entries) { return entries.find(key_of(query)); });
  if (!entry || entry->changes != changes_) return std::nullopt;
  if (settings_.clock() - entry->checked > settings_.recheck) return std::nullopt;
  return entry->document;
}

Result<Found> Documents::blocking_load(DocumentQuery const& query) {
  // Before the store is read: what changes meanwhile makes the entry old.
  auto const checked = settings_.clock();
  std::uint64_t const changes = changes_;
  auto const key = key_of(query);
  auto found = store_.read([&](store::Reading& reading) -> Result<Found> {
    TRIFORIUM_TRY(auto resolution, reading.resolve(query.name.item));
    if (auto* const moved = std::get_if<store::Moved>(&resolution)) return Found(std::move(*moved));
    if (auto* const gone = std::get_if<store::Gone>(&resolution)) return Found(std::move(*gone));
    TRIFORIUM_TRY(auto item, reading.find_item(query.name.item));
    if (!item || item->kind != query.name.kind) return Found(store::Unknown{});
    if (auto same = find_unchanged(key, *item)) return Found(std::move(same));
    TRIFORIUM_TRY(auto stored, reading.find_document(query.name.item));
    if (!stored) return Found(store::Unknown{});
    return make(std::move(*stored), query);
  });
  if (found) {
    if (auto const* const document = std::get_if<SharedDocument>(&*found)) keep(key, *document, checked, changes);
  }
  return found;
}

Result<Found> Documents::make(store::Document stored, DocumentQuery const& query) const {
  auto versions = versions_of(stored.item.version);
  if (std::find(versions.begin(), versions.end(), query.version) == versions.end()) {
    return Found(OtherVersions{std::move(versions)});
  }
  auto item = stored.item;
  TRIFORIUM_TRY(auto const text, convert(std::move(stored), query.version));
  TRIFORIUM_TRY(auto bytes, pack(presentation::to_absolute(text, query.base_url), query.encoding));
  auto tag = tag_of(item, query);
  return Found(std::make_shared<SentDocument const>(
      SentDocument{std::move(item), std::move(bytes), std::move(tag), std::move(versions)}));
}

Result<std::string> Documents::convert(store::Document stored, int version) const {
  auto const converter = converters_.find({stored.item.version, version});
  if (converter == converters_.end()) return std::move(stored.text);
  return converter->second(stored);
}

std::vector<int> Documents::versions_of(int stored) const {
  std::vector<int> versions{stored};
  for (auto const& [from_into, converter] : converters_) {
    if (from_into.first == stored && from_into.second != stored) versions.push_back(from_into.second);
  }
  std::sort(versions.begin(), versions.end());
  return versions;
}

std::vector<int> Documents::versions() const {
  std::vector<int> versions{3};
  for (auto const& [from_into, converter] : converters_) {
    if (std::find(versions.begin(), versions.end(), from_into.second) == versions.end()) {
      versions.push_back(from_into.second);
    }
  }
  return versions;
}

SharedDocument Documents::find_unchanged(std::string const& key, store::Item const& item) {
  auto const entry = entries_.with([&](auto& entries) { return entries.find(key); });
  bool const is_same = entry && entry->document->item.revision == item.revision &&
                       entry->document->item.hash == item.hash && entry->document->item.created == item.created;
  return is_same ? entry->document : nullptr;
}

void Documents::keep(std::string const& key, SharedDocument document, std::chrono::steady_clock::time_point checked,
                     std::uint64_t changes) {
  auto const weight = document->bytes.size() + key.size() + kOverhead;
  entries_.with([&](auto& entries) { entries.insert(key, {std::move(document), checked, changes}, weight); });
}

}  // namespace triforium::items
