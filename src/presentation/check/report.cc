#include "presentation/check/report.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace triforium::presentation {
namespace {

// "'~' needs to be encoded as '~0' and '/' needs to be encoded as '~1'"
void append_escaped(std::string& pointer, std::string_view key) {
  for (char const c : key) {
    if (c == '~') pointer += "~0";
    if (c == '/') pointer += "~1";
    if (c != '~' && c != '/') pointer += c;
  }
}

}  // namespace

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::advice:
      return "advice";
  }
  return "error";
}

std::string pointer_of(Path const& path) {
  std::vector<Path const*> steps;
  for (auto const* step = &path; step->parent != nullptr; step = step->parent)
    steps.push_back(step);
  std::string pointer;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    pointer += '/';
    if ((*step)->key.data() == nullptr) pointer += std::to_string((*step)->index);
    append_escaped(pointer, (*step)->key);
  }
  return pointer;
}

void Findings::add(Rule const& rule, Path const& path, std::string message) {
  if (rule.severity == Severity::error) ++report_.errors;
  if (is_full()) {
    ++report_.left_out;
    return;
  }
  report_.findings.push_back({.severity = rule.severity,
                              .pointer = pointer_of(path),
                              .rule = std::string(rule.name),
                              .message = std::move(message),
                              .link = link_to(rule.anchor),
                              .fixable = rule.fixable,
                              .fatal = rule.fatal});
}

std::string Findings::link_to(std::string_view anchor) const {
  auto link = std::string(specification_.address);
  for (auto const& section : specification_.sections)
    if (section.anchor == anchor) return link + std::string(section.elsewhere);
  return link + (specification_.has_mixed_case ? std::string(anchor) : to_lower(anchor));
}

}  // namespace triforium::presentation
