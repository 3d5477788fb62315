// What `rendering` of manifests leads to, live; PDFs are looked at with the programs that others read them with.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdio>
#include <memory>

#include "program/pictures.h"
#include "program/run_program.h"
#include "program/running_server.h"
#include "program/vips_reader.h"
#include "support/temporary_folder.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A book of three pages: two JPEGs with words, one of them in Hebrew, and a TIFF that lies on its side.
struct Bookshelf : TemporaryFolder {
  explicit Bookshelf(std::string const& more = {}) {
    write("shelf/book/p1.jpg", encoded(codecs::OutputFormat::jpg, soft_picture({600, 800})));
    write("shelf/book/p2.jpg", encoded(codecs::OutputFormat::jpg, soft_picture({600, 800})));
    write("shelf/book/p3.tif", repeating_tiff({.size = {640, 512}, .orientation = 6}));
    write("shelf/book/p1.hocr", hocr("hello", "world"));
    write("shelf/book/p2.hocr", hocr("שלום", "𝄞music"));
    write("shelf/book/info.yml",
          "label: Ines & Söhne\nrights: https://creativecommons.org/publicdomain/mark/1.0/\nviewingDirection: "
          "right-to-left\n" +
              more);
    import();
  }
  void import() const {
    auto const done = run_program(fmt::format("import --data {} {}", data(), (path() / "shelf").string()));
    EXPECT_EQ(done.code, 0) << done.output;
  }
  static std::string hocr(std::string_view first, std::string_view second) {
    return fmt::format(
        "<html><body><div class='ocr_page' title='bbox 0 0 600 800'><span class='ocr_line' title='bbox 100 200 500 "
        "240'><span class='ocrx_word' title='bbox 100 200 250 240'>{}</span> <span class='ocrx_word' title='bbox 300 "
        "200 500 240'>{}</span></span></div></body></html>",
        first, second);
  }
  std::string data() const { return (path() / ".data").string(); }
  app::Config config() const {
    auto made = config_for(path() / "shelf");
    made.sources.folders.clear();
    made.data = data();
    return made;
  }
};

// What a program says of a file; "" where it is not installed.
std::string told(std::string const& command) {
  std::unique_ptr<FILE, decltype(&::pclose)> const pipe(::popen((command + " 2>&1").c_str(), "r"), ::pclose);
  std::string text(1 << 16, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), pipe.get()));
  return text;
}

constexpr char const* kPdf = "/renderings/shelf/book/document.pdf";

struct Pdf : TemporaryFolder {
  explicit Pdf(std::string const& bytes) { write("book.pdf", bytes); }
  std::string ask(std::string const& program, std::string const& more = {}) const {
    return told(fmt::format("{} {} {}", program, (path() / "book.pdf").string(), more));
  }
};

TEST(PdfRendering, IsReadByOthers) {
  Bookshelf const shelf;
  RunningServer const server(shelf.config());
  auto const answer = server.get(kPdf);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.is_complete);
  EXPECT_EQ(answer.field("content-type"), "application/pdf");
  EXPECT_THAT(answer.field("content-disposition"), HasSubstr("filename*=UTF-8''Ines%20%26%20S%C3%B6hne.pdf"));
  Pdf const pdf(answer.body);
  EXPECT_THAT(pdf.ask("qpdf --check"), HasSubstr("No syntax or stream encoding errors"));
  auto const facts = pdf.ask("pdfinfo -f 2 -l 4");
  EXPECT_THAT(facts, HasSubstr("Ines & Söhne"));
  EXPECT_THAT(facts, HasSubstr("Tagged:          yes"));
  EXPECT_THAT(facts, HasSubstr("Page    2 size:  144 x 192 pts"));
  EXPECT_THAT(facts, HasSubstr("Page    4 size:  122.88 x 153.6 pts"));
  EXPECT_THAT(facts, Not(HasSubstr("Syntax")));
  EXPECT_THAT(pdf.ask("pdfinfo -meta"), HasSubstr("http://creativecommons.org/publicdomain/mark/1.0/"));
  EXPECT_THAT(answer.body, HasSubstr("/Direction /R2L"));
}

TEST(PdfRendering, HasTheWordsInTheirPlaces) {
  Bookshelf const shelf;
  RunningServer const server(shelf.config());
  Pdf const pdf(server.get(kPdf).body);
  auto const words = pdf.ask("pdftotext -f 2 -l 2 -bbox", "-");
  // 300 pixels an inch: 100 of them are 24 points.
  EXPECT_THAT(words, HasSubstr(R"(xMin="24.000000" yMin="48.000000" xMax="60.000000")"));
  EXPECT_THAT(words, HasSubstr(">hello</word>"));
  EXPECT_THAT(words, HasSubstr(">world</word>"));
  auto const hebrew = pdf.ask("pdftotext -f 3 -l 3", "-");
  EXPECT_THAT(hebrew, HasSubstr("שלום"));
  EXPECT_THAT(hebrew, HasSubstr("𝄞music"));
  EXPECT_THAT(pdf.ask("pdftotext -f 1 -l 1", "-"), HasSubstr("Ines & Söhne"));
}

