#include "presentation/mend/mend.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "presentation/check/check.h"
#include "presentation/check/fix.h"
#include "presentation/mend/coerce.h"
#include "presentation/mend/repairs.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostFindings = 50'000;  // mended in one round
constexpr int kMostRounds = 16;                // what is mended may show what it hid

// "/sequences/0/canvases/1/label" → whether what it names is what 2.1 shows: the manifest's sequences, canvases and
// images, by their ids, labels and sizes.
bool is_shown_in_v2(std::string_view pointer) {
  for (std::string_view const step : {"/sequences", "/canvases", "/images"}) {
    if (!pointer.starts_with(step)) break;
    pointer.remove_prefix(step.size());
    auto const end = pointer.starts_with('/') ? pointer.find('/', 1) : std::string_view::npos;
    pointer = end == std::string_view::npos ? std::string_view() : pointer.substr(end);
  }
  if (pointer.starts_with("/resource")) pointer.remove_prefix(9);
  constexpr std::array<std::string_view, 11> kOwn{"",
                                                  "/@id",
                                                  "/@type",
                                                  "/label",
                                                  "/width",
                                                  "/height",
                                                  "/on",
                                                  "/motivation",
                                                  "/description",
                                                  "/viewingDirection",
                                                  "/startCanvas"};
  return std::ranges::find(kOwn, pointer) != kOwn.end();
}

bool is_beyond_mending_v2(Finding const& finding) {
  constexpr std::array<std::string_view, 3> kAlways{"first-sequence", "image-painting", "image-type"};
  if (std::ranges::find(kAlways, finding.rule) != kAlways.end()) return true;
  // A name that nobody uses; and text of several elements is safe in one.
  if (finding.pointer == "/sequences/0/@id" || finding.message.starts_with("no single element")) return false;
  constexpr std::array<std::string_view, 8> kOfWhatIsShown{"property-required", "property-shape",    "single-value",
                                                           "type-required",     "type-expected",     "html-unsafe",
                                                           "html-well-formed",  "start-canvas-known"};
  return std::ranges::find(kOfWhatIsShown, finding.rule) != kOfWhatIsShown.end() && is_shown_in_v2(finding.pointer);
}

// Findings of errors, all to be tried: whoever mends a copy loses nothing by a fix that is not the only one.
std::vector<Finding> errors_of(Report const& report) {
  std::vector<Finding> errors;
  for (auto const& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    errors.push_back(finding);
    errors.back().fixable = true;
  }
  return errors;
}

// What has one right form only.
bool fix_all(Mended& mended, std::vector<Finding> const& errors) {
  auto fixed = fix_document(std::move(mended.document), errors);
  mended.document = std::move(fixed.document);
  // From the last to the first, as they were found.
  auto change = fixed.changes.rbegin();
  for (auto const& error : errors) {
    if (change == fixed.changes.rend()) break;
    if (change->pointer != error.pointer || change->rule != error.rule) continue;
    mended.mends.push_back({error, std::move(change->what)});
    ++change;
  }
  return !fixed.changes.empty();
}

// Names first: whatever is told of a name with a fragment may be a consequence of it. One repair for one place: the
// next round shows what is left.
bool repair_all(Mended& mended, std::vector<Finding> const& errors) {
  auto const is_name = [](Finding const& error) { return error.rule == "id-fragment"; };
  bool const has_names = std::ranges::any_of(errors, is_name);
  Repairing repairing{mended.document};
  std::set<std::string_view> places;
  bool is_changed = false;
  for (auto const& error : errors) {
    if (is_name(error) != has_names || !places.insert(error.pointer).second) continue;
    auto told = repair(error, repairing);
    if (!told) continue;
    is_changed = true;
    mended.mends.push_back({error, std::move(*told)});
  }
  finish(repairing);
  return is_changed;
}

// {"value": …} and numbers, where 2.1 has texts; and texts where it has numbers.
void mend_values_of_v2(Mended& mended) {
  for (auto const& error : errors_of(mended.report)) {
    if (error.rule != "property-shape") continue;
    auto const property = last_step(error.pointer);
    bool const is_number = property == "height" || property == "width";
    auto* const found = find_place(mended.document, error.pointer);
    auto made = found == nullptr ? std::nullopt : is_number ? as_positive_integer(*found) : as_value_list(*found);
    if (!made || *made == *found) continue;
    *found = std::move(*made);
    mended.mends.push_back({error, is_number ? "became a number" : "became text"});
  }
}

// "1200" as a size; “sc:Painting”, or nothing, as the motivation of an image.
bool is_readable(json::value& document, Finding const& finding) {
  auto const property = last_step(finding.pointer);
  auto const* const found = find_place(document, finding.pointer);
  if (found == nullptr) return false;
  if (property == "height" || property == "width") return as_positive_integer(*found).has_value();
  if (property != "motivation" || !found->is_string()) return false;
  return found->get_string().empty() || to_lower(std::string_view(found->get_string())).ends_with("painting");
}

}  // namespace

Finding const* find_beyond_mending(json::value& document, Report const& report, Version version) {
  auto const is_beyond = [&](Finding const& finding) {
    if (finding.severity != Severity::error) return false;
    if (finding.fatal) return true;
    return version == Version::v2 && is_beyond_mending_v2(finding) && !is_readable(document, finding);
  };
  auto const found = std::ranges::find_if(report.findings, is_beyond);
  return found == report.findings.end() ? nullptr : &*found;
}

Mended mend_document(json::value document, Version version) {
  Mended mended{std::move(document), {}, {}};
  for (int round = 0; round < kMostRounds; ++round) {
    mended.report = check_document(mended.document, version, kMostFindings);
    if (mended.report.errors == 0) return mended;
    if (version == Version::v2) {
      mend_values_of_v2(mended);
      break;
    }
    auto const errors = errors_of(mended.report);
    if (!fix_all(mended, errors) && !repair_all(mended, errors)) return mended;
  }
  mended.report = check_document(mended.document, version, kMostFindings);
  return mended;
}

}  // namespace triforium::presentation
