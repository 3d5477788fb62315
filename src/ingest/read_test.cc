#include "ingest/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/describe.h"
#include "support/temporary_folder.h"

namespace triforium::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Reading read(std::map<std::string, std::string> files, ReadOptions const& options = {}) {
  return blocking_read(*make_memory_tree("book", std::move(files)), options);
}

std::vector<std::string> keys_of(presentation::ItemDraft const& item) {
  std::vector<std::string> keys;
  for (auto const& canvas : item.canvases)
    keys.push_back(canvas.key);
  return keys;
}

std::string const kAlto = R"(<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"/>)";

TEST(ReadFolder, MakesPagesInNaturalOrderWithTheirTexts) {
  auto const reading = read({{"10.jpg", ""},
                             {"2.jpg", ""},
                             {"2.xml", kAlto},
                             {"2.en.vtt", "WEBVTT"},
                             {"9.xml", "<data/>"},
                             {"whole.pdf", ""}});
  ASSERT_EQ(reading.items.size(), 1U);
  auto const& item = reading.items.front();
  EXPECT_EQ(item.id, "book");
  EXPECT_THAT(keys_of(item), ElementsAre("2", "10"));
  ASSERT_EQ(item.canvases[0].texts.size(), 2U);
  EXPECT_EQ(item.canvases[0].texts[0].file.language, "en");
  EXPECT_FALSE(item.canvases[0].texts[0].file.label.is_empty());
  EXPECT_EQ(item.canvases[0].texts[1].file.profile, "http://www.loc.gov/standards/alto");
  EXPECT_EQ(item.description.renderings.size(), 1U);
}

TEST(ReadFolder, FollowsBiiif) {
  auto const reading = read({{"info.yml", "label: Rings\nattribution: Tolkien\nmetadata:\n  Author: J. R. R.\n"},
                             {"1-two/_page-1/a.jpg", ""},
                             {"1-two/_page-1/info.yml", "label: {en: First, de: Erste}\n"},
                             {"1-two/thumb.jpg", ""},
                             {"!not/x.jpg", ""},
                             {"more/manifests.yml", "manifests:\n  - id: http://test.com/one/index.json\n"}});
  ASSERT_EQ(reading.collections.size(), 2U);
  EXPECT_EQ(reading.collections[0].description.metadata.front().value.values.front().second.front(), "J. R. R.");
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items[0].id, "book/1-two");
  EXPECT_THAT(reading.items[0].collections, ElementsAre("book"));
  EXPECT_EQ(reading.items[0].canvases[0].key, "page-1");
  EXPECT_EQ(reading.items[0].canvases[0].description.label.values[1].second.front(), "Erste");
  EXPECT_TRUE(reading.items[0].description.thumbnail.has_value());
  ASSERT_EQ(reading.documents.size(), 1U);
  EXPECT_EQ(reading.documents[0].label.values.front().second.front(), "one");
}

TEST(ReadFolder, MakesAnItemOfAPdfThatStandsAlone) {
  auto const reading = read({{"thesis.pdf", ""}, {"thesis.epub", ""}, {"info.yml", "label: A thesis\n"}});
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items[0].id, "book");
  EXPECT_TRUE(reading.items[0].canvases.empty());
  EXPECT_EQ(reading.items[0].description.renderings.size(), 2U);
  EXPECT_THAT(reading.findings.front().message, HasSubstr("thesis.pdf"));
}

TEST(ReadFolder, MakesAnItemOfEachOfSeveralPdfs) {
  auto const reading = read({{"on_maps.pdf", ""}, {"on_maps.epub", ""}, {"Über Karten.pdf", ""}, {"other.epub", ""}});
  ASSERT_EQ(reading.items.size(), 2U);
  EXPECT_EQ(reading.items[0].id, "book/on_maps");
  EXPECT_EQ(reading.items[0].description.label.values[0].second[0], "on maps");
  EXPECT_EQ(reading.items[0].description.renderings.size(), 2U);
  EXPECT_THAT(reading.items[1].collections, ElementsAre("book"));
  ASSERT_EQ(reading.collections.size(), 1U);
  EXPECT_EQ(reading.collections[0].description.renderings.size(), 1U);  // what belongs to no PDF
}

