// What a reader gives: pages of text, and what was wrong with the file where the rest of it could still be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/page_text.h"

namespace triforium::text {

// How much of a file from outside is believed.
struct Limits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t depth = 100;             // elements within each other
  std::size_t elements = 1'500'000;    // of XML, before a tree is built
  std::size_t attributes = 6'000'000;  // likewise
  std::size_t words = 500'000;         // and lines, blocks, cues: of one file
  std::size_t points = 2'000;          // of one polygon
};

struct Finding {
  std::size_t line = 0;  // from 1; 0: the file as a whole
  std::string message;
  bool operator==(Finding const&) const = default;
};

// Keeps the first hundred: a file that is wrong everywhere says so often enough.
class Findings {
 public:
  static constexpr std::size_t kLimit = 100;
  bool is_full() const { return list_.size() >= kLimit; }
  void add(std::size_t line, std::string message) {
    if (!is_full()) list_.push_back({line, std::move(message)});
  }
  std::vector<Finding> take() { return std::move(list_); }

 private:
  std::vector<Finding> list_;
};

struct Reading {
  std::vector<PageText> pages;  // hOCR and ALTO may hold several; never empty
  std::vector<Finding> findings;
};

}  // namespace triforium::text
