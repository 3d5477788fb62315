#include "presentation/mend/places.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "presentation/tree.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

std::size_t index_of(std::string_view step) {
  std::size_t index = 0;
  std::from_chars(step.data(), step.data() + step.size(), index);
  return index;
}

void erase(json::value& document, std::string_view pointer) {
  auto* const around = find_place(document, parent_pointer(pointer));
  auto const step = last_step(pointer);
  if (around == nullptr) return;
  if (auto* const object = around->if_object()) object->stable_erase(step);
  if (auto* const array = around->if_array(); array != nullptr && index_of(step) < array->size())
    array->erase(array->begin() + static_cast<std::ptrdiff_t>(index_of(step)));
}

}  // namespace

json::value* find_place(json::value& document, std::string_view pointer) {
  json::error_code failed;
  auto* const found = document.find_pointer(pointer, failed);
  return failed ? nullptr : found;
}

std::string_view parent_pointer(std::string_view pointer) {
  auto const slash = pointer.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : pointer.substr(0, slash);
}

std::string last_step(std::string_view pointer) {
  auto const escaped = pointer.substr(std::min(pointer.size(), pointer.rfind('/') + 1));
  std::string step;
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    auto const pair = escaped.substr(at, 2);
    bool const is_escape = pair == "~0" || pair == "~1";
    step += pair == "~0" ? '~' : pair == "~1" ? '/' : escaped[at];
    if (is_escape) ++at;
  }
  return step;
}

json::object* find_around(json::value& document, std::string_view pointer, std::string_view type) {
  while (!pointer.empty()) {
    pointer = parent_pointer(pointer);
    auto* const found = find_place(document, pointer);
    if (found != nullptr && found->is_object() && has_type(found->get_object(), type)) return &found->get_object();
  }
  return nullptr;
}

bool Removals::remove(json::value& document, std::string_view pointer) {
  auto* const found = find_place(document, pointer);
  if (pointer.empty() || found == nullptr || !pointers_.emplace(pointer).second) return false;
  *found = nullptr;
  return true;
}

void Removals::sweep(json::value& document) {
  // Later elements of a list first; what lies deeper in something that is gone is gone with it.
  std::vector<std::string> ordered(pointers_.begin(), pointers_.end());
  std::ranges::sort(ordered, [](std::string const& a, std::string const& b) {
    auto const [around_a, around_b] = std::pair(parent_pointer(a), parent_pointer(b));
    if (around_a != around_b)
      return std::ranges::count(a, '/') > std::ranges::count(b, '/') ||
             (std::ranges::count(a, '/') == std::ranges::count(b, '/') && around_a < around_b);
    return index_of(last_step(a)) > index_of(last_step(b));
  });
  for (auto const& pointer : ordered)
    erase(document, pointer);
  pointers_.clear();
}

}  // namespace triforium::presentation
