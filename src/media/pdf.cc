#include "media/pdf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "media/process.h"

namespace triforium::media {
namespace {

using namespace std::chrono_literals;

constexpr double kPointsPerInch = 72;
constexpr double kMostPixels = 100e6;
// What no sheet of paper has; whoever says so means something else.
constexpr double kLargestSide = 100'000;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (auto const word : split(line, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

// "Page    1 size:  595.276 x 841.89 pts (A4)", "Page    1 rot:   90".
void read_page_line(std::vector<std::string_view> const& words, Pdf& pdf) {
  auto const page = parse_unsigned(words[1], kMostPdfPages).value_or(0);
  if (page == 0) return;
  if (words[2] == "size:" && words.size() >= 6 && page == pdf.pages.size() + 1) {
    auto const width = number(words[3]).value_or(0), height = number(words[5]).value_or(0);
    bool const is_size = width > 0 && height > 0 && width < kLargestSide && height < kLargestSide;
    pdf.pages.push_back(is_size ? PdfPage{.width = width, .height = height} : PdfPage{});
  } else if (words[2] == "rot:" && words.size() == 4 && page == pdf.pages.size()) {
    auto& turned = pdf.pages.back();
    turned.is_turned = words[3] == "90" || words[3] == "270";
    if (turned.is_turned) std::swap(turned.width, turned.height);
  }
}

void read_line(std::string_view line, Pdf& pdf) {
  constexpr auto kTold = std::to_array<std::string_view>({"Title", "Author", "Subject", "Keywords"});
  auto const words = words_of(line);
  if (words.size() >= 4 && words[0] == "Page") return read_page_line(words, pdf);
  auto const colon = line.find(':');
  if (colon == std::string_view::npos) return;
  auto const key = line.substr(0, colon);
  auto const value = trim(line.substr(colon + 1)).substr(0, 4000);
  if (key == "Pages") pdf.page_count = parse_unsigned(value).value_or(0);
  bool const is_known = std::ranges::any_of(pdf.descriptions, [&](auto const& one) { return one.first == key; });
  if (std::ranges::find(kTold, key) == kTold.end() || is_known || value.empty() || !is_valid_utf8(value)) return;
  pdf.descriptions.emplace_back(key, value);
}

// A PDF from outside may be anything: it gets a minute, and nothing but its own file.
constexpr ProcessLimits kLimits{.time = 60s};

}  // namespace

Result<Pdf> parse_pdf_info(std::string_view report) {
  Pdf pdf;
  for (auto const line : split(report, '\n'))
    read_line(line, pdf);
  pdf.page_count = std::max<std::uint64_t>(pdf.page_count, pdf.pages.size());
  if (std::ranges::none_of(pdf.pages, [](PdfPage const& page) { return page.width > 0; }))
    return fail(ErrorKind::corrupt_source, "it has no page that can be shown");
  return pdf;
}

// page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio
void add_densities(std::string_view report, Pdf& pdf) {
  constexpr double kCovers = 0.8;
  for (auto const line : split(report, '\n')) {
    auto const words = words_of(line);
    if (words.size() < 14 || words[2] != "image") continue;
    auto const page = parse_unsigned(words[0], pdf.pages.size()).value_or(0);
    auto const wide = number(words[3]), tall = number(words[4]), x = number(words[12]), y = number(words[13]);
    if (page == 0 || !wide || !tall || !x || !y || *x < 1 || *y < 1) continue;
    auto& shown = pdf.pages[page - 1];
    auto const a = *wide / *x * kPointsPerInch, b = *tall / *y * kPointsPerInch;
    bool const covers = std::max(a, b) >= kCovers * std::max(shown.width, shown.height) &&
                        std::min(a, b) >= kCovers * std::min(shown.width, shown.height);
    if (covers) shown.density = std::max({shown.density, *x, *y});
  }
}

int drawing_density(PdfPage const& page, double otherwise) {
  constexpr double kCoarsest = 100, kFinest = 600;
  auto const wanted = page.density > 0 ? std::clamp(page.density, kCoarsest, kFinest) : otherwise;
  auto const inches = page.width * page.height / (kPointsPerInch * kPointsPerInch);
  auto const most = inches > 0 ? std::sqrt(kMostPixels / inches) : wanted;
  return std::max(1, static_cast<int>(std::floor(std::min(wanted, most))));
}

namespace blocking {

Result<Pdf> probe_pdf(std::filesystem::path const& file) {
  auto const info =
      run_process({"pdfinfo", "-isodates", "-f", "1", "-l", std::to_string(kMostPdfPages), file.string()}, kLimits);
  if (!info && info.error().detail.find("Incorrect password") != std::string::npos)
    return fail(ErrorKind::corrupt_source, "it is protected by a password", info.error().detail);
  if (!info && info.error().kind == ErrorKind::corrupt_source)
    return fail(ErrorKind::corrupt_source, "it is damaged, or no PDF: poppler cannot read it", info.error().detail);
  if (!info) return fail(info);
  TRIFORIUM_TRY(auto pdf, parse_pdf_info(as_text(*info)));
  // How dense the scans are is good to know, and not needed.
  auto const images = run_process({"pdfimages", "-list", "-l", std::to_string(kMostPdfPages), file.string()}, kLimits);
  if (images) add_densities(as_text(*images), pdf);
  return pdf;
}

Result<Bytes> draw_pdf_page(std::filesystem::path const& file, std::uint32_t page, int density) {
  auto const number = std::to_string(page);
  TRIFORIUM_TRY(auto picture, run_process({"pdftoppm", "-r", std::to_string(density), "-f", number, "-l", number,
                                           "-jpeg", "-jpegopt", "quality=90,optimize=y", file.string()},
                                          kLimits));
  if (picture.empty()) return fail(ErrorKind::corrupt_source, "page " + number + " could not be drawn");
  return picture;
}

Result<Bytes> pdf_page_words(std::filesystem::path const& file, std::uint32_t page) {
  auto const number = std::to_string(page);
  return run_process({"pdftotext", "-bbox-layout", "-f", number, "-l", number, file.string(), "-"}, kLimits);
}

Result<Bytes> pdf_outline(std::filesystem::path const& file) {
  return run_process({"pdftohtml", "-xml", "-i", "-stdout", "-f", "1", "-l", "1", file.string()}, kLimits);
}

}  // namespace blocking
}  // namespace triforium::media