TEST(ReadFolder, MakesItemsOfPdfsBesideFolders) {
  auto const reading = read({{"index.pdf", ""}, {"one/1.jpg", ""}});
  ASSERT_EQ(reading.items.size(), 2U);
  EXPECT_EQ(reading.items[0].id, "book/index");
  EXPECT_EQ(reading.items[1].id, "book/one");
}

TEST(ReadFile, TakesWhatIsCalledLikeIt) {
  ReadOptions options;
  options.file = "film.mp4";
  auto const reading =
      read({{"film.mp4", ""}, {"film.de.vtt", "WEBVTT"}, {"film2.mp4", ""}, {"film.jpg", ""}}, options);
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items[0].id, "film");
  ASSERT_EQ(reading.items[0].canvases.size(), 1U);
  EXPECT_EQ(reading.items[0].canvases[0].texts.size(), 1U);
  EXPECT_TRUE(reading.items[0].canvases[0].placeholder.has_value());
  options.file = "notes.odt";
  EXPECT_TRUE(read({{"notes.odt", ""}, {"film.mp4", ""}}, options).has_errors());
}

TEST(ReadFolder, KeepsKeysWhenPagesAreAddedBefore) {
  auto const before = read({{"b.jpg", ""}, {"c.jpg", ""}}).items.front();
  auto const after = read({{"a.jpg", ""}, {"b.jpg", ""}, {"c.jpg", ""}}).items.front();
  EXPECT_EQ(keys_of(before)[0], keys_of(after)[1]);
}

TEST(ReadFolder, SaysWhereAnInfoFileIsWrong) {
  auto const reading = read({{"a.jpg", ""}, {"info.yml", "label: a\nrights: mine: all\n"}});
  ASSERT_EQ(reading.items.size(), 1U);
  ASSERT_TRUE(reading.has_errors());
  EXPECT_EQ(reading.findings.front().place, "info.yml");
  EXPECT_THAT(reading.findings.front().message, HasSubstr("line 2"));
}

TEST(ReadFolder, DoesNotLetAnInfoFilePointElsewhere) {
  auto const reading = read({{"a.jpg", ""}, {"info.yml", "thumbnail: ../../etc/passwd\n"}});
  EXPECT_FALSE(reading.items.front().description.thumbnail);
  EXPECT_EQ(reading.findings.size(), 1U);
}

TEST(ReadTable, MakesItemsCollectionsAndPages) {
  auto const reading = read({{"list.csv",
                              "id;parent;type;label@de;file;order;rights;Creator;Subject\n"
                              "maps;;collection;Karten;;;;;\n"
                              "m1;maps;item;Rom;;;CC BY-SA 4.0;Piranesi;Rom|Ruinen\n"
                              "p2;m1;page;Rückseite;b.jpg;2;;;\n"
                              "p1;m1;page;Vorderseite;a.jpg;1;;;\n"
                              "bad;m1;page;Nichts;../../etc/passwd;3;;;\n"},
                             {"a.jpg", ""},
                             {"a.xml", kAlto},
                             {"b.jpg", ""}});
  ASSERT_EQ(reading.collections.size(), 1U);
  ASSERT_EQ(reading.items.size(), 1U) << describe(reading);
  auto const& item = reading.items.front();
  EXPECT_EQ(item.description.rights, "http://creativecommons.org/licenses/by-sa/4.0/");
  EXPECT_THAT(item.collections, ElementsAre("maps"));
  EXPECT_THAT(keys_of(item), ElementsAre("a", "b"));
  EXPECT_EQ(item.canvases[0].texts.size(), 1U);
  EXPECT_EQ(item.canvases[1].description.label.values.front(),
            (std::pair<std::string, std::vector<std::string>>("de", {"Rückseite"})));
  EXPECT_EQ(item.description.metadata[1].value.values.front().second.size(), 2U);
  EXPECT_THAT(describe(reading), HasSubstr("list.csv line 6: The file “../../etc/passwd” leads out"));
}

TEST(ReadTable, KnowsFester) {
  auto const reading = read({{"f.csv",
                              "Item ARK,Parent ARK,Object Type,File Name,Item Sequence,Title,viewingHint\n"
                              "ark:/1/c,,Collection,,,All,\n"
                              "ark:/1/w,ark:/1/c,Work,,,One,paged\n"
                              "ark:/1/p,ark:/1/w,Page,x/a.tif,1,Page 1,\n"},
                             {"x/a.tif", ""}});
  ASSERT_EQ(reading.items.size(), 1U) << describe(reading);
  EXPECT_EQ(reading.items[0].id, "ark:/1/w");
  EXPECT_THAT(reading.items[0].description.behaviors, ElementsAre("paged"));
  EXPECT_EQ(reading.items[0].canvases.size(), 1U);
}

