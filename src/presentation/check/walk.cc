#include "presentation/check/walk.h"

#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "presentation/check/shape.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

constexpr Rule kNotAnObject{.name = "document-object", .fatal = true};
constexpr Rule kRootType{.name = "document-type", .anchor = "type", .fatal = true};
constexpr Rule kTooDeep{.name = "too-deep", .fatal = true};
constexpr Rule kTypeMissing{"type-required", Severity::error, "type"};
constexpr Rule kTypeExpected{"type-expected", Severity::error, "type"};
constexpr Rule kTypeUnknown{"type-unknown", Severity::warning, "type"};
constexpr Rule kNotAllowed{.name = "property-not-allowed"};
constexpr Rule kRequired{.name = "property-required"};
constexpr Rule kRecommended{.name = "property-recommended", .severity = Severity::advice};

constexpr std::array kRules{kNotAnObject, kRootType,   kTooDeep,  kTypeMissing, kTypeExpected,
                            kTypeUnknown, kNotAllowed, kRequired, kRecommended};

Rule of_property(Rule rule, std::string_view property) {
  rule.anchor = property;
  return rule;
}

class Walk {
 public:
  Walk(Dialect const& dialect, std::size_t limit) : dialect_(dialect), findings_(dialect.specification, limit) {}

  Report run(boost::json::value const& document) {
    Path const root;
    if (!document.is_object()) {
      findings_.add(kNotAnObject, root, "a document is a JSON object");
      return findings_.take();
    }
    auto const& object = document.get_object();
    auto const type = class_of(object);
    if (!type || !has(dialect_.roots, *type)) {
      findings_.add(kRootType, root.member(dialect_.type),
                    quoted(text_of(object, dialect_.type)) + " is no document of its own");
      return findings_.take();
    }
    facts_ = dialect_.gather(object);
    visit({object, *type, root}, 0);
    return findings_.take();
  }

 private:
  std::optional<Class> class_of(boost::json::object const& object) const {
    for (auto const name : strings_of(find_member(object, dialect_.type)))
      for (auto const& known : dialect_.types)
        if (known.name == name) return known.type;
    return std::nullopt;
  }

  void visit(Visit const& here, std::size_t depth) {
    if (depth >= kWalkDepth) return findings_.add(kTooDeep, here.path, "resources are nested too deeply to be checked");
    for (auto const& row : dialect_.properties)
      check_property(row, here, depth);
    for (auto const& rules : dialect_.rules)
      for (auto const& entry : rules)
        if (concerns(entry, here)) entry.check(here, facts_, entry.rule, findings_);
  }

  bool concerns(ResourceRule const& entry, Visit const& here) const {
    return has(entry.classes, here.type) && (entry.on_references || !here.is_reference) &&
           (entry.versions == In::all || entry.versions == dialect_.version);
  }

  void check_property(PropertyRule const& row, Visit const& here, std::size_t depth) {
    auto const level = row.levels[here.type];
    if (level == '.') return;
    auto const* value = find_member(here.object, row.name);
    if (value == nullptr) return check_absence(row, level, here);
    auto const path = here.path.member(row.name);
    auto const anchor = row.name;
    // "Other types of resource must not have …"
    if (level == '-')
      return findings_.add(of_property(kNotAllowed, anchor), path,
                           quoted(row.name) + " does not belong on " + shown(here));
    check_shape(*value, row.shape, path, anchor, findings_);
    if (row.children != 0) visit_children(*value, row, here, path, depth);
  }

  void check_absence(PropertyRule const& row, char level, Visit const& here) {
    auto const anchor = row.name;
    auto const is_identity = row.name == dialect_.id || row.name == dialect_.type;
    if (here.is_reference && !is_identity) return;
    auto required = of_property(kRequired, anchor);
    required.fatal = here.parent == nullptr && (row.name == "items" || row.name == "sequences");
    if (level == 'R') findings_.add(required, here.path, shown(here) + " needs " + quoted(row.name));
    if (level == 'r')
      findings_.add(of_property(kRecommended, anchor), here.path, shown(here) + " should have " + quoted(row.name));
  }

  void visit_children(boost::json::value const& value, PropertyRule const& row, Visit const& parent, Path const& path,
                      std::size_t depth) {
    if (value.is_object()) return visit_child(value.get_object(), row, parent, path, depth);
    if (!value.is_array()) return;
    std::size_t index = 0;
    for (auto const& element : value.get_array()) {
      auto const place = path.element(index++);
      if (element.is_object()) visit_child(element.get_object(), row, parent, place, depth);
    }
  }

  void visit_child(boost::json::object const& child, PropertyRule const& row, Visit const& parent, Path const& path,
                   std::size_t depth) {
    auto const type = expected_class(child, row, path);
    if (!type) return;
    auto const is_reference =
        (row.extent == Extent::reference && *type != dialect_.specific) ||
        (row.extent == Extent::either && find_member(child, "items") == nullptr && is_listed(*type));
    visit({child, *type, path, &parent, row.name, is_reference}, depth + 1);
  }

  // Only resources that have a document of their own, or lie in another place of this one, are referred to.
  bool is_listed(Class type) const { return has(dialect_.referable, type); }

  std::optional<Class> expected_class(boost::json::object const& child, PropertyRule const& row, Path const& path) {
    if (row.children == set_of({dialect_.service})) return dialect_.service;
    auto const type = class_of(child);
    if (type && has(row.children, *type)) return type;
    auto const name = text_of(child, dialect_.type);
    if (name.empty()) {
      findings_.add(kTypeMissing, path, "a resource in " + quoted(row.name) + " needs " + quoted(dialect_.type));
      return std::nullopt;
    }
    if (!type && has(row.children, dialect_.content)) {
      findings_.add(kTypeUnknown, path.member(dialect_.type), quoted(name) + " is no type that clients know");
      return dialect_.content;
    }
    findings_.add(kTypeExpected, path.member(dialect_.type), quoted(name) + " does not belong in " + quoted(row.name));
    return std::nullopt;
  }

  std::string shown(Visit const& here) const {
    auto const name = text_of(here.object, dialect_.type);
    return name.empty() ? "a resource in " + quoted(here.property) : "a resource of type " + quoted(name);
  }

  Dialect const& dialect_;
  Findings findings_;
  Facts facts_;
};

}  // namespace

Report walk_document(boost::json::value const& document, Dialect const& dialect, std::size_t limit) {
  return Walk(dialect, limit).run(document);
}

std::span<Rule const> walk_rules() {
  return kRules;
}

}  // namespace triforium::presentation
