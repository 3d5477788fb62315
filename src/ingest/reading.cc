#include "ingest/reading.h"

#include <algorithm>

namespace triforium::ingest {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

void Reading::add(Severity severity, std::string place, std::string message) {
  if (findings.size() >= kMaxFindings) {
    ++findings_left_out;
    return;
  }
  findings.push_back({severity, std::move(place), std::move(message)});
}

void Reading::note(std::string place, std::string message) {
  add(Severity::note, std::move(place), std::move(message));
}

void Reading::warn(std::string place, std::string message) {
  add(Severity::warning, std::move(place), std::move(message));
}

void Reading::error(std::string place, std::string message) {
  add(Severity::error, std::move(place), std::move(message));
}

bool Reading::has_errors() const {
  return std::ranges::any_of(findings, [](Finding const& finding) { return finding.severity == Severity::error; });
}

}  // namespace triforium::ingest
