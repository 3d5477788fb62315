#include "enrich/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "enrich/outline.h"
#include "media/pdf.h"
#include "text/alto/write_alto.h"
#include "text/pdf/bbox_layout.h"

namespace triforium::enrich {
namespace {

using presentation::CanvasDraft;
using presentation::FileReference;
using presentation::LabelledText;
using presentation::MediaKind;
using Clock = std::chrono::steady_clock;

constexpr double kPointsPerInch = 72;
constexpr std::string_view kAltoProfile = "http://www.loc.gov/standards/alto";

// A PDF that is made to take long is given up some time: what is reached until then is published.
Clock::duration time_for(std::size_t pages) {
  return std::chrono::minutes(2) + std::chrono::seconds(5) * static_cast<std::int64_t>(pages);
}

std::string key_of(std::uint32_t page) {
  return fmt::format("p{}", page);
}

FileReference const* find_pdf(presentation::ItemDraft const& draft) {
  auto const& files = draft.description.renderings;
  auto const found = std::ranges::find_if(
      files, [](FileReference const& file) { return is_file_of_ours(file) && file.format == "application/pdf"; });
  return found == files.end() ? nullptr : &*found;
}

class PdfPages {
 public:
  PdfPages(Task const& task, FileReference file, media::Pdf const& pdf, double density)
      : task_(task),
        file_(std::move(file)),
        pdf_(pdf),
        density_(density),
        end_(Clock::now() + time_for(pdf.pages.size())) {}

  // A page that cannot be drawn keeps its place.
  void blocking_add_all() {
    for (std::uint32_t number = 1; number <= pdf_.pages.size(); ++number)
      task_.draft.canvases.push_back(blocking_canvas(number, pdf_.pages[number - 1]));
    if (failed_ > 0) tell(fmt::format("{} of its {} pages could not be drawn.", failed_, pdf_.pages.size()));
    if (pdf_.page_count > pdf_.pages.size())
      tell(fmt::format("Only the first {} of its {} pages are shown.", pdf_.pages.size(), pdf_.page_count));
  }

 private:
  CanvasDraft blocking_canvas(std::uint32_t number, media::PdfPage const& page) {
    CanvasDraft canvas;
    canvas.key = key_of(number);
    canvas.description.label.add("none", std::to_string(number));
    auto const density = media::drawing_density(page, density_);
    canvas.size = size_of(page, density);
    auto const drawn = blocking_draw(number, density);
    if (!drawn) {
      ++failed_;
      return canvas;
    }
    canvas.size.reset();  // the picture's own, to the pixel
    canvas.paintings.emplace_back();
    canvas.paintings[0].file.location = drawn->string();
    canvas.paintings[0].kind = MediaKind::image;
    blocking_add_words(number, page, density, canvas);
    return canvas;
  }

  static std::pair<std::uint32_t, std::uint32_t> size_of(media::PdfPage const& page, int density) {
    auto const pixels = [&](double points) {
      return static_cast<std::uint32_t>(std::clamp(std::ceil(points * density / kPointsPerInch), 1.0, 1e6));
    };
    return {pixels(page.width), pixels(page.height)};
  }

  Result<std::filesystem::path> blocking_draw(std::uint32_t number, int density) {
    return task_.derived.blocking_make(file_.location, fmt::format("page-{:04}-{}dpi.jpg", number, density),
                                       [&]() -> Result<Bytes> {
                                         if (Clock::now() > end_)
                                           return fail(ErrorKind::timeout, "the document takes too long");
                                         return media::blocking::draw_pdf_page(file_.location, number, density);
                                       });
  }

  // As ALTO in pixels of the picture. A page without words has no such file.
  void blocking_add_words(std::uint32_t number, media::PdfPage const& page, int density, CanvasDraft& canvas) {
    auto const made = task_.derived.blocking_make(
        file_.location, fmt::format("page-{:04}-{}dpi.xml", number, density), [&]() -> Result<Bytes> {
          TRIFORIUM_TRY(auto const xhtml, media::blocking::pdf_page_words(file_.location, number));
          TRIFORIUM_TRY(auto words, text::read_bbox_layout(xhtml, page.is_turned));
          if (words.blocks.empty()) return Bytes{};
          auto const [width, height] = size_of(page, density);
          auto const scaled =
              text::scaled_to(std::move(words), {static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)});
          auto const alto = text::write_alto(scaled, "pdftotext (poppler)");
          return Bytes(alto.begin(), alto.end());
        });
    std::error_code error;
    if (!made || std::filesystem::file_size(*made, error) == 0) return;
    presentation::CanvasText text;
    text.file.location = made->string();
    text.file.format = "application/xml";
    text.file.profile = kAltoProfile;
    text.file.label.add("en", "Text of the page (ALTO)");
    canvas.texts.push_back(std::move(text));
  }