TEST(ReadTable, KnowsWaxCollectionBuilderAndWorkbench) {
  EXPECT_EQ(read({{"w.csv", "pid,label,artist\nobj1,One,X\n"}, {"raw/obj1/1.jpg", ""}, {"raw/obj1/2.jpg", ""}})
                .items.at(0)
                .canvases.size(),
            2U);
  EXPECT_EQ(read({{"c.csv", "objectid,filename,title,latitude,longitude\na,a.jpg,A,46.7,-117\n"}, {"a.jpg", ""}})
                .items.at(0)
                .description.nav_place.empty(),
            false);
  auto const workbench = read(
      {{"i.csv", "id,file,title,field_model,parent_id,field_weight\n1,,Book,Paged Content,,\n2,a.jpg,P1,Page,1,1\n"},
       {"a.jpg", ""}});
  EXPECT_EQ(workbench.items.at(0).canvases.size(), 1U) << describe(workbench);
}

TEST(ReadMets, SurvivesWhatIsHostile) {
  auto const bomb = read({{"mets.xml", "<!DOCTYPE m [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><mets>&b;</mets>"}});
  EXPECT_TRUE(bomb.items.empty());
  std::string deep = "<mets>";
  for (int i = 0; i < 200'000; ++i)
    deep += "<div>";
  auto const nested = read({{"mets.xml", deep}});
  ASSERT_FALSE(nested.findings.empty());
  EXPECT_THAT(nested.findings.front().message, HasSubstr("deep"));
}

TEST(ReadMets, TakesNoFileFromOutside) {
  auto const reading =
      read({{"mets.xml", R"(<mets xmlns:xlink="http://www.w3.org/1999/xlink"><fileSec><fileGrp USE="MAX">
      <file ID="a" MIMETYPE="image/jpeg"><FLocat xlink:href="../../etc/a.jpg"/></file>
      <file ID="b" MIMETYPE="image/jpeg"><FLocat xlink:href="file:///etc/b.jpg"/></file></fileGrp></fileSec>
      <structMap TYPE="PHYSICAL"><div ID="root"><div ID="p1" ORDER="1" ORDERLABEL=" - "><fptr FILEID="a"/></div>
      <div ID="p2" ORDER="2"><fptr FILEID="b"/></div></div></structMap></mets>)"},
            {"img/b.jpg", ""}});
  ASSERT_EQ(reading.items.size(), 1U) << describe(reading);
  EXPECT_TRUE(reading.items[0].canvases[0].paintings.empty());
  EXPECT_EQ(reading.items[0].canvases[0].description.label.values.front().second.front(), "[1]");
  EXPECT_EQ(reading.items[0].canvases[1].paintings.front().file.location, "/book/img/b.jpg");
  EXPECT_THAT(describe(reading), HasSubstr("leads out of the folder"));
}

TEST(ReadMets, NamesPagesByTheirImagesAndElseByTheirIds) {
  auto const mets = [](std::string const& a, std::string const& b) {
    return R"(<mets xmlns:xlink="x"><fileSec><fileGrp USE="MAX"><file ID="a" MIMETYPE="image/jpeg"><FLocat xlink:href=")" +
           a + R"("/></file><file ID="b" MIMETYPE="image/jpeg"><FLocat xlink:href=")" + b +
           R"("/></file></fileGrp></fileSec><structMap TYPE="PHYSICAL"><div><div ID="P1" ORDER="2"><fptr FILEID="a"/></div>)" +
           R"(<div ID="P2" ORDER="1"><fptr FILEID="b"/></div></div></structMap></mets>)";
  };
  EXPECT_THAT(keys_of(read({{"mets.xml", mets("http://x.org/7.jpg", "http://x.org/8.jpg")}}).items.at(0)),
              ElementsAre("8", "7"));
  EXPECT_THAT(
      keys_of(read({{"mets.xml", mets("http://x.org/7/default.jpg", "http://x.org/8/default.jpg")}}).items.at(0)),
      ElementsAre("P2", "P1"));
}