TEST(PdfRendering, ShowsThePictures) {
  Bookshelf const shelf;
  RunningServer const server(shelf.config());
  Pdf const pdf(server.get(kPdf).body);
  pdf.ask("pdftoppm -r 300 -f 2 -l 4 -png", (pdf.path() / "page").string());
  auto const shown = [&](int number) {
    std::ifstream file(pdf.path() / fmt::format("page-{}.png", number), std::ios::binary);
    return decoded_by_vips({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  };
  auto const first = shown(2), third = shown(4);
  ASSERT_TRUE(first && third);
  EXPECT_EQ(first->size, (PixelSize{600, 800}));
  EXPECT_EQ(third->size, (PixelSize{512, 640}));
  auto const wanted = decoded_by_vips(server.get("/iiif/3/shelf~book~p1/full/max/0/default.png").body);
  ASSERT_TRUE(wanted);
  EXPECT_LT(mean_difference(*first, *wanted), 2);
}

TEST(PdfRendering, TakesFilesAsTheyAreOrBoundsThem) {
  Bookshelf const shelf;
  auto config = shelf.config();
  {
    RunningServer const server(config);
    EXPECT_THAT(Pdf(server.get(kPdf).body).ask("pdfimages -list"), HasSubstr("600   800"));
  }
  config.limits.max_area = 30'000;
  RunningServer const server(config);
  EXPECT_THAT(Pdf(server.get(kPdf).body).ask("pdfimages -list"), HasSubstr("150   200"));
}

TEST(PdfRendering, OfSomePages) {
  Bookshelf const shelf;
  RunningServer const server(shelf.config());
  auto const part = server.get(std::string(kPdf) + "?pages=2-2");
  EXPECT_THAT(Pdf(part.body).ask("pdfinfo"), HasSubstr("Pages:           2\n"));
  EXPECT_NE(part.field("etag"), server.head(kPdf).field("etag"));
  EXPECT_EQ(server.get(std::string(kPdf) + "?pages=x").status, 400);
  EXPECT_EQ(server.get(std::string(kPdf) + "?pages=9-").status, 404);
}

TEST(PdfRendering, IsThereAlthoughAPictureIsMissing) {
  Bookshelf const shelf;
  std::filesystem::remove(shelf.path() / "shelf/book/p1.jpg");
  RunningServer const server(shelf.config());
  auto const answer = server.get(kPdf);
  EXPECT_EQ(answer.status, 200);
  Pdf const pdf(answer.body);
  EXPECT_THAT(pdf.ask("qpdf --check"), HasSubstr("No syntax or stream encoding errors"));
  EXPECT_THAT(pdf.ask("pdftotext -f 2 -l 2", "-"), HasSubstr("cannot be had here"));
}

TEST(Renderings, AreNotSentToWhoHasThem) {
  Bookshelf const shelf;
  RunningServer const server(shelf.config());
  for (auto const* const file : {"text.txt", "originals.zip", "document.pdf"}) {
    auto const target = fmt::format("/renderings/shelf/book/{}", file);
    auto const head = server.head(target);
    EXPECT_EQ(head.status, 200) << file;
    EXPECT_NE(head.field("last-modified"), "") << file;
    auto const again = server.get(target, fmt::format("If-None-Match: {}\r\n", head.field("etag")));
    EXPECT_EQ(again.status, 304) << file;
    EXPECT_EQ(again.field("etag"), head.field("etag"));
  }
  shelf.write("shelf/book/info.yml", "label: Another\nrights: https://creativecommons.org/publicdomain/mark/1.0/\n");
  auto const before = server.head(kPdf).field("etag");
  shelf.import();
  EXPECT_NE(server.head(kPdf).field("etag"), before);
}

TEST(Renderings, OfKnownLengthAreSentInParts) {
  Bookshelf const shelf;
  RunningServer const server(shelf.config());
  for (auto const* const file : {"text.txt", "originals.zip"}) {
    auto const target = fmt::format("/renderings/shelf/book/{}", file);
    auto const whole = server.get(target);
    EXPECT_EQ(whole.field("content-length"), std::to_string(whole.body.size()));
    EXPECT_EQ(server.head(target).field("content-length"), whole.field("content-length"));
    auto const part = server.get(target, "Range: bytes=5-14\r\n");
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, whole.body.substr(5, 10));
    EXPECT_EQ(server.get(target, "Range: bytes=-7\r\n").body, whole.body.substr(whole.body.size() - 7));
    EXPECT_EQ(server.get(target, "Range: bytes=99999999-\r\n").status, 416);
    auto const changed = server.get(target, "Range: bytes=5-14\r\nIf-Range: \"other\"\r\n");
    EXPECT_EQ(changed.status, 200);
  }
}

TEST(Renderings, OfThreeKindsAreNamedInEveryVersion) {
  Bookshelf const shelf;
  RunningServer const server(shelf.config());
  for (auto const version : {2, 3, 4}) {
    auto const manifest =
        boost::json::parse(server.get(fmt::format("/presentation/{}/shelf/book/manifest", version)).body);
    auto const& all = manifest.at("rendering").as_array();
    ASSERT_EQ(all.size(), 3U) << version;
    for (auto const& one : all) {
      auto const url = std::string(one.at(version == 2 ? "@id" : "id").as_string());
      EXPECT_TRUE(one.as_object().contains("label")) << url;
      EXPECT_TRUE(one.as_object().contains("format")) << url;
      EXPECT_EQ(server.head(url.substr(url.find("/renderings/"))).status, 200) << url;
    }
  }
}

}  // namespace
}  // namespace triforium::test
