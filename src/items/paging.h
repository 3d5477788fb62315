// How a collection that is too large for one document is cut into pages, and those into groups. Pure.
//
// Presentation 2.1 and 3.0 get a tree of collections: the collection lists its pages, or, where these are too many,
// groups of them. Presentation 4 gets the pages in a row.
// https://iiif.io/api/presentation/4.0/model/#CollectionPage
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::items {

// Members of a collection, counted from 1, the last one included. A page keeps its range, and so its name, when the
// collection has fewer members than it has room for.
struct MemberRange {
  std::uint64_t first = 1;
  std::uint64_t last = 1;
  bool operator==(MemberRange const&) const = default;
};

// "1-1000", as it stands in a URL; neither zeros in front nor an end before the beginning.
std::optional<MemberRange> parse_member_range(std::string_view text);

inline constexpr std::uint64_t kSmallestPage = 2;
inline constexpr std::uint64_t kLargestPage = 10'000;  // what the store lists at once

class Paging {
 public:
  // `size`: of a page, and of a group in pages; brought within the two bounds above.
  Paging(std::uint64_t size, std::uint64_t members);

  bool is_paged() const { return members_ > size_; }
  // What the collection itself lists where it is paged: at most `size` ranges of one width.
  std::vector<MemberRange> top() const;
  // What a group lists: pages or smaller groups.
  std::vector<MemberRange> within(MemberRange group) const;
  // Whether the tree has such a page or group. The first page is there as long as there are members.
  bool has(MemberRange range) const;
  bool is_page(MemberRange range) const { return range.last - range.first + 1 == size_; }

  MemberRange first_page() const { return {1, size_}; }
  MemberRange last_page() const;
  std::optional<MemberRange> next(MemberRange page) const;
  std::optional<MemberRange> previous(MemberRange page) const;

  // "1–1,000": the members that are really there.
  std::string label(MemberRange range) const;
  std::uint64_t size() const { return size_; }
  std::uint64_t members() const { return members_; }

 private:
  std::vector<MemberRange> cut(MemberRange range, std::uint64_t width) const;

  std::uint64_t size_;
  std::uint64_t members_;
};

}  // namespace triforium::items
