#include "renderings/pdf_rendering.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "items/paths.h"
#include "json/parse.h"
#include "presentation/names.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"
#include "renderings/pdf_book.h"
#include "text/page_text_binary.h"

namespace triforium::renderings {
namespace {

namespace bj = boost::json;

Result<bj::object> manifest_of(store::Document const& stored) {
  TRIFORIUM_TRY(auto parsed, json::parse(stored.text));
  if (!parsed.is_object()) return fail(ErrorKind::internal, "The stored manifest is no object.", stored.item.id);
  if (stored.item.version != 4) return std::move(parsed.get_object());
  TRIFORIUM_TRY(auto const model, presentation::read_v4(std::move(parsed.get_object())));
  return presentation::write_v3(model).document;
}

// Leads to the pages that are left, and nowhere else.
void renumber(std::vector<BookEntry>& entries, PageRange const& range) {
  for (auto& entry : entries) {
    renumber(entry.parts, range);
    bool const is_there = entry.page && *entry.page + 1 >= range.first && *entry.page < range.last;
    entry.page = is_there ? std::optional(*entry.page + 1 - range.first) : std::nullopt;
  }
  std::erase_if(entries, [](BookEntry const& entry) { return !entry.page && entry.parts.empty(); });
}

void keep(PageRange const& range, Book& book) {
  auto const count = book.pages.size();
  auto const first = std::min(range.first - 1, count), last = std::min(range.last, count);
  renumber(book.contents, range);
  book.pages.erase(book.pages.begin() + static_cast<std::ptrdiff_t>(last), book.pages.end());
  book.pages.erase(book.pages.begin(), book.pages.begin() + static_cast<std::ptrdiff_t>(first));
}

// How it is cited: by the name that stays.
std::vector<BookLine> last_lines(Book const& book, std::string const& uri, std::chrono::sys_seconds modified) {
  auto lines = book.origin;
  lines.push_back({"Cite as", uri, uri});
  lines.push_back({"As of", fmt::format("{:%Y-%m-%d}", fmt::gmtime(modified)), ""});
  return lines;
}

Result<std::optional<text::PageText>> blocking_find_text(store::Store const& store, std::string const& item,
                                                         std::string const& canvas) {
  if (canvas.empty()) return std::nullopt;
  TRIFORIUM_TRY(auto const kept, store.read([&](store::Reading& reading) { return reading.find_text(item, canvas); }));
  if (!kept || kept->words.empty()) return std::nullopt;
  TRIFORIUM_TRY(auto page, text::read_page_text(as_bytes(kept->words)));
  return page;
}

// What the steps share. A worker may outlive the stream that asked it.
struct Making {
  PagePictures pictures;
  store::Item item;
  PdfFacts facts;
  Book book;
  Bytes made{};  // by the step that is going on
  PdfBook pdf{book, facts, [this](ByteView bytes) -> Result<void> {
                made.insert(made.end(), bytes.begin(), bytes.end());
                return {};
              }};
};

class PdfStream final : public ByteStream {
 public:
  explicit PdfStream(std::shared_ptr<Making> making) : making_(std::move(making)) {}

  Task<Result<SharedBytes>> next() override {
    auto const making = making_;
    auto const step = next_++;
    auto const count = making->book.pages.size();
    if (step > count + 1) co_return SharedBytes();
    std::vector<std::optional<JpegPicture>> found;
    if (step >= 1 && step <= count) {
      for (auto const& picture : making->book.pages[step - 1].pictures) {
        Result<std::optional<JpegPicture>> one = co_await making->pictures.find(picture);
        if (!one) co_return fail(one);
        found.push_back(std::move(*one));
      }
    }
    auto work = [making, step, found] { return blocking_take_step(*making, step, found); };
    // Drawing a title page is work; the rest mostly waits for the disk.
    auto const lane = step == 0 ? Lane::full : Lane::io;
    Result<SharedBytes> made = co_await making->pictures.workers.run(lane, kStepMemory, work);
    co_return made;
  }

 private:
  static constexpr std::uint64_t kStepMemory = 8 << 20;

  static Result<SharedBytes> blocking_take_step(Making& making, std::size_t step,
                                                std::vector<std::optional<JpegPicture>> const& found) {
    if (step == 0) {
      auto const lines = last_lines(making.book, making.facts.uri, making.facts.modified);
      TRIFORIUM_TRY(auto const title, blocking_draw_title_page(making.book, lines));
      TRIFORIUM_CHECK(making.pdf.write_title_page(title));
    } else if (step <= making.book.pages.size()) {
      auto const& page = making.book.pages[step - 1];
      TRIFORIUM_TRY(auto const text, blocking_find_text(making.pictures.store, making.item.id, page.key));
      TRIFORIUM_CHECK(making.pdf.blocking_write_page(page, found, text));
    } else {
      TRIFORIUM_CHECK(making.pdf.write_end());
    }
    return share(std::exchange(making.made, {}));
  }

  std::shared_ptr<Making> making_;
  std::size_t next_ = 0;
};

}  // namespace

Result<PageRange> parse_page_range(std::string_view text) {
  auto const dash = text.find('-');
  auto const first = parse_unsigned(text.substr(0, dash), 1'000'000);
  bool const is_open = dash != std::string_view::npos && dash + 1 == text.size();
  auto const last = dash == std::string_view::npos ? first
                    : is_open                      ? std::optional<std::uint64_t>(SIZE_MAX)
                                                   : parse_unsigned(text.substr(dash + 1), 1'000'000);
  if (!first || !last || *first == 0 || *last < *first)
    return fail(ErrorKind::bad_request, fmt::format("pages={} is not like “3-10”, “3-” or “3”.", quoted(text)));
  return PageRange{*first, *last};
}

Result<Prepared> prepare_pdf(PagePictures pictures, PdfWish wish) {
  TRIFORIUM_TRY(auto const manifest, manifest_of(wish.manifest));
  auto book = read_book(manifest);
  keep(wish.pages, book);
  if (!book.has_pictures()) return fail(ErrorKind::not_found, "There is no picture of which a PDF could be made.");
  auto const& item = wish.manifest.item;
  PdfFacts facts{items::url_of(presentation::item_name(item.id), pictures.origin.base_url()),
                 std::chrono::floor<std::chrono::seconds>(item.modified), std::move(wish.state)};
  Prepared prepared;
  // Its parts refer to each other: it is made where it stays.
  prepared.stream = std::make_shared<PdfStream>(
      std::shared_ptr<Making>(new Making{std::move(pictures), item, std::move(facts), std::move(book)}));
  return prepared;
}

}  // namespace triforium::renderings
