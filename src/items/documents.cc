#include "items/documents.h"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "base/text.h"
#include "items/annotation_pages.h"
#include "items/collection_text.h"
#include "items/packing.h"
#include "presentation/marker.h"
#include "presentation/negotiate.h"

namespace triforium::items {
namespace {

// Beside its bytes: the item's fields, the key, the list's nodes.
constexpr std::uint64_t kOverhead = 1024;
// Their part of the memory.
constexpr std::uint64_t kOutlines = 8;

std::string key_of(DocumentQuery const& query) {
  auto const [first, last] = query.name.members.value_or(MemberRange{0, 0});
  return fmt::format(FMT_COMPILE("{} {} {} {}-{} {} {} {} {}"), query.version, static_cast<int>(query.name.kind),
                     static_cast<int>(query.encoding), first, last, query.base_url, query.name.item,
                     query.name.annotation_page, query.name.split);
}

// "A strong validator changes whenever a change occurs to the representation data that would be observable":
// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
//
// So of the text itself, as it is with this base URL: what a collection's members or a conversion bring in counts, too.
std::string tag_of(std::string_view text, Encoding encoding) {
  auto const digest = ::XXH3_128bits(text.data(), text.size());
  auto const suffix = name_of(encoding);
  return fmt::format("{:016x}{:016x}{}{}", digest.high64, digest.low64, suffix.empty() ? "" : "-", suffix);
}

void add_link(std::string& links, std::string_view link) {
  if (!links.empty()) links += ", ";
  links += link;
}

// A collection shows its members' labels, which change without it.
bool is_unchanged(store::Item const& before, store::Item const& now) {
  return now.kind != store::ItemKind::collection && before.revision == now.revision && before.hash == now.hash &&
         before.created == now.created;
}

// https://www.w3.org/TR/powder-dr/#assoc-linking – "describedby": where it is told what this version cannot say.
std::string losses_link(DocumentQuery const& query) {
  return fmt::format("<{}/api/v1/conversions/{}/{}>; rel=\"describedby\"; type=\"application/json\"", query.base_url,
                     query.version, percent_encode(query.name.item, "/:"));
}

}  // namespace

std::string alternate_links(DocumentQuery const& query, std::vector<int> const& versions) {
  std::string links;
  for (int const version : versions) {
    if (version == query.version) continue;
    auto type = presentation::linked_data_type(version);
    for (std::size_t at = 0; (at = type.find('"', at)) != std::string::npos; at += 2)
      type.insert(at, 1, '\\');
    add_link(links, fmt::format("<{}>; rel=\"alternate\"; type=\"{}\"",
                                document_url(query.name, version, query.base_url), type));
  }
  return links;
}

Documents::Documents(store::Store const& store, Converters converters, Settings settings)
    : store_(store),
      converters_(std::move(converters)),
      settings_(std::move(settings)),
      entries_(LruCache<Entry>(settings_.memory)),
      outlines_(LruCache<Entry>(settings_.memory / kOutlines)) {}

Documents::Known Documents::find(DocumentQuery const& query) {
  auto const entry = entries_.with([&](auto& entries) { return entries.find(key_of(query)); });
  if (!entry) {
    settings_.count.note_lookup(false);
    return {};
  }
  http::Freshness const fresh{entry->checked + settings_.recheck, &changes_, entry->changes};
  bool const holds = fresh.holds(settings_.clock());
  settings_.count.note_lookup(holds);
  return holds ? Known{entry->document, fresh} : Known{};
}

Result<Found> Documents::blocking_load(DocumentQuery const& query) {
  // Before the store is read: what changes meanwhile makes the entry old.
  Entry entry{nullptr, settings_.clock(), changes_, 0};
  auto found = store_.read([&](store::Reading& reading) -> Result<Found> {
    TRIFORIUM_TRY(entry.sequence, reading.last_sequence());
    // Nothing at all has happened: then nothing that it was made of is another.
    auto const known = entries_.with([&](auto& entries) { return entries.find(key_of(query)); });
    if (known && known->sequence == entry.sequence) return Found(known->document);
    return look_up(query, reading);
  });
  if (!found) return found;
  if (auto const* const document = std::get_if<SharedDocument>(&*found)) {
    entry.document = *document;
    keep(query, std::move(entry));
  }
  return found;
}

Result<SharedDocument> Documents::blocking_confirm(DocumentQuery const& query) {
  auto const known = outlines_.with([&](auto& entries) { return entries.find(key_of(query)); });
  if (!known) return SharedDocument();
  return store_.read([&](store::Reading& reading) -> Result<SharedDocument> {
    TRIFORIUM_TRY(auto const sequence, reading.last_sequence());
    if (known->sequence == sequence) return known->document;
    TRIFORIUM_TRY(auto const item, reading.find_item(query.name.item));
    return item && is_unchanged(known->document->item, *item) ? known->document : nullptr;
  });
}

Result<Found> Documents::look_up(DocumentQuery const& query, store::Reading const& reading) {
  TRIFORIUM_TRY(auto resolution, reading.resolve(query.name.item));
  if (auto* const moved = std::get_if<store::Moved>(&resolution)) return Found(std::move(*moved));
  if (auto* const gone = std::get_if<store::Gone>(&resolution)) return Found(std::move(*gone));
  TRIFORIUM_TRY(auto item, reading.find_item(query.name.item));
  if (!item || item->kind != query.name.kind) return Found(store::Unknown{});
  auto const known = entries_.with([&](auto& entries) { return entries.find(key_of(query)); });
  if (known && is_unchanged(known->document->item, *item)) return Found(known->document);
  TRIFORIUM_TRY(auto stored, reading.find_document(query.name.item));
  if (!stored) return Found(store::Unknown{});
  if (!query.name.annotation_page.empty()) {
    TRIFORIUM_TRY(auto page, annotation_page(*stored, query.name.annotation_page, reading));
    if (!page) return Found(store::Unknown{});
    stored->text = std::move(*page);
  } else if (stored->item.kind == store::ItemKind::collection) {
    CollectionView const view{query.name.members, settings_.page_size, query.version};
    TRIFORIUM_TRY(auto text, collection_text(*stored, view, reading));
    if (!text) return Found(store::Unknown{});
    stored->text = std::move(*text);
  }
  return make(std::move(*stored), query);
}

Result<Found> Documents::make(store::Document stored, DocumentQuery const& query) const {
  auto versions = versions_of(stored.item.version, query.name);
  if (std::find(versions.begin(), versions.end(), query.version) == versions.end()) {
    return Found(OtherVersions{std::move(versions)});
  }
  auto item = stored.item;
  TRIFORIUM_TRY(auto const converted, convert(std::move(stored), query.version, split_name(query.name)));
  if (!converted) return Found(store::Unknown{});
  auto const text = presentation::to_absolute(converted->text, query.base_url);
  auto tag = tag_of(text, query.encoding);
  TRIFORIUM_TRY(auto bytes, pack(text, query.encoding));
  auto links = alternate_links(query, versions);
  if (!converted->losses.empty() && query.name.is_whole()) add_link(links, losses_link(query));
  return Found(std::make_shared<SentDocument const>(
      SentDocument{std::move(item), std::move(bytes), std::move(tag), std::move(versions), std::move(links)}));
}

Result<std::optional<Conversion>> Documents::convert(store::Document stored, int version, std::string_view part) const {
  auto const converter = converters_.find({stored.item.version, version});
  if (converter != converters_.end()) return converter->second(stored, part);
  if (!part.empty()) return std::nullopt;
  return Conversion{std::move(stored.text), {}};
}

Result<std::optional<presentation::Losses>> Documents::blocking_losses(std::string_view item, int version) const {
  TRIFORIUM_TRY(auto stored, store_.read([&](store::Reading& reading) { return reading.find_document(item); }));
  if (!stored) return std::nullopt;
  auto const versions = versions_of(stored->item.version, {});
  if (std::find(versions.begin(), versions.end(), version) == versions.end()) return std::nullopt;
  TRIFORIUM_TRY(auto converted, convert(std::move(*stored), version, {}));
  if (!converted) return std::nullopt;
  return std::move(converted->losses);
}

std::vector<int> Documents::versions_of(int stored, DocumentName const& name) const {
  if (!name.split.empty()) return {2};
  std::vector<int> versions{stored};
  bool const is_group = name.members && !Paging(settings_.page_size, 0).is_page(*name.members);
  for (auto const& [from_into, converter] : converters_) {
    bool const is_there = !is_group || from_into.second != 4;  // whose pages stand in a row
    if (from_into.first == stored && from_into.second != stored && is_there) versions.push_back(from_into.second);
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

void Documents::keep(DocumentQuery const& query, Entry entry) {
  auto const key = key_of(query);
  auto const& whole = *entry.document;
  auto outline = entry;
  outline.document =
      std::make_shared<SentDocument const>(SentDocument{whole.item, {}, whole.tag, whole.versions, whole.links});
  auto const& count = settings_.count;
  outlines_.with([&](auto& entries) {
    count.counting(entries, [&](auto& own) { own.insert(key, std::move(outline), key.size() + kOverhead); });
  });
  auto const weight = whole.bytes.size() + key.size() + kOverhead;
  entries_.with(
      [&](auto& entries) { count.counting(entries, [&](auto& own) { own.insert(key, std::move(entry), weight); }); });
}

}  // namespace triforium::items
