#include "items/incoming_version.h"

#include <fmt/format.h>

#include "base/text.h"
#include "json/parse.h"
#include "presentation/marker.h"
#include "presentation/tree.h"
#include "presentation/v2/upgrade.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using presentation::Version;

// A document of ours has a name for each version; it is a string of its own, so no other text can be meant.
Result<bj::object> with_names_of_v3(bj::object const& document) {
  auto text = bj::serialize(document);
  auto const from = fmt::format("\"{}presentation/", presentation::kRelativeMarker);
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + from.size())) {
    auto const digit = at + from.size();
    bool const is_version = digit + 1 < text.size() && text[digit + 1] == '/';
    if (is_version && (text[digit] == '2' || text[digit] == '4')) text[digit] = '3';
  }
  TRIFORIUM_TRY(auto parsed, json::parse(text));
  return std::move(parsed.as_object());
}

Result<presentation::Converted> upgraded(bj::object const& document) {
  TRIFORIUM_TRY(auto made, presentation::v2::upgrade_v2(document));
  presentation::Converted converted{std::move(made.document), {}};
  for (auto& loss : made.losses)
    converted.losses.push_back({std::move(loss.pointer), std::move(loss.property), std::move(loss.why)});
  return converted;
}

Result<presentation::Converted> downgraded(bj::object document) {
  TRIFORIUM_TRY(auto const model, presentation::read_v4(std::move(document)));
  return presentation::write_v3(model);
}

}  // namespace

Result<Version> version_of(bj::value const& document) {
  auto const version = presentation::detect_version(document);
  if (version) return *version;
  return fail(ErrorKind::bad_request,
              fmt::format("This is no document of the Presentation API: its @context names none, as {} does.",
                          presentation::kContextOfV3));
}

Result<store::ItemKind> kind_of(bj::object const& document, Version version) {
  bool const is_v2 = version == Version::v2;
  auto const type = presentation::text_of(document, is_v2 ? "@type" : "type");
  if (type == (is_v2 ? "sc:Manifest" : "Manifest")) return store::ItemKind::manifest;
  if (type == (is_v2 ? "sc:Collection" : "Collection")) return store::ItemKind::collection;
  return fail(ErrorKind::bad_request,
              fmt::format("The type is {}, but has to be Manifest or Collection.", triforium::quoted(type)));
}

std::string_view id_property(Version version) {
  return version == Version::v2 ? "@id" : "id";
}

Result<presentation::Converted> into_v3(bj::object document, Version version) {
  if (version == Version::v3) return presentation::Converted{std::move(document), {}};
  TRIFORIUM_TRY(document, with_names_of_v3(document));
  return version == Version::v2 ? upgraded(document) : downgraded(std::move(document));
}

}  // namespace triforium::items