std::map<std::string, std::string> bag(std::string const& content) {
  return {{"bagit.txt", "BagIt-Version: 1.0\n"},
          {"bag-info.txt", "Source-Organization: A library\n of books\nExternal-Identifier: abc\n"},
          {"manifest-sha256.txt", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  data/1.jpg\n"},
          {"data/1.jpg", content}};
}

TEST(ReadFolder, KnowsManifestsWhereverTheirContextStands) {
  std::string const padding(40'000, ' ');
  auto const tree = make_memory_tree(
      "x", {{"a.json", "{\"items\":[]," + padding + R"("@context":"http://iiif.io/api/presentation/3/context.json"})"},
            {"b.json", R"({"@context":"http:\/\/iiif.io\/api\/presentation\/2\/context.json"})"},
            {"c.json", R"({"@type" : "sc:Manifest"})"},
            {"d.json", R"({"type": "FeatureCollection"})"}});
  EXPECT_EQ(blocking_read(*tree, {}).documents.size(), 3U);
}

TEST(ReadFolder, LeavesOutNamesThatNobodyCanWrite) {
  auto const tree = make_memory_tree("x", {{"a.jpg", "x"}, {"\xFC.jpg", "x"}});
  auto const reading = blocking_read(*tree, {});
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items[0].canvases.size(), 1U);
  ASSERT_EQ(reading.findings.size(), 1U);
  EXPECT_NE(reading.findings[0].message.find("not UTF-8"), std::string::npos);
}

TEST(ReadFolder, TellsOfSpreadsheetsThatItCannotRead) {
  auto const tree = make_memory_tree("x", {{"a.jpg", "x"}, {"list.xlsx", "no workbook"}});
  auto const reading = blocking_read(*tree, {});
  EXPECT_EQ(reading.items.size(), 1U);
  ASSERT_EQ(reading.findings.size(), 1U);
  EXPECT_EQ(reading.findings[0].place, "list.xlsx");
}

TEST(ReadFolder, FollowsNoLinkInCircles) {
  test::TemporaryFolder const folder;
  folder.write("a/1.jpg", "x");
  std::filesystem::create_directory_symlink("..", folder.path() / "a" / "up");
  std::filesystem::create_directory_symlink("a", folder.path() / "again");
  auto const tree = blocking_open_folder_tree(folder.path().string());
  ASSERT_TRUE(tree);
  EXPECT_EQ((*tree)->list("a")->size(), 1U);
  EXPECT_EQ((*tree)->list("")->size(), 2U);
}

// https://github.com/UCLALibrary/fester – works and their pages are tables of their own, written by hand.
TEST(ReadTable, FindsTheWorkOfAPageInTheTableBesideIt) {
  auto const tree =
      make_memory_tree("x", {{"pages.csv",
                              "Item ARK, Parent ARK ,\tObject Type,File Name,Item Sequence\n"
                              "ark:/1/p2,ark:/1/w,Page,2.jpg,2\nark:/1/p1,ark:/1/w,Page,1.jpg,1\n"},
                             {"works.csv", "Item ARK,Parent ARK,Object Type,Title\nark:/1/w,,Work,A work\n"},
                             {"1.jpg", "x"},
                             {"2.jpg", "x"}});
  auto const reading = blocking_read(*tree, {});
  EXPECT_FALSE(reading.has_errors()) << describe(reading);
  ASSERT_EQ(reading.items.size(), 1U);
  EXPECT_EQ(reading.items[0].id, "ark:/1/w");
  EXPECT_EQ(reading.items[0].canvases.size(), 2U);
}

TEST(ReadBag, GivesThePayloadWithWhatTheBagSays) {
  auto const reading = read(bag("abc"));
  ASSERT_EQ(reading.items.size(), 1U) << describe(reading);
  EXPECT_EQ(reading.items[0].id, "book");
  EXPECT_EQ(reading.items[0].description.metadata.front().value.values.front().second.front(), "A library of books");
  EXPECT_THAT(reading.items[0].aliases, ElementsAre("abc"));
}

TEST(ReadBag, PublishesNothingThatHasChanged) {
  auto const reading = read(bag("abd"));
  EXPECT_TRUE(reading.items.empty());
  EXPECT_THAT(describe(reading), HasSubstr("data/1.jpg: Its sha256 is not what the manifest says"));
}

}  // namespace
}  // namespace triforium::ingest
