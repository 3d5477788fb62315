// The same work for many, on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace triforium::importer {

// Calls work(0) … work(count - 1), each once, in no certain order, on `threads` threads, of which the caller's is one.
// Returns when all are done. `work` does not throw.
template <typename Work>
void blocking_for_each(std::size_t count, unsigned threads, Work const& work) {
  std::atomic<std::size_t> next = 0;
  auto const take = [&] {
    for (std::size_t i = next++; i < count; i = next++)
      work(i);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, count); ++i)
    helpers.emplace_back(take);
  take();
}

}  // namespace triforium::importer
