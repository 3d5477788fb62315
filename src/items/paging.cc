#include "items/paging.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace triforium::items {
namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();  // positions of the store are signed

std::uint64_t divide_up(std::uint64_t amount, std::uint64_t part) {
  return amount / part + (amount % part == 0 ? 0 : 1);
}

std::optional<std::uint64_t> parse_position(std::string_view text) {
  if (text.starts_with('0')) return std::nullopt;
  return parse_unsigned(text, kMost);
}

// 1,234,567
std::string with_commas(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

}  // namespace

std::optional<MemberRange> parse_member_range(std::string_view text) {
  auto const dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  auto const first = parse_position(text.substr(0, dash)), last = parse_position(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return MemberRange{*first, *last};
}

Paging::Paging(std::uint64_t size, std::uint64_t members)
    : size_(std::clamp(size, kSmallestPage, kLargestPage)), members_(std::min<std::uint64_t>(members, kMost)) {}

std::vector<MemberRange> Paging::cut(MemberRange range, std::uint64_t width) const {
  std::vector<MemberRange> parts;
  auto const end = std::min(range.last, members_);
  for (auto first = range.first; first <= end; first += width)
    parts.push_back({first, first + width - 1});
  return parts;
}

std::vector<MemberRange> Paging::top() const {
  auto width = size_;
  while (divide_up(members_, width) > size_)
    width *= size_;
  return cut({1, members_}, width);
}

std::vector<MemberRange> Paging::within(MemberRange group) const {
  return cut(group, (group.last - group.first + 1) / size_);
}

bool Paging::has(MemberRange range) const {
  if (range.first > members_) return false;
  auto const width = range.last - range.first + 1;
  for (auto known = size_;; known *= size_) {
    if (width == known) return (range.first - 1) % width == 0;
    // There is none above what the collection itself lists.
    if (divide_up(members_, known) <= size_) return false;
  }
}

MemberRange Paging::last_page() const {
  auto const pages = std::max<std::uint64_t>(1, divide_up(members_, size_));
  return {(pages - 1) * size_ + 1, pages * size_};
}

std::optional<MemberRange> Paging::next(MemberRange page) const {
  if (page.last >= members_) return std::nullopt;
  return MemberRange{page.first + size_, page.last + size_};
}

std::optional<MemberRange> Paging::previous(MemberRange page) const {
  if (page.first <= size_) return std::nullopt;
  return MemberRange{page.first - size_, page.last - size_};
}

std::string Paging::label(MemberRange range) const {
  auto const last = std::min(range.last, members_);
  if (last <= range.first) return with_commas(range.first);
  return fmt::format("{}–{}", with_commas(range.first), with_commas(last));
}

}  // namespace triforium::items
