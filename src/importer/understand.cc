#include "importer/understand.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "items/incoming_version.h"
#include "json/parse.h"
#include "presentation/check/check.h"
#include "presentation/marker.h"
#include "presentation/mend/mend.h"
#include "presentation/mend/older_words.h"
#include "presentation/tree.h"
#include "presentation/v4/read.h"
#include "presentation/v4/write.h"

namespace triforium::importer {
namespace {

namespace bj = boost::json;
using presentation::Finding;
using presentation::Version;
using Mends = std::vector<presentation::Mend>;

constexpr std::size_t kMostFindings = 5000;

// Presentation documents that are neither manifests nor collections, and stand beside them in folders.
Result<void> refuse_others(bj::value const& sent) {
  auto const version = presentation::detect_version(sent);
  if (!version || !sent.is_object()) return {};
  auto const type = presentation::text_of(sent.get_object(), items::id_property(*version) == "@id" ? "@type" : "type");
  bool const is_ours = type.ends_with("Manifest") || type.ends_with("Collection");
  if (type.empty() || (is_ours && type != "AnnotationCollection")) return {};
  return fail(ErrorKind::unsupported_format,
              fmt::format("It is of type {}; only manifests and collections are imported.", quoted(type)));
}

// White space around an address is a slip of the keyboard, and says nothing.
void trim_id(bj::object& document) {
  for (auto const* const property : {"id", "@id"}) {
    auto* const id = document.if_contains(property);
    if (id != nullptr && id->is_string()) *id = bj::string(trim(std::string_view(id->get_string())));
  }
}

Result<bj::value> read_document(std::string_view text) {
  TRIFORIUM_TRY(auto sent, json::parse(text));
  if (!sent.is_object()) return fail(ErrorKind::bad_request, "The document is no JSON object.");
  TRIFORIUM_CHECK(refuse_others(sent));
  trim_id(sent.get_object());
  if (!sent.get_object().contains("id") && !sent.get_object().contains("@id"))
    return fail(ErrorKind::bad_request, "The document has no id: it needs one, by which others know it.");
  if (bj::serialize(sent).find(fmt::format("\"{}", presentation::kRelativeMarker)) != std::string::npos)
    return fail(ErrorKind::bad_request, fmt::format("The document has a name that begins with {}: these are ours.",
                                                    presentation::kRelativeMarker));
  return sent;
}

Failure refused(Finding const& finding, std::size_t errors) {
  auto const others = errors > 1 ? fmt::format(" There are {} such errors.", errors) : std::string();
  return fail(ErrorKind::bad_request, fmt::format("The document breaks the specification at {}: {} [{}]{}",
                                                  finding.pointer.empty() ? "its root" : finding.pointer,
                                                  finding.message, finding.rule, others));
}

Finding const* find_error(presentation::Report const& report) {
  auto const first =
      std::ranges::find(report.findings, presentation::Severity::error, &presentation::Finding::severity);
  return first == report.findings.end() ? nullptr : &*first;
}

// A sentence for each rule and what was done, with its first place: a slip on every page is told once.
void tell(Mends const& mends, std::vector<std::string>& sentences) {
  std::map<std::pair<std::string, std::string>, std::pair<presentation::Mend const*, std::size_t>> by_kind;
  std::vector<std::pair<std::string, std::string>> order;
  for (auto const& mend : mends) {
    auto const& kind = order.emplace_back(mend.finding.rule, mend.what.substr(0, mend.what.find(quoted("").front())));
    auto const [entry, is_new] = by_kind.try_emplace(kind, &mend, 0);
    ++entry->second.second;
    if (!is_new) order.pop_back();
  }
  for (auto const& kind : order) {
    auto const& [mend, count] = by_kind.at(kind);
    auto const others = count > 1 ? fmt::format(" (and {} more places)", count - 1) : std::string();
    sentences.push_back(fmt::format("{}: {} [{}]: {}{}", mend->finding.pointer.empty() ? "/" : mend->finding.pointer,
                                    mend->finding.message, mend->finding.rule, mend->what, others));
  }
}

// 3D manifests were written while 4.0 was being drafted, in shapes that it left since: the model has those of today.
Result<bj::value> in_shape_of_today(bj::value document) {
  TRIFORIUM_TRY(auto const model, presentation::read_v4(std::move(document.get_object())));
  return bj::value(presentation::write_v4(model).document);
}

// By way of names relative to `base_url`, as conversions know ours.
Result<presentation::Converted> into_v3(bj::value const& document, std::string_view base_url) {
  TRIFORIUM_TRY(auto relative, json::parse(presentation::to_relative(bj::serialize(document), base_url)));
  TRIFORIUM_TRY(auto made, items::into_v3(std::move(relative.get_object()), Version::v2));
  TRIFORIUM_TRY(auto absolute, json::parse(presentation::to_absolute(bj::serialize(made.document), base_url)));
  return presentation::Converted{std::move(absolute.get_object()), std::move(made.losses)};
}

// 2.1 becomes 3.0 with as much of the text as can be read; the rest is mended there. What broke a rule and is right by
// the conversion alone is among the answer.
Result<Mends> bring_to_v3(Understood& made, std::string_view base_url) {
  auto mended = presentation::mend_document(std::move(made.document), Version::v2);
  for (auto const& finding : mended.report.findings)
    if (finding.severity == presentation::Severity::error) mended.mends.push_back({finding, "read as 3.0 has it"});
  TRIFORIUM_TRY(auto converted, into_v3(mended.document, base_url));
  made.document = std::move(converted.document);
  made.losses = std::move(converted.losses);
  return std::move(mended.mends);
}

// Of the same slip, what was done about it in 3.0 says more.
void add(Mends const& before, Mends& mends) {
  std::set<std::string_view> rules;
  for (auto const& mend : mends)
    rules.insert(mend.finding.rule);
  Mends all;
  std::ranges::copy_if(before, std::back_inserter(all),
                       [&](auto const& mend) { return !rules.contains(mend.finding.rule); });
  all.insert(all.end(), mends.begin(), mends.end());
  mends = std::move(all);
}

Result<void> mend(Understood& made, presentation::Report const& before, std::string_view base_url) {
  if (auto const* const beyond = presentation::find_beyond_mending(made.document, before, made.version))
    return refused(*beyond, before.errors);
  Mends in_v2;
  if (made.version == Version::v2) {
    TRIFORIUM_TRY(in_v2, bring_to_v3(made, base_url));
  }
  auto mended =
      presentation::mend_document(std::move(made.document), made.version == Version::v4 ? Version::v4 : Version::v3);
  made.document = std::move(mended.document);
  if (auto const* const left = find_error(mended.report)) {
    auto const* const first = find_error(before);
    return refused(made.version == Version::v2 && first != nullptr ? *first : *left, mended.report.errors);
  }
  add(in_v2, mended.mends);
  tell(mended.mends, made.mended);
  return {};
}

}  // namespace

Result<Understood> understand_document(std::string_view text, std::string_view base_url) {
  TRIFORIUM_TRY(auto sent, read_document(text));
  TRIFORIUM_TRY(auto const version, items::version_of(sent));
  Understood made{std::move(sent), version, {}, {}};
  made.id = presentation::text_of(made.document.get_object(), items::id_property(version));
  tell(presentation::encode_addresses(made.document), made.mended);
  if (version == Version::v3) tell(presentation::replace_older_words(made.document.get_object()), made.mended);
  auto report = presentation::check_document(made.document, version, kMostFindings);
  if (report.errors == 0) return made;
  if (version == Version::v4) {
    TRIFORIUM_TRY(made.document, in_shape_of_today(std::move(made.document)));
    report = presentation::check_document(made.document, version, kMostFindings);
  }
  TRIFORIUM_CHECK(mend(made, report, base_url));
  return made;
}

}  // namespace triforium::importer
