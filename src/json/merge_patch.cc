#include "json/merge_patch.h"

namespace triforium::json {
namespace {

namespace bj = boost::json;

// https://www.rfc-editor.org/rfc/rfc7396#section-2
void merge(bj::value& target, bj::value const& patch) {
  auto const* const changes = patch.if_object();
  if (changes == nullptr) {
    target = patch;
    return;
  }
  // "if Target is not an Object: Target = {} # Ignore the contents and set it to an empty Object"
  if (!target.is_object()) target.emplace_object();
  auto& object = target.get_object();
  for (auto const& [name, value] : *changes) {
    if (!value.is_null()) {
      merge(object[name], value);
    } else if (auto const member = object.find(name); member != object.end()) {
      object.stable_erase(member);
    }
  }
}

}  // namespace

bj::value merge_patch(bj::value target, bj::value const& patch) {
  merge(target, patch);
  return target;
}

}  // namespace triforium::json
