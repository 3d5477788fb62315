#include "importer/mirror.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "base/text.h"
#include "importer/digest.h"
#include "importer/fetch.h"
#include "importer/understand.h"
#include "ingest/keys.h"
#include "items/incoming.h"
#include "json/parse.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/tree.h"

namespace triforium::importer {
namespace {

namespace bj = boost::json;
using presentation::Version;

constexpr std::size_t kMostName = 1000;  // bytes, of a name that the store takes
constexpr std::size_t kMostId = 180;     // leaves room for a digest
constexpr std::size_t kDigits = 8;

// https://iiif.io/api/presentation/3.0/#seealso – where the copy comes from. 3.0 has no better word for it.
void point_to_original_in_v3(bj::object& document, std::string const& original, Version version) {
  auto const context = version == Version::v2 ? presentation::kContextOfV2 : presentation::kContextOfV3;
  bj::object link{{"id", original},
                  {"type", "Dataset"},
                  {"label", {{"en", {"The original of this copy"}}}},
                  {"format", "application/ld+json"},
                  {"profile", context}};
  auto& links = document["seeAlso"];
  if (!links.is_array()) links.emplace_array();
  links.get_array().push_back(std::move(link));
}

// https://iiif.io/api/presentation/4.0/model/#via
//   "URIs … of resources that this resource was derived from": what is kept here is such a copy.
void point_to_original_in_v4(bj::object& document, std::string const& original) {
  auto& via = document["via"];
  if (!via.is_array()) via.emplace_array();
  via.get_array().push_back(bj::string(original));
}

Result<void> point_to_original(Mirror& mirror, Version version) {
  if (mirror.original.empty()) return {};
  TRIFORIUM_TRY(auto document, json::parse(mirror.publication.document));
  if (mirror.publication.version == 4) {
    point_to_original_in_v4(document.as_object(), mirror.original);
  } else {
    point_to_original_in_v3(document.as_object(), mirror.original, version);
  }
  mirror.publication.document = bj::serialize(document);
  return {};
}

std::string original_of(Understood const& understood) {
  return is_url(understood.id) && understood.id.size() <= kMostName ? understood.id : std::string();
}

}  // namespace

Result<Mirror> mirror_document(std::string_view id, std::string_view text, std::string_view base_url) {
  TRIFORIUM_TRY(auto sent, understand_document(text, base_url));
  TRIFORIUM_TRY(auto review, items::review_document(id, bj::serialize(sent.document), base_url));
  if (!review.is_accepted())
    return fail(ErrorKind::internal, "What was made of the document breaks the specification.");
  Mirror mirror;
  mirror.publication = std::move(review.incoming.publication);
  if (review.incoming.members) mirror.members = std::move(*review.incoming.members);
  mirror.losses = std::move(sent.losses);
  std::ranges::move(review.losses, std::back_inserter(mirror.losses));
  mirror.original = original_of(sent);
  mirror.mended = std::move(sent.mended);
  for (auto const& finding : review.report.findings)
    if (finding.severity == presentation::Severity::warning)
      mirror.slips.push_back(fmt::format("{}: {} [{}]", finding.pointer, finding.message, finding.rule));
  if (mirror.publication.version == 4) mirror.losses.clear();
  TRIFORIUM_CHECK(point_to_original(mirror, sent.version));
  return mirror;
}

std::string id_of_url(std::string_view url) {
  auto path = url.substr(std::min(url.size(), url.find("://") + 3));
  path = path.substr(0, path.find('#'));
  std::string id;
  bool is_whole = true;
  auto const segments = split(path, '/');
  for (auto const& segment : segments) {
    bool const is_last = &segment == &segments.back();
    if (is_last && (segment == "manifest" || segment == "manifest.json")) continue;
    auto const key = segment.empty() ? std::string() : ingest::make_key(segment);
    bool const is_name = presentation::is_valid_item_id(key);
    is_whole = is_whole && is_name && key == segment;
    if (is_name) id += (id.empty() ? "" : "/") + key;
  }
  if (is_whole && id.size() <= kMostId) return id;
  id.resize(std::min(kMostId, id.size()));
  while (!id.empty() && (id.back() == '/' || id.back() == '.'))
    id.pop_back();
  return fmt::format("{}{}{}", id, id.empty() ? "" : "-", digest_of(url).substr(0, kDigits));
}

}  // namespace triforium::importer
