#include "app/check_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "items/incoming_version.h"
#include "json/parse.h"
#include "presentation/check/check.h"

namespace triforium::app {
namespace {

using presentation::Finding;
using presentation::Severity;

// What a change uncovers shows in the next round; a document needs two or three.
constexpr int kMostRounds = 10;
constexpr std::size_t kMostFindings = 2000;
constexpr std::size_t kPlacesShown = 3;

int number_of(presentation::Version version) {
  return version == presentation::Version::v2 ? 2 : version == presentation::Version::v3 ? 3 : 4;
}

int version_told(CheckedDocument const& checked) {
  return checked.image_version != 0 ? checked.image_version : number_of(checked.version);
}

void mend(CheckedDocument& checked) {
  for (int round = 0; round < kMostRounds; ++round) {
    auto fixed = presentation::fix_document(std::move(checked.document), checked.report.findings);
    checked.document = std::move(fixed.document);
    if (fixed.changes.empty()) return;
    std::ranges::move(fixed.changes, std::back_inserter(checked.changes));
    checked.report = presentation::check_document(checked.document, checked.version, kMostFindings);
  }
}

// The findings of one rule, as indices, in the order in which the rules first occur within their severity.
std::vector<std::vector<Finding const*>> by_rule(std::vector<Finding> const& findings) {
  std::vector<std::vector<Finding const*>> groups;
  std::map<std::string_view, std::size_t> places;
  for (auto const& finding : findings) {
    auto const [place, is_new] = places.emplace(finding.rule, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(&finding);
  }
  std::ranges::stable_sort(groups, {}, [](auto const& group) { return group.front()->severity; });
  return groups;
}

std::string describe_group(std::vector<Finding const*> const& group) {
  auto const& first = *group.front();
  auto text = fmt::format("  {}  {}{}\n      {}\n", name_of(first.severity), first.rule,
                          first.fixable ? "  (--fix mends it)" : "", first.link);
  for (std::size_t i = 0; i < std::min(group.size(), kPlacesShown); ++i) {
    auto const& pointer = group[i]->pointer;
    text += fmt::format("      {}  {}\n", pointer.empty() ? "(the document)" : pointer, group[i]->message);
  }
  if (group.size() > kPlacesShown) text += fmt::format("      … and {} more places\n", group.size() - kPlacesShown);
  return text;
}

std::string count_of(presentation::Report const& report) {
  std::map<Severity, std::size_t> counts;
  for (auto const& finding : report.findings)
    ++counts[finding.severity];
  auto text = fmt::format("{} errors, {} warnings, {} advice", report.errors, counts[Severity::warning],
                          counts[Severity::advice]);
  return report.left_out == 0 ? text : text + fmt::format(", {} not shown", report.left_out);
}

}  // namespace

bool is_presentation_text(std::string_view text) {
  auto const start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return start != std::string_view::npos && text[start] == '{' &&
         text.find("iiif.io/api/presentation/") != std::string_view::npos;
}

Result<CheckedDocument> check_text(std::string_view text, bool mends) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CheckedDocument checked;
  TRIFORIUM_TRY(checked.document, json::parse(text));
  TRIFORIUM_TRY(checked.version, items::version_of(checked.document));
  checked.report = presentation::check_document(checked.document, checked.version, kMostFindings);
  if (mends) mend(checked);
  return checked;
}

boost::json::object to_json(std::string_view name, CheckedDocument const& checked) {
  boost::json::array findings, changes;
  for (auto const& finding : checked.report.findings)
    findings.push_back({{"severity", name_of(finding.severity)},
                        {"pointer", finding.pointer},
                        {"rule", finding.rule},
                        {"message", finding.message},
                        {"link", finding.link},
                        {"fixable", finding.fixable},
                        {"fatal", finding.fatal}});
  for (auto const& change : checked.changes)
    changes.push_back({{"pointer", change.pointer}, {"rule", change.rule}, {"what", change.what}});
  return {{"file", name},
          {"api", checked.image_version != 0 ? "image" : "presentation"},
          {"version", version_told(checked)},
          {"errors", checked.report.errors},
          {"findings", std::move(findings)},
          {"left_out", checked.report.left_out},
          {"changes", std::move(changes)}};
}

std::string describe(std::string_view name, CheckedDocument const& checked) {
  auto text = fmt::format("{}: {} API {}, {}\n", name, checked.image_version != 0 ? "Image" : "Presentation",
                          version_told(checked), count_of(checked.report));
  for (auto const& change : checked.changes)
    text += fmt::format("  mended  {}  {}: {}\n", change.rule, change.pointer, change.what);
  for (auto const& group : by_rule(checked.report.findings))
    text += describe_group(group);
  return text;
}

}  // namespace triforium::app
