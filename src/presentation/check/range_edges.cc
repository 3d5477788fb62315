#include "presentation/check/range_edges.h"

namespace triforium::presentation {

// Each edge is walked once, with a stack of its own: documents may name a hundred thousand ranges.
std::string_view find_range_cycle(RangeEdges const& edges) {
  struct Step {
    std::string_view range;
    std::size_t next = 0;
  };
  enum class State { open = 1, closed };
  std::unordered_map<std::string_view, State> states;
  for (auto const& [start, ignored] : edges) {
    std::vector<Step> way;
    if (states.emplace(start, State::open).second) way.push_back({start});
    while (!way.empty()) {
      auto& step = way.back();
      auto const found = edges.find(step.range);
      if (found == edges.end() || step.next == found->second.size()) {
        states[step.range] = State::closed;
        way.pop_back();
        continue;
      }
      auto const child = found->second[step.next++];
      auto const [known, is_new] = states.emplace(child, State::open);
      if (is_new)
        way.push_back({child});
      else if (known->second == State::open)
        return child;
    }
  }
  return {};
}

}  // namespace triforium::presentation
