#include "enrich/outline.h"

#include <algorithm>

#include "base/text.h"
#include "xml/document.h"

namespace triforium::enrich {
namespace {

using presentation::CanvasPart;
using presentation::RangeDraft;

constexpr std::size_t kMostEntries = 10'000;
// An outline that goes back and forth would list every page again and again.
constexpr std::size_t kMostParts = 100'000;
constexpr std::size_t kLongestTitle = 2'000;

class OutlineReader {
 public:
  // <item page="1">…</item>, and behind it an <outline> of what stands within it. As deep as xml::Shape allows.
  std::vector<OutlineEntry> read(pugi::xml_node node) {
    std::vector<OutlineEntry> entries;
    for (auto const child : node.children()) {
      if (xml::local_name(child) == "outline" && !entries.empty()) {
        entries.back().entries = read(child);
      } else if (xml::local_name(child) == "item" && left_ > 0) {
        --left_;
        auto const page = parse_unsigned(xml::attribute_of(child, "page"), UINT32_MAX);
        if (page) page_ = static_cast<std::uint32_t>(*page);
        auto const title = std::string(trim(child.text().get())).substr(0, kLongestTitle);
        entries.push_back({is_valid_utf8(title) ? title : std::string(), page_, {}});
      }
    }
    return entries;
  }

 private:
  std::uint32_t page_ = 1;
  std::size_t left_ = kMostEntries;
};

class RangeMaker {
 public:
  explicit RangeMaker(std::function<std::string(std::uint32_t)> const& key_of) : key_of_(key_of) {}

  std::vector<RangeDraft> make(std::vector<OutlineEntry> const& entries, std::uint32_t last,
                               std::string const& prefix) {
    std::vector<RangeDraft> ranges;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      auto const& entry = entries[i];
      auto const end = i + 1 < entries.size() ? std::max(entry.page, entries[i + 1].page - 1) : last;
      ranges.push_back(make(entry, std::min(end, last), prefix + "-" + std::to_string(i + 1)));
    }
    return ranges;
  }

 private:
  RangeDraft make(OutlineEntry const& entry, std::uint32_t last, std::string key) {
    RangeDraft range;
    range.description.label.add("none", entry.title.empty() ? std::to_string(entry.page) : entry.title);
    auto const own_last = entry.entries.empty() ? last : std::min(last, entry.entries.front().page - 1);
    for (auto page = entry.page; page <= own_last && parts_left_ > 0; ++page, --parts_left_)
      range.items.emplace_back(CanvasPart{key_of_(page), {}});
    for (auto& inner : make(entry.entries, last, key))
      range.items.emplace_back(std::move(inner));
    range.key = std::move(key);
    return range;
  }

  std::function<std::string(std::uint32_t)> const& key_of_;
  std::size_t parts_left_ = kMostParts;
};

void hold_within(std::vector<OutlineEntry>& entries, std::uint32_t page_count) {
  for (auto& entry : entries) {
    entry.page = std::clamp<std::uint32_t>(entry.page, 1, page_count);
    hold_within(entry.entries, page_count);
  }
}

}  // namespace

Result<std::vector<OutlineEntry>> parse_outline(ByteView bytes) {
  TRIFORIUM_TRY(auto const document, xml::Document::parse(as_text(bytes), {.bad_bytes = xml::BadBytes::replaced}));
  return OutlineReader().read(xml::child_of(document.root(), "outline"));
}

std::vector<RangeDraft> outline_ranges(std::vector<OutlineEntry> const& outline, std::uint32_t page_count,
                                       std::function<std::string(std::uint32_t page)> const& key_of) {
  if (page_count == 0) return {};
  auto entries = outline;
  hold_within(entries, page_count);
  return RangeMaker(key_of).make(entries, page_count, "outline");
}

}  // namespace triforium::enrich
