// With a page that ffmpeg or poppler makes for the test, and Tesseract reads.
#include "enrich/recognition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "enrich/enrich.h"
#include "enrich/read_file.h"
#include "media/ocr.h"
#include "media/pdf.h"
#include "support/pdf_file.h"
#include "support/temporary_folder.h"
#include "text/alto/alto.h"

namespace triforium::enrich {
namespace {

using presentation::ItemDraft;
using presentation::MediaKind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class RecogniseTexts : public testing::Test {
 protected:
  void SetUp() override {
    folder.write("book.pdf", test::pdf_file());
    auto const picture = media::blocking::draw_pdf_page(folder.path() / "book.pdf", 1, 200);
    if (!picture || !media::blocking::check_ocr("eng")) GTEST_SKIP() << "Tesseract or poppler's programs are not here";
    folder.write("page.jpg", as_text(*picture));
    item.id = "item";
    item.canvases.emplace_back();
    item.canvases[0].key = "1";
    item.canvases[0].paintings.emplace_back();
    item.canvases[0].paintings[0].file.location = (folder.path() / "page.jpg").string();
    item.canvases[0].paintings[0].kind = MediaKind::image;
  }
  std::vector<std::string> enrich(ItemDraft& draft, std::string languages) const {
    Settings settings;
    settings.folder = folder.path() / "derived";
    settings.recognition.languages = std::move(languages);
    return blocking_enrich(draft, settings);
  }
  std::string only_alto(ItemDraft const& draft) const {
    if (draft.canvases[0].texts.size() != 1) return "no text";
    return std::string(as_text(blocking_read_file(draft.canvases[0].texts[0].file.location, 1 << 20).value()));
  }

  test::TemporaryFolder folder;
  ItemDraft item;
};

TEST_F(RecogniseTexts, ReadsWhatStandsOnAPage) {
  EXPECT_THAT(enrich(item, "eng"), IsEmpty());
  auto const alto = only_alto(item);
  EXPECT_THAT(alto, HasSubstr("CONTENT=\"Guten\""));
  EXPECT_THAT(alto, HasSubstr("<softwareName>tesseract 5"));
  EXPECT_THAT(alto, Not(HasSubstr(folder.path().string())));
  EXPECT_EQ(item.canvases[0].texts[0].file.language, "en");
  auto const page = text::read_alto({reinterpret_cast<std::uint8_t const*>(alto.data()), alto.size()})->pages.at(0);
  EXPECT_EQ(page.size, (text::Size{556, 834}));
}

TEST_F(RecogniseTexts, TakesLaterWhatWasRecognisedBefore) {
  auto later = item;
  enrich(item, "eng");
  EXPECT_THAT(enrich(later, ""), IsEmpty());
  EXPECT_EQ(only_alto(later), only_alto(item));
}

TEST_F(RecogniseTexts, LeavesPagesThatHaveText) {
  auto without = item;
  item.canvases[0].texts.emplace_back();
  item.canvases[0].texts[0].file.location = "/own.xml";
  enrich(item, "eng");
  ASSERT_THAT(item.canvases[0].texts, SizeIs(1));
  EXPECT_EQ(item.canvases[0].texts[0].file.location, "/own.xml");
  enrich(without, "");
  EXPECT_THAT(without.canvases[0].texts, IsEmpty());
}

TEST_F(RecogniseTexts, LeavesBlankPages) {
  folder.write("page.jpg", "P5\n60 60\n255\n" + std::string(3600, '\xff'));
  EXPECT_THAT(enrich(item, "eng"), IsEmpty());
  EXPECT_THAT(item.canvases[0].texts, IsEmpty());
}

TEST_F(RecogniseTexts, LeavesNoFilesOfItsOwnBehind) {
  enrich(item, "eng");
  for (auto const& entry : std::filesystem::directory_iterator(folder.path() / "derived"))
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("unfinished")));
}

}  // namespace
}  // namespace triforium::enrich
