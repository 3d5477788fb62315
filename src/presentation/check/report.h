// What a check found in a document: each finding says where, against which rule, and where that rule stands.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::presentation {

enum class Severity {
  error,    // a MUST: clients may fail, and we do not publish it
  warning,  // a slip that clients survive
  advice,   // a SHOULD
};

// "error", "warning", "advice".
std::string_view name_of(Severity severity);

struct Finding {
  Severity severity = Severity::error;
  std::string pointer;   // RFC 6901: the value that is wrong, or the object that lacks something; "" for the whole
  std::string rule;      // short and stable: "canvas-size-both-or-neither"
  std::string message;   // which value, and what was expected
  std::string link;      // the place in the specification
  bool fixable = false;  // fix_document() puts it right without loss
  // Nothing can be made of the document: it is none, or has nothing in it to show. Other errors break a MUST that many
  // clients cope with; whoever reads documents of others (an import) can tell them and go on.
  bool fatal = false;
};

struct Report {
  std::vector<Finding> findings;  // in the order of the walk
  std::size_t left_out = 0;       // found as well, over the limit
  std::size_t errors = 0;         // among all, those left out included
};

// Where a value stands in the tree. Lives on the stack of the walk; `parent` outlives it.
struct Path {
  Path const* parent = nullptr;  // none for the root
  std::string_view key = {};     // of a member
  std::size_t index = 0;         // of an element, where `key` is empty

  Path member(std::string_view name) const { return {this, name, 0}; }
  Path element(std::size_t at) const { return {this, {}, at}; }
};

// https://www.rfc-editor.org/rfc/rfc6901
std::string pointer_of(Path const& path);

struct Rule {
  std::string_view name;
  Severity severity = Severity::error;
  std::string_view anchor = {};  // within the specification, without "#", a property's in its own case
  bool fixable = false;
  bool fatal = false;
};

// Where a specification has a section that another version names otherwise.
struct Section {
  std::string_view anchor;     // in the rules
  std::string_view elsewhere;  // in this specification
};

struct Specification {
  std::string_view address;  // with "#"
  std::span<Section const> sections = {};
  bool has_mixed_case = false;  // "#navDate"; of others "#navdate"
};

class Findings {
 public:
  Findings(Specification specification, std::size_t limit) : specification_(specification), limit_(limit) {}

  void add(Rule const& rule, Path const& path, std::string message);
  bool is_full() const { return report_.findings.size() >= limit_; }
  Report take() { return std::move(report_); }

 private:
  std::string link_to(std::string_view anchor) const;

  Specification specification_;
  std::size_t limit_;
  Report report_;
};

}  // namespace triforium::presentation
