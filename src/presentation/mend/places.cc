#include "presentation/mend/places.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>
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

// Once through the list, however many fall out of it.
void erase_elements(json::array& list, std::set<std::size_t> const& indices) {
  json::array kept(list.storage());
  kept.reserve(list.size() - std::min(indices.size(), list.size()));
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!indices.contains(i)) kept.push_back(std::move(list[i]));
  list = std::move(kept);
}

void erase_steps(json::value& around, std::vector<std::string> const& steps) {
  if (auto* const object = around.if_object())
    for (auto const& step : steps)
      object->stable_erase(step);
  auto* const list = around.if_array();
  if (list == nullptr) return;
  std::set<std::size_t> indices;
  for (auto const& step : steps)
    indices.insert(index_of(step));
  erase_elements(*list, indices);
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
  std::map<std::string_view, std::vector<std::string>> by_place;
  for (auto const& pointer : pointers_)
    by_place[parent_pointer(pointer)].push_back(last_step(pointer));
  // What lies deepest first: the places of all others hold until it is their turn.
  std::vector<std::pair<std::ptrdiff_t, std::string_view>> order;
  for (auto const& [place, steps] : by_place)
    order.emplace_back(-std::ranges::count(place, '/'), place);
  std::ranges::sort(order);
  for (auto const& [depth, place] : order)
    if (auto* const around = find_place(document, place)) erase_steps(*around, by_place[place]);
  pointers_.clear();
}

}  // namespace triforium::presentation