  void tell(std::string const& sentence) { task_.complain(file_, Error{ErrorKind::corrupt_source, sentence, {}}); }

  Task const& task_;
  FileReference const file_;
  media::Pdf const& pdf_;
  double const density_;
  Clock::time_point const end_;
  std::size_t failed_ = 0;
};

struct Label {
  std::string_view key, english, german;
};

void add_descriptions(media::Pdf const& pdf, presentation::Description& description) {
  constexpr Label kLabels[] = {{"Title", "Title", "Titel"},
                               {"Author", "Author", "Verfasser"},
                               {"Subject", "Subject", "Thema"},
                               {"Keywords", "Keywords", "Schlagwörter"}};
  for (auto const& [key, value] : pdf.descriptions) {
    auto const* const label = std::ranges::find(kLabels, key, &Label::key);
    if (label == std::end(kLabels)) continue;
    LabelledText entry;
    entry.label.add("en", std::string(label->english));
    entry.label.add("de", std::string(label->german));
    entry.value.add("none", value);
    bool const is_told = std::ranges::any_of(description.metadata, [&](LabelledText const& known) {
      return std::ranges::any_of(known.label.values,
                                 [&](auto const& one) { return one.second.front() == label->english; });
    });
    if (!is_told) description.metadata.push_back(std::move(entry));
  }
}

// What writing programs put there by themselves: “Microsoft Word - letter.doc”, “untitled”, “scan0001.tif”.
bool is_title_of_people(std::string_view title) {
  auto const small = to_lower(title);
  auto const point = small.rfind('.');
  bool const ends_as_file = point != std::string::npos && small.size() - point <= 5 && small.size() - point > 1 &&
                            std::ranges::all_of(small.substr(point + 1), [](char c) { return c >= 'a' && c <= 'z'; });
  return !small.empty() && !small.starts_with("untitled") && !small.starts_with("microsoft ") && !ends_as_file;
}

// The title that its maker gave it says more than the name of the file; what a sidecar says stays.
void take_title(media::Pdf const& pdf, FileReference const& file, presentation::Description& description) {
  using Text = std::pair<std::string, std::string>;
  auto const title = std::ranges::find(pdf.descriptions, "Title", &Text::first);
  if (title == pdf.descriptions.end() || !is_title_of_people(title->second)) return;
  auto stem = std::filesystem::path(file.location).stem().string();
  std::ranges::replace(stem, '_', ' ');
  presentation::LanguageMap of_file, of_people;
  of_file.add("none", stem);
  of_people.add("none", title->second);
  if (description.label.values == of_file.values) description.label = std::move(of_people);
}

void blocking_add_outline(Task const& task, FileReference const& file, std::size_t pages) {
  if (!task.draft.ranges.empty()) return;
  auto const xml = media::blocking::pdf_outline(file.location);
  auto const outline = xml ? parse_outline(*xml) : Result<std::vector<OutlineEntry>>(fail(xml));
  if (outline) task.draft.ranges = outline_ranges(*outline, static_cast<std::uint32_t>(pages), key_of);
}

}  // namespace

void blocking_enrich_document(Task const& task, double density) {
  auto const* const found = find_pdf(task.draft);
  if (found == nullptr || !task.draft.canvases.empty()) return;
  auto const file = *found;
  auto const pdf = media::blocking::probe_pdf(file.location);
  if (!pdf) return task.complain(file, pdf.error());
  PdfPages(task, file, *pdf, density).blocking_add_all();
  blocking_add_outline(task, file, pdf->pages.size());
  take_title(*pdf, file, task.draft.description);
  add_descriptions(*pdf, task.draft.description);
}

}  // namespace triforium::enrich
