// Rules that only the draft of Presentation 4.0 has.
//
// https://iiif.io/api/presentation/4.0/model/
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;

// "A Collection must either have the items property or the first and last properties", likewise an
// AnnotationCollection; with "first", it "must not use the items property".
void paged_members(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  bool const has_items = find_member(here.object, "items") != nullptr;
  bool const has_first = find_member(here.object, "first") != nullptr;
  bool const has_last = find_member(here.object, "last") != nullptr;
  auto const type = text_of(here.object, "type");
  if (has_items && (has_first || has_last))
    findings.add(rule, here.path, quoted(type) + " has “items”, or “first” and “last”, not both");
  else if (!has_items && !(has_first && has_last))
    findings.add(rule, here.path, quoted(type) + " needs “items”, or “first” and “last”");
}

// "The value of id must not include a media fragment": a part is named by the selector.
void source_fragment(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* source = find_object(here.object, "source");
  if (source != nullptr && text_of(*source, "id").find('#') != std::string_view::npos)
    findings.add(rule, here.path, "the “source” has no fragment; a part is named by a “selector”");
}

constexpr auto kError = Severity::error;

constexpr std::array kRules{
    ResourceRule{{"collection-members", kError, "51-collection"},
                 set_of({collection, annotation_collection}),
                 paged_members,
                 false,
                 In::v4},
    ResourceRule{{"source-fragment", kError, "source"}, set_of({specific}), source_fragment, true, In::v4},
};

}  // namespace

std::span<ResourceRule const> draft_rules() {
  return kRules;
}

}  // namespace triforium::presentation
