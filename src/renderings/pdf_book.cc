#include "renderings/pdf_book.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "codecs/metadata/rights.h"
#include "renderings/pdf_contents.h"
#include "renderings/pdf_writer.h"

namespace triforium::renderings {
namespace {

// Annex C.2: "the maximum page size [is] 14,400 by 14,400" units; UserUnit makes the units larger.
constexpr double kMaxPageUnits = 14400;
constexpr std::string_view kFontName = "F1";

std::string reference(PdfWriter::Object object) {
  return PdfWriter::reference(object);
}

// A sentence that can be seen, where there should be a picture.
std::string missing(PagePlane const& plane) {
  auto const size = std::clamp(plane.width / 40, 6.0, 24.0);
  return fmt::format("BT /F2 {} Tf 0 Tr {} {} Td (A picture of this page cannot be had here.) Tj ET\n",
                     pdf_number(size), pdf_number(size), pdf_number(plane.height / 2));
}

// 8.9.5.1: an image fills the unit square, which the matrix stretches over its place.
std::string shown(TextBox const& box, std::size_t number) {
  return fmt::format("q {} 0 0 {} {} {} cm /P{} Do Q\n", pdf_number(box.width), pdf_number(box.height),
                     pdf_number(box.x), pdf_number(box.y), number);
}

}  // namespace

// What stands on a page, as its content stream draws it.
struct PdfBook::Drawing {
  double width = 0, height = 0;  // points
  std::string pictures;          // operators
  std::string words;             // operators
  std::string resources;         // "/P0 12 0 R /P1 14 0 R"
  std::string description;       // of the picture, for who does not see it
  std::vector<Object> links;
};

PdfBook::PdfBook(Book const& book, PdfFacts facts, Sink sink)
    : book_(book),
      facts_(std::move(facts)),
      pdf_(std::move(sink)),
      tree_(pdf_.reserve()),
      structure_(pdf_.reserve()),
      document_(pdf_.reserve()),
      font_(pdf_.reserve()) {}

Result<void> PdfBook::write_title_page(TitlePage const& title) {
  TRIFORIUM_CHECK(pdf_.begin());
  Drawing drawing;
  drawing.width = title.width;
  drawing.height = title.height;
  drawing.description = "Title page";
  auto const picture = pdf_.reserve();
  TRIFORIUM_CHECK(pdf_.write_stream(picture,
                                    fmt::format("/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace "
                                                "/DeviceGray /BitsPerComponent 8",
                                                title.size.width, title.size.height),
                                    title.gray));
  drawing.resources = "/P0 " + reference(picture);
  drawing.pictures = shown({0, 0, title.width, title.height}, 0);
  for (auto const& words : title.words) {
    drawing.words += hidden_line(words.text, words.box, kFontName, hidden_);
    if (words.link.empty()) continue;
    drawing.links.push_back(pdf_.reserve());
    TRIFORIUM_CHECK(write_link(drawing.links.back(), words));
  }
  return write_page(drawing, 1);
}

// 12.6.4.7: "URI actions"
Result<void> PdfBook::write_link(Object object, TitlePage::Words const& words) {
  auto const& box = words.box;
  return pdf_.write(object, fmt::format("<</Type /Annot /Subtype /Link /Rect [{} {} {} {}] /Border [0 0 0] /F 4 "
                                        "/Contents {} /A <</S /URI /URI {}>>>>",
                                        pdf_number(box.x), pdf_number(box.y), pdf_number(box.x + box.width),
                                        pdf_number(box.y + box.height), pdf_text(words.text), pdf_bytes(words.link)));
}

Result<void> PdfBook::blocking_write_page(BookPage const& page, std::vector<std::optional<JpegPicture>> const& pictures,
                                          std::optional<text::PageText> const& text) {
  PagePlane const plane{page.width * page.points, page.height * page.points, page.points};
  Drawing drawing;
  drawing.width = plane.width;
  drawing.height = plane.height;
  drawing.description = page.label.empty() ? fmt::format("Page {}", pages_.size()) : page.label;
  std::size_t number = 0;
  for (std::size_t at = 0; at < page.pictures.size(); ++at) {
    if (at >= pictures.size() || !pictures[at]) continue;
    auto const& picture = page.pictures[at];
    TRIFORIUM_TRY(auto const object, blocking_write_picture(*pictures[at]));
    fmt::format_to(std::back_inserter(drawing.resources), "/P{} {} ", number, reference(object));
    TextBox const box{picture.x * plane.scale, plane.height - (picture.y + picture.height) * plane.scale,
                      picture.width * plane.scale, picture.height * plane.scale};
    drawing.pictures += shown(box, number++);
  }
  if (number < page.pictures.size()) drawing.words += missing(plane);
  if (text) drawing.words += text_layer(*text, plane, kFontName, hidden_);
  auto const unit = std::max(1.0, std::max(plane.width, plane.height) / kMaxPageUnits);
  return write_page(drawing, unit);
}

Result<PdfWriter::Object> PdfBook::blocking_write_picture(JpegPicture const& picture) {
  bool const is_gray = picture.components == 1;
  std::string colours = is_gray ? "/DeviceGray" : "/DeviceRGB";
  if (picture.icc) {
    TRIFORIUM_TRY(auto const profile, write_profile(picture));
    colours = fmt::format("[/ICCBased {}]", reference(profile));
  }
  auto const object = pdf_.reserve();
  auto const fill = [&](Sink const& sink) { return renderings::blocking_write(picture, sink); };
  TRIFORIUM_CHECK(pdf_.write_long_stream(
      object,
      fmt::format("/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace {} /BitsPerComponent 8 /Filter "
                  "/DCTDecode",
                  picture.size.width, picture.size.height, colours),
      fill));
  return object;
}

// Pages of one book mostly have the same one.
Result<PdfWriter::Object> PdfBook::write_profile(JpegPicture const& picture) {
  if (profile_bytes_ && *profile_bytes_ == *picture.icc) return profile_;
  profile_ = pdf_.reserve();
  profile_bytes_ = picture.icc;
  TRIFORIUM_CHECK(pdf_.write_stream(profile_, fmt::format("/N {}", picture.components), *picture.icc));
  return profile_;
}

// 14.7 and 14.8: the picture is a figure, its words are a paragraph.
Result<void> PdfBook::write_page(Drawing const& drawing, double unit) {
  auto const page = pdf_.reserve(), contents = pdf_.reserve(), figure = pdf_.reserve(), paragraph = pdf_.reserve();
  auto const scale = unit > 1 ? fmt::format("{} 0 0 {} 0 0 cm\n", 1 / unit, 1 / unit) : std::string();
  auto const drawn = fmt::format("{}/Figure <</MCID 0>> BDC\n{}EMC\n/P <</MCID 1>> BDC\n{}EMC\n", scale,
                                 drawing.pictures, drawing.words);
  TRIFORIUM_CHECK(pdf_.write_stream(contents, "", as_bytes(drawn)));
  TRIFORIUM_CHECK(write_structure(figure, page, "Figure", 0, " /Alt " + pdf_text(drawing.description)));
  TRIFORIUM_CHECK(write_structure(paragraph, page, "P", 1, ""));
  std::string links;
  for (auto const link : drawing.links)
    links += reference(link) + " ";
  TRIFORIUM_CHECK(pdf_.write(
      page, fmt::format("<</Type /Page /Parent {} /MediaBox [0 0 {} {}]{} /Contents {} /Resources <</XObject <<{}>> "
                        "/Font <</{} {} /F2 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>> /StructParents "
                        "{} /Tabs /S{}>>",
                        reference(tree_), pdf_number(drawing.width / unit), pdf_number(drawing.height / unit),
                        unit > 1 ? " /UserUnit " + pdf_number(unit) : std::string(), reference(contents),
                        drawing.resources, kFontName, reference(font_), pages_.size(),
                        links.empty() ? std::string() : " /Annots [" + links + "]")));
  pages_.push_back(page);
  structures_.push_back({figure, paragraph});
  return {};
}

Result<void> PdfBook::write_structure(Object object, Object page, std::string_view type, int content,
                                      std::string_view entries) {
  return pdf_.write(object, fmt::format("<</Type /StructElem /S /{} /P {} /Pg {} /K {}{}>>", type, reference(document_),
                                        reference(page), content, entries));
}

Result<void> PdfBook::write_end() {
  TRIFORIUM_CHECK(hidden_.write(pdf_, font_));
  TRIFORIUM_CHECK(write_trees());
  TRIFORIUM_TRY(auto const outline, write_outline(book_.contents, {pages_.begin() + 1, pages_.end()}, pdf_));
  auto const metadata = pdf_.reserve(), catalog = pdf_.reserve(), information = pdf_.reserve();
  TRIFORIUM_CHECK(write_metadata(metadata));
  TRIFORIUM_CHECK(pdf_.write(
      catalog, fmt::format("<</Type /Catalog /Pages {} /Metadata {}{}{} /MarkInfo <</Marked true>> /StructTreeRoot {} "
                           "/PageLabels {} /ViewerPreferences <</DisplayDocTitle true /Direction /{}>>>>",
                           reference(tree_), reference(metadata),
                           book_.language.empty() ? std::string() : " /Lang " + pdf_bytes(book_.language),
                           outline == 0 ? std::string() : " /PageMode /UseOutlines /Outlines " + reference(outline),
                           reference(structure_), page_labels(book_), book_.is_right_to_left ? "R2L" : "L2R")));
  TRIFORIUM_CHECK(
      pdf_.write(information, fmt::format("<</Title {} /Producer (Triforium) /ModDate {}>>", pdf_text(book_.title),
                                          pdf_bytes(fmt::format("D:{:%Y%m%d%H%M%S}Z", fmt::gmtime(facts_.modified))))));
  return pdf_.finish(catalog, information, facts_.state);
}

Result<void> PdfBook::write_trees() {
  std::string kids, elements, parents;
  for (std::size_t at = 0; at < pages_.size(); ++at) {
    auto const figure = reference(structures_[at].figure), paragraph = reference(structures_[at].paragraph);
    kids += fmt::format("{}\n", reference(pages_[at]));
    elements += fmt::format("{} {}\n", figure, paragraph);
    parents += fmt::format("{} [{} {}]\n", at, figure, paragraph);
  }
  TRIFORIUM_CHECK(pdf_.write(tree_, fmt::format("<</Type /Pages /Count {} /Kids [{}]>>", pages_.size(), kids)));
  TRIFORIUM_CHECK(pdf_.write(
      document_, fmt::format("<</Type /StructElem /S /Document /P {} /K [{}]>>", reference(structure_), elements)));
  return pdf_.write(structure_, fmt::format("<</Type /StructTreeRoot /K {} /ParentTree <</Nums [{}]>> "
                                            "/ParentTreeNextKey {}>>",
                                            reference(document_), parents, pages_.size()));
}

Result<void> PdfBook::write_metadata(Object object) {
  codecs::Rights rights;
  rights.title = book_.title;
  rights.identifier = facts_.uri;
  rights.statement = book_.statement;
  rights.owner = book_.provider;
  rights.license = book_.rights;
  rights.web_statement = facts_.uri;
  return pdf_.write_plain_stream(object, "/Type /Metadata /Subtype /XML", view_of(codecs::make_xmp(rights)));
}

}  // namespace triforium::renderings
