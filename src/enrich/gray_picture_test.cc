#include "enrich/gray_picture.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/data.h"
#include "support/temporary_folder.h"

namespace triforium::enrich {
namespace {

TEST(ReadGray, ReadsAPictureAsPgm) {
  test::TemporaryFolder const folder;
  folder.write("page.pgm", "P5\n3 2\n255\nabcdef");
  auto const gray = blocking_read_gray(folder.path() / "page.pgm", {});
  ASSERT_TRUE(gray) << gray.error().message;
  EXPECT_EQ(as_text(gray->pgm), "P5\n3 2\n255\nabcdef");
  EXPECT_EQ(gray->full_size, (PixelSize{3, 2}));
}

TEST(ReadGray, SetsPicturesUpright) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  PixelSize upright{};
  for (auto const& entry : std::filesystem::directory_iterator(*data / "zoo/jpeg/exif_orientation")) {
    if (entry.path().extension() != ".jpg") continue;
    auto const gray = blocking_read_gray(entry.path(), {});
    ASSERT_TRUE(gray) << entry.path();
    if (upright.area() == 0) upright = gray->size;
    EXPECT_EQ(gray->size, upright) << entry.path();
  }
  EXPECT_GT(upright.area(), 0);
}

TEST(ReadGray, SaysWhatIsNoPicture) {
  test::TemporaryFolder const folder;
  folder.write("page.jpg", "no picture");
  EXPECT_FALSE(blocking_read_gray(folder.path() / "page.jpg", {}));
}

}  // namespace
}  // namespace triforium::enrich
