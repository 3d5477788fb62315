#include "presentation/check/targets.h"

#include "presentation/check/fragment.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;
using boost::json::value;

constexpr std::size_t kMostTargets = 64;

// The fragment of a selector, which may be a list of them: the first that is one.
std::string_view selected_fragment(value const* selector) {
  if (selector == nullptr) return {};
  if (selector->is_array()) {
    for (auto const& one : selector->get_array())
      if (auto const fragment = one.is_object() ? selected_fragment(&one) : std::string_view{}; !fragment.empty())
        return fragment;
    return {};
  }
  auto const* found = selector->if_object();
  return found != nullptr && text_of(*found, "type") == "FragmentSelector" ? text_of(*found, "value")
                                                                           : std::string_view{};
}

void add_targets(value const& found, std::vector<Target>& targets) {
  auto const* several_ = found.is_object() ? find_array(found.get_object(), "items") : found.if_array();
  if (several_ == nullptr) return targets.push_back(target_of(found));
  for (auto const& one : *several_)
    if (targets.size() < kMostTargets) targets.push_back(target_of(one));
}

}  // namespace

Target target_of(value const& found) {
  auto const* specific_ = found.if_object();
  auto const* source = specific_ != nullptr ? find_member(*specific_, "source") : nullptr;
  auto const uri = id_or_text(source != nullptr ? *source : found);
  auto const selected =
      specific_ != nullptr ? selected_fragment(find_member(*specific_, "selector")) : std::string_view{};
  return {without_fragment(uri), selected.empty() ? fragment_of(uri) : selected};
}

std::vector<Target> targets_of(object const& annotation_) {
  std::vector<Target> targets;
  if (auto const* found = find_member(annotation_, "target")) add_targets(*found, targets);
  return targets;
}

Visit const* container_of(Visit const& here) {
  for (auto const* above = here.parent; above != nullptr; above = above->parent)
    if (has(containers, above->type)) return above;
  return nullptr;
}

std::string_view place_in_container(Visit const& here) {
  auto const* page_ = here.parent;
  return page_ != nullptr && page_->type == page && page_->parent != nullptr && has(containers, page_->parent->type)
             ? page_->property
             : std::string_view{};
}

Visit const* painted_container(Visit const& body) {
  auto const* above = body.parent;
  if (above != nullptr && body.property == "items" && above->type == several) above = above->parent;
  if (above == nullptr || above->type != annotation || !has_motivation(above->object, "painting")) return nullptr;
  return container_of(*above);
}

std::optional<Extents> extents_of(Target const& target, Visit const& here, Facts const& facts) {
  auto const known = facts.canvases.find(target.id);
  if (known != facts.canvases.end()) return known->second;
  auto const* around = container_of(here);
  if (around == nullptr || text_of(around->object, "id") != target.id) return std::nullopt;
  return extents_of(around->object);
}

}  // namespace triforium::presentation
