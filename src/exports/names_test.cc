#include "exports/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triforium::exports {
namespace {

using testing::ElementsAre;
using testing::Pair;

store::Asset file_at(std::string path) {
  store::Asset asset;
  asset.path = std::move(path);
  return asset;
}

TEST(FolderNames, ArePossibleOnEveryDisk) {
  FolderNames names;
  EXPECT_EQ(names.take("Seite 1.jpg"), "Seite 1.jpg");
  EXPECT_EQ(names.take("Übersicht.tif"), "Übersicht.tif");
  EXPECT_EQ(names.take("a:b?.jpg"), "a_b_.jpg");
  EXPECT_EQ(names.take(".htaccess"), "_htaccess");
  EXPECT_EQ(names.take(".."), "_");
  EXPECT_EQ(names.take("end. "), "end");
  EXPECT_EQ(names.take("\xFF.jpg"), "_.jpg");
  auto const longest = names.take(std::string(300, 'x') + ".jpg");
  EXPECT_EQ(longest.size(), 200U);
  EXPECT_TRUE(longest.ends_with("x.jpg"));
}

TEST(FolderNames, AreNeverTheSame) {
  FolderNames names({"triforium.json"});
  EXPECT_EQ(names.take("p1.jpg"), "p1.jpg");
  EXPECT_EQ(names.take("P1.JPG"), "P1-2.JPG");
  EXPECT_EQ(names.take("p1.jpg"), "p1-3.jpg");
  EXPECT_EQ(names.take("Triforium.json"), "Triforium-2.json");
}

TEST(PlaceFiles, KeepsTheFoldersInWhichTheyLieTogether) {
  auto const placed = place_files({file_at("/scans/halle/MAX/0001.jpg"), file_at("/scans/halle/FULLTEXT/0001.xml"),
                                   file_at("/scans/halle/mets.xml")},
                                  "");
  EXPECT_THAT(placed, ElementsAre(Pair("/scans/halle/FULLTEXT/0001.xml", "FULLTEXT/0001.xml"),
                                  Pair("/scans/halle/MAX/0001.jpg", "MAX/0001.jpg"),
                                  Pair("/scans/halle/mets.xml", "mets.xml")));
}

TEST(PlaceFiles, PutsWhatWasMadeOfFilesAside) {
  auto const placed = place_files(
      {file_at("/scans/film.mp4"), file_at("/data/derived/ab/poster.jpg"), file_at("derived/cd/poster.jpg")},
      "/data/derived/");
  EXPECT_THAT(placed,
              ElementsAre(Pair("/data/derived/ab/poster.jpg", "derived/poster.jpg"),
                          Pair("/scans/film.mp4", "film.mp4"), Pair("derived/cd/poster.jpg", "derived/poster-2.jpg")));
}

TEST(PlaceFiles, PutsItAsideAgainWhenAnExportHasBroughtIt) {
  EXPECT_THAT(place_files({file_at("/export/film/derived/poster.jpg")}, "/data/derived/"),
              ElementsAre(Pair("/export/film/derived/poster.jpg", "derived/poster.jpg")));
}

TEST(PlaceFiles, LeavesDeepFoldersAndWhatTheMachineIsCalledBehind) {
  auto const placed = place_files({file_at("/a/b/c/d/e/f/1.jpg"), file_at("/z/1.jpg"), file_at("uploads/1.jpg")}, "");
  EXPECT_THAT(placed, ElementsAre(Pair("/a/b/c/d/e/f/1.jpg", "1.jpg"), Pair("/z/1.jpg", "z/1.jpg"),
                                  Pair("uploads/1.jpg", "1-2.jpg")));
}

}  // namespace
}  // namespace triforium::exports
