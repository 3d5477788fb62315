// Tag trees: how packet headers tell, for each code-block of a precinct, a number that neighbours mostly share. T.800,
// B.10.2. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace triforium::codecs::jp2 {

// The nodes of a tree over columns × rows leaves (both > 0): the leaves first, row by row, the root last.
class TagTreeShape {
 public:
  TagTreeShape(std::int64_t columns, std::int64_t rows) {
    for (std::uint32_t first = 0;; columns = (columns + 1) / 2, rows = (rows + 1) / 2) {
      floors_[count_++] = {first, static_cast<std::uint32_t>(columns)};
      first += static_cast<std::uint32_t>(columns * rows);
      nodes_ = first;
      if (columns * rows <= 1) return;
    }
  }

  std::size_t nodes() const { return nodes_; }
  int height() const { return count_; }
  // The node above the leaf at this column and row; 0 is the leaf itself.
  std::size_t node(int floor, std::int64_t column, std::int64_t row) const {
    auto const& f = floors_[static_cast<std::size_t>(floor)];
    return f.first + static_cast<std::size_t>((row >> floor) * f.columns + (column >> floor));
  }

 private:
  struct Floor {
    std::uint32_t first = 0;
    std::uint32_t columns = 0;
  };
  // Precincts have at most 2^15 samples a side, and so do not have more code-blocks.
  std::array<Floor, 17> floors_{};
  std::uint8_t count_ = 0;
  std::uint32_t nodes_ = 0;
};

// Learns the numbers from bits.
class TagTreeReader {
 public:
  TagTreeReader(std::int64_t columns, std::int64_t rows) : shape_(columns, rows), nodes_(shape_.nodes()) {}

  // Whether the leaf's number is below `threshold`; reads what is not known yet. `bits.take()` is the next bit.
  template <typename Bits>
  bool is_below(Bits& bits, std::int64_t column, std::int64_t row, std::uint32_t threshold) {
    std::uint32_t low = 0;
    bool is_known = false;
    for (int floor = shape_.height() - 1; floor >= 0; --floor) {
      auto& node = nodes_[shape_.node(floor, column, row)];
      low = std::max(low, node.low);
      while (low < threshold && !node.is_known) {
        if (bits.take()) {
          node.is_known = true;
        } else {
          ++low;
        }
      }
      node.low = low;
      is_known = node.is_known;
    }
    return is_known && low < threshold;
  }

 private:
  struct Node {
    std::uint32_t low : 31 = 0;
    std::uint32_t is_known : 1 = 0;
  };
  TagTreeShape shape_;
  std::vector<Node> nodes_;
};

// Tells the numbers in bits: the reader's counterpart.
class TagTreeWriter {
 public:
  static constexpr std::uint32_t kNone = 0xFFFF;  // a leaf whose number is never told

  TagTreeWriter(std::int64_t columns, std::int64_t rows) : shape_(columns, rows), nodes_(shape_.nodes()) {}

  // Every number is set before the first is told.
  void set(std::int64_t column, std::int64_t row, std::uint32_t number) {
    for (int floor = 0; floor < shape_.height(); ++floor) {
      auto& node = nodes_[shape_.node(floor, column, row)];
      node.number = std::min(node.number, number);
    }
  }

  // What TagTreeReader::is_below reads with this threshold. `bits.put(bit)` appends.
  template <typename Bits>
  void tell(Bits& bits, std::int64_t column, std::int64_t row, std::uint32_t threshold) {
    std::uint32_t low = 0;
    for (int floor = shape_.height() - 1; floor >= 0; --floor) {
      auto& node = nodes_[shape_.node(floor, column, row)];
      low = std::max(low, node.low);
      for (; low < threshold && !node.is_told; ++low) {
        if (low < node.number) {
          bits.put(false);
          continue;
        }
        bits.put(true);
        node.is_told = true;
        break;
      }
      node.low = low;
    }
  }

 private:
  struct Node {
    std::uint32_t number = kNone;
    std::uint32_t low = 0;
    bool is_told = false;
  };
  TagTreeShape shape_;
  std::vector<Node> nodes_;
};

}  // namespace triforium::codecs::jp2
