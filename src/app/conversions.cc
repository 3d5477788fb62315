#include "app/conversions.h"

#include <fmt/format.h>

#include "json/parse.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/v2/downgrade.h"
#include "presentation/v3/read.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"
#include "presentation/v4/same_text.h"
#include "presentation/v4/write.h"

namespace triforium::app {
namespace {

namespace bj = boost::json;

// A name of ours that begins with `from`, with `to` instead; any other stays.
std::string renamed(std::string_view name, std::string_view from, std::string_view to) {
  auto const prefix = fmt::format("{}{}", presentation::kRelativeMarker, from);
  if (!name.starts_with(prefix)) return std::string(name);
  return fmt::format("{}{}{}", presentation::kRelativeMarker, to, name.substr(prefix.size()));
}

presentation::v2::V2Names names_of_v2(std::string const& item) {
  presentation::v2::V2Names names;
  names.document = [](std::string_view uri) { return renamed(uri, "presentation/3/", "presentation/2/"); };
  // A page with a name of ours is served under it, in version 2 as well; to others we give one.
  names.list = [item](std::string_view page, std::size_t ordinal) {
    auto name = renamed(page, "presentation/3/", "presentation/2/");
    return name == page ? presentation::split_name(item, fmt::format("list/{}", ordinal)) : name;
  };
  names.sequence = [item](std::string_view, std::size_t ordinal) {
    return presentation::split_name(item, fmt::format("sequence/{}", ordinal));
  };
  names.image_service = [](std::string_view uri) {
    auto service = renamed(uri, "iiif/3/", "iiif/2/");
    return service == uri ? std::string() : service;
  };
  return names;
}

Result<bj::object> parse_stored(store::Document const& stored, bj::storage_ptr storage = {}) {
  TRIFORIUM_TRY(auto document, json::parse(stored.text, {}, std::move(storage)));
  if (!document.is_object()) return fail(ErrorKind::internal, "A stored document is no JSON object.", stored.item.id);
  return std::move(document.as_object());
}

Result<std::optional<items::Conversion>> into_v2(store::Document const& stored, std::string_view part) {
  // OPTIMIZATION: a thousand members come and go together; their memory outlives what is made of them.
  bj::monotonic_resource memory;
  bool const is_list = stored.item.kind == store::ItemKind::collection;
  TRIFORIUM_TRY(auto const document, parse_stored(stored, is_list ? bj::storage_ptr(&memory) : bj::storage_ptr()));
  TRIFORIUM_TRY(auto made, presentation::v2::downgrade_v3(document, names_of_v2(stored.item.id)));
  if (part.empty()) return items::Conversion{bj::serialize(made.document), std::move(made.losses)};
  for (auto const* const documents : {&made.lists, &made.sequences}) {
    for (auto const& [name, split] : *documents) {
      if (name == part) return items::Conversion{bj::serialize(split), {}};
    }
  }
  return std::nullopt;
}

// Documents of ours are named by their version; they are strings of their own, so no other text can be meant.
std::string with_names_of(std::string text, char from, char to) {
  auto const name = fmt::format("\"{}presentation/{}/", presentation::kRelativeMarker, from);
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + name.size()))
    text[at + name.size() - 2] = to;
  return text;
}

Result<std::optional<items::Conversion>> into_v4(store::Document const& stored, std::string_view part) {
  if (!part.empty()) return std::nullopt;
  if (auto same = presentation::same_in_v4(stored.text))
    return items::Conversion{with_names_of(std::move(*same), '3', '4'), {}};
  TRIFORIUM_TRY(auto document, parse_stored(stored));
  TRIFORIUM_TRY(auto model, presentation::read_v3(std::move(document)));
  auto made = presentation::write_v4(std::move(model));
  return items::Conversion{with_names_of(bj::serialize(made.document), '3', '4'), std::move(made.losses)};
}

// What is kept as 4.0 has something that 3.0 has no words for: scenes.
Result<items::Conversion> from_v4(store::Document const& stored) {
  TRIFORIUM_TRY(auto document, parse_stored(stored));
  TRIFORIUM_TRY(auto const model, presentation::read_v4(std::move(document)));
  auto made = presentation::write_v3(model);
  return items::Conversion{with_names_of(bj::serialize(made.document), '4', '3'), std::move(made.losses)};
}

Result<std::optional<items::Conversion>> from_v4_into_v3(store::Document const& stored, std::string_view part) {
  if (!part.empty()) return std::nullopt;
  return from_v4(stored);
}

Result<std::optional<items::Conversion>> from_v4_into_v2(store::Document const& stored, std::string_view part) {
  TRIFORIUM_TRY(auto third, from_v4(stored));
  auto kept = stored;
  kept.text = std::move(third.text);
  TRIFORIUM_TRY(auto second, into_v2(kept, part));
  if (second && part.empty()) second->losses.insert(second->losses.begin(), third.losses.begin(), third.losses.end());
  return second;
}

}  // namespace

items::Converters presentation_converters() {
  return {{{3, 2}, into_v2}, {{3, 4}, into_v4}, {{4, 2}, from_v4_into_v2}, {{4, 3}, from_v4_into_v3}};
}

}  // namespace triforium::app
