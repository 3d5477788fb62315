#include "renderings/book.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "presentation/tree.h"
#include "renderings/book_pages.h"
#include "renderings/manifest_reading.h"

namespace triforium::renderings {
namespace {

namespace bj = boost::json;
using presentation::text_of;

constexpr std::size_t kMostLines = 60;
constexpr std::size_t kMostEntries = 20'000;
constexpr int kDeepest = 16;

using PageNumbers = std::unordered_map<std::string_view, std::size_t>;  // by the canvas's id

class Contents {
 public:
  explicit Contents(PageNumbers const& pages) : pages_(pages) {}

  // https://iiif.io/api/presentation/3.0/#54-range
  std::vector<BookEntry> read(bj::array const& ranges, int depth) {
    std::vector<BookEntry> entries;
    for (auto const& value : ranges) {
      auto const* const range = value.if_object();
      if (range == nullptr || text_of(*range, "type") != "Range" || depth > kDeepest || count_ == kMostEntries)
        continue;
      ++count_;
      BookEntry entry{first_language_text(object_at(*range, "label")), first_page(*range),
                      read(list_at(*range, "items"), depth + 1)};
      if (!entry.page && !entry.parts.empty()) entry.page = entry.parts.front().page;
      add(std::move(entry), entries);
    }
    return entries;
  }

 private:
  // What has no name is no line of its own; what it contains is.
  static void add(BookEntry entry, std::vector<BookEntry>& entries) {
    if (!entry.title.empty()) {
      entries.push_back(std::move(entry));
    } else {
      std::ranges::move(entry.parts, std::back_inserter(entries));
    }
  }

  std::optional<std::size_t> first_page(bj::object const& range) const {
    for (auto const& value : list_at(range, "items")) {
      auto const* const part = value.if_object();
      if (part == nullptr || text_of(*part, "type") == "Range") continue;
      auto const* const source = part->if_contains("source");
      auto const id = source == nullptr     ? text_of(*part, "id")
                      : source->is_string() ? std::string_view(source->get_string())
                                            : text_of(object_at(*part, "source"), "id");
      auto const found = pages_.find(presentation::without_fragment(id));
      if (found != pages_.end()) return found->second;
    }
    return std::nullopt;
  }

  PageNumbers const& pages_;
  std::size_t count_ = 0;
};

BookLine labelled(bj::object const& pair) {
  return {first_language_text(object_at(pair, "label")), first_language_text(object_at(pair, "value")), {}};
}

std::string web_link(std::string_view uri) {
  bool const is_web = uri.starts_with("http://") || uri.starts_with("https://");
  return is_web ? std::string(uri) : std::string();
}

void read_description(bj::object const& manifest, Book& book) {
  auto const& languages = object_at(manifest, "label");
  book.title = every_language_text(languages);
  if (!languages.empty() && languages.begin()->key() != "none") book.language = languages.begin()->key();
  book.rights = text_of(manifest, "rights");
  book.is_right_to_left = text_of(manifest, "viewingDirection") == "right-to-left";
  auto const add = [&](BookLine line) {
    if (!line.value.empty() && book.lines.size() < kMostLines) book.lines.push_back(std::move(line));
  };
  add({"", every_language_text(object_at(manifest, "summary")), {}});
  for (auto const& pair : list_at(manifest, "metadata"))
    if (pair.is_object()) add(labelled(pair.get_object()));
  auto const& provider = object_in(list_at(manifest, "provider"), 0);
  book.provider = every_language_text(object_at(provider, "label"));
  auto statement = labelled(object_at(manifest, "requiredStatement"));
  bool const says_provider = statement.value.find(book.provider) != std::string::npos;
  if (!says_provider) book.origin.push_back({"Provider", book.provider, web_link(text_of(provider, "id"))});
  if (!statement.value.empty()) {
    book.statement =
        statement.label.empty() ? statement.value : fmt::format("{}: {}", statement.label, statement.value);
    book.origin.push_back(std::move(statement));
  }
  if (!book.rights.empty()) book.origin.push_back({"Rights", book.rights, web_link(book.rights)});
}

}  // namespace

bool Book::has_pictures() const {
  return std::ranges::any_of(pages, [](BookPage const& page) {
    return std::ranges::any_of(page.pictures, [](BookPicture const& picture) { return !picture.asset.empty(); });
  });
}

Book read_book(bj::object const& manifest) {
  Book book;
  read_description(manifest, book);
  auto named = read_pages(manifest);
  PageNumbers numbers;
  for (std::size_t at = 0; at < named.size(); ++at)
    numbers.emplace(named[at].id, at);
  book.contents = Contents(numbers).read(list_at(manifest, "structures"), 0);
  for (auto& [id, page] : named)
    book.pages.push_back(std::move(page));
  return book;
}

}  // namespace triforium::renderings
