// Manifests and collections as input.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

#include "importer/importer.h"
#include "importer/mirror.h"
#include "json/parse.h"
#include "store/test_store.h"
#include "support/temporary_folder.h"
#include "support/tiny_http_server.h"

namespace triforium::importer {
namespace {

using test::TinyHttpServer;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::string manifest(std::string const& id, std::string const& label = "A book") {
  return fmt::format(
      R"({{"@context":"http://iiif.io/api/presentation/3/context.json","id":"{0}","type":"Manifest",)"
      R"("label":{{"en":["{1}"]}},"items":[{{"id":"{0}/canvas","type":"Canvas","height":2,"width":2,)"
      R"("items":[{{"id":"{0}/page","type":"AnnotationPage","items":[{{"id":"{0}/painting","type":"Annotation",)"
      R"("motivation":"painting","target":"{0}/canvas","body":{{"id":"https://images.example.org/1.jpg",)"
      R"("type":"Image","format":"image/jpeg","height":2,"width":2}}}}]}}]}}]}})",
      id, label);
}

std::string collection(std::string const& id, std::vector<std::pair<std::string, std::string>> const& members) {
  boost::json::array items;
  for (auto const& [type, member] : members)
    items.push_back(boost::json::object{{"id", member}, {"type", type}, {"label", {{"en", {"A member"}}}}});
  return boost::json::serialize(boost::json::object{{"@context", "http://iiif.io/api/presentation/3/context.json"},
                                                    {"id", id},
                                                    {"type", "Collection"},
                                                    {"label", {{"en", {"A shelf"}}}},
                                                    {"items", items}});
}

struct Heard : Listener {
  void found(ingest::Finding const& finding) override { findings.push_back(finding.message); }
  void settled(Settled const& settled) override {
    outcomes.push_back(settled.id + " " + std::string(name_of(settled.outcome)));
    labels.push_back(settled.label);
    reasons += settled.error.message;
  }
  std::vector<std::string> findings, outcomes, labels;
  std::string reasons;
};

class DocumentsTest : public testing::Test {
 protected:
  DocumentsTest()
      : store(store::test::open_in_memory()), server([this](std::string const& head) { return answer(head); }) {
    store::test::must(*store, [](store::Writing& writing) { return writing.publish(store::test::collection("root")); });
    settings.mirror.fetch.allows_private_addresses = true;
    settings.mirror.fetch.pause = {};
  }
  std::string answer(std::string const& head) const {
    auto const path = head.substr(4, head.find(' ', 4) - 4);
    if (auto const found = redirects.find(path); found != redirects.end())
      return fmt::format("HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                         found->second);
    auto const found = pages.find(path);
    auto const& body = found == pages.end() ? std::string() : found->second;
    return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                       found == pages.end() ? "404 Not Found" : "200 OK", body.size(), body);
  }
  Heard import(std::string const& path) {
    Heard heard;
    auto const done = blocking_import(*store, {path}, settings, heard);
    EXPECT_TRUE(done) << done.error().message;
    if (done) summary = *done;
    return heard;
  }
  std::string folder_path(std::string const& name) const { return (folder.path() / name).string(); }
  std::string url(std::string const& path) const { return server.url() + path; }
  boost::json::value document(std::string const& id) const {
    auto const found = *store->read([&](store::Reading& reading) { return reading.find_document(id); });
    return found ? *json::parse(found->text) : boost::json::value();
  }

  std::map<std::string, std::string> pages, redirects;
  test::TemporaryFolder folder;
  std::unique_ptr<store::Store> store;
  TinyHttpServer server;
  Settings settings;
  Summary summary;
};

TEST_F(DocumentsTest, AreCopiedUnderNamesOfOurs) {
  folder.write("in/book.json", manifest("https://example.org/book"));
  EXPECT_THAT(import(folder_path("in/book.json")).outcomes, ElementsAre("book published"));
  auto const copy = document("book");
  EXPECT_EQ(copy.at("id"), "urn:triforium:presentation/3/book/manifest");
  EXPECT_EQ(copy.at_pointer("/items/0/id"), "https://example.org/book/canvas") << "what others said of it stays true";
  EXPECT_EQ(copy.at_pointer("/seeAlso/0/id"), "https://example.org/book");
  EXPECT_EQ(store::test::member_ids(*store, "root"), "book");
  auto const named = store::test::resolve(*store, "https://example.org/book");
  ASSERT_TRUE(std::holds_alternative<store::Moved>(named)) << "the name of the original leads to the copy";
  EXPECT_EQ(std::get<store::Moved>(named).id, "book");
  EXPECT_THAT(import(folder_path("in/book.json")).outcomes, ElementsAre("book unchanged"));
}

TEST_F(DocumentsTest, OfAFolderBecomeACollection) {
  folder.write("in/one.json", manifest("https://example.org/one"));
  folder.write("in/two/manifest.json", manifest("https://example.org/two"));
  auto const heard = import(folder_path("in"));
  EXPECT_THAT(heard.outcomes, ElementsAre("in published", "in/one published", "in/two published"));
  EXPECT_EQ(store::test::member_ids(*store, "in"), "in/one in/two");
}

TEST_F(DocumentsTest, OfOlderVersionsBecomeOnesOfToday) {
  folder.write("old.json",
               R"({"@context":"http://iiif.io/api/presentation/2/context.json","@id":"https://example.org/old",)"
               R"("@type":"sc:Manifest","label":"Old","sequences":[{"@type":"sc:Sequence","canvases":[)"
               R"({"@id":"https://example.org/c","@type":"sc:Canvas","label":"1","height":2,"width":2,"images":[)"
               R"({"@type":"oa:Annotation","motivation":"sc:painting","on":"https://example.org/c","resource":)"
               R"({"@id":"https://example.org/1.jpg","@type":"dctypes:Image","format":"image/jpeg"}}]}]}]})");
  EXPECT_THAT(import(folder_path("old.json")).outcomes, ElementsAre("old published"));
  EXPECT_EQ(document("old").at("type"), "Manifest");
}

TEST_F(DocumentsTest, ThatBreakARuleAreRefusedWithThePlace) {
  auto text = manifest("https://example.org/book");
  auto const type = text.find(R"("type":"Canvas")");
  text.replace(type, 15, R"("type":"Leaf")");
  folder.write("book.json", text);
  auto const heard = import(folder_path("book.json"));
  EXPECT_THAT(heard.outcomes, ElementsAre("book failed"));
  EXPECT_THAT(heard.reasons, HasSubstr("/items/0"));
}

TEST_F(DocumentsTest, ThatCanBeUnderstoodAreMended) {
  auto text = manifest("https://example.org/book");
  text.replace(text.find(R"("height":2,)"), 11, R"("height":"2",)");
  folder.write("book.json", text);
  auto const heard = import(folder_path("book.json"));
  EXPECT_THAT(heard.outcomes, ElementsAre("book published"));
  EXPECT_THAT(heard.findings, Contains(HasSubstr("/items/0/height")));
}

TEST_F(DocumentsTest, AreListedWhereTheyAreIfAskedTo) {
  settings.mirror.as = As::reference;
  folder.write("book.json", manifest("https://example.org/book"));
  auto const heard = import(folder_path("book.json"));
  EXPECT_THAT(heard.outcomes, ElementsAre("https://example.org/book published"));
  EXPECT_THAT(heard.labels, ElementsAre("A book"));
  auto const members = store::test::members(*store, "root");
  ASSERT_EQ(members.size(), 1U);
  EXPECT_FALSE(members[0].is_ours);
  EXPECT_THAT(members[0].reference, HasSubstr("A book"));
  EXPECT_THAT(import(folder_path("book.json")).outcomes, ElementsAre("https://example.org/book unchanged"));
}

TEST_F(DocumentsTest, OfCollectionsComeWithTheirMembers) {
  pages["/top.json"] = collection(url("/top.json"), {{"Manifest", url("/b.json")}, {"Collection", url("/sub.json")}});
  // A cycle, too.
  pages["/sub.json"] = collection(url("/sub.json"), {{"Manifest", url("/a.json")}, {"Collection", url("/top.json")}});
  pages["/a.json"] = manifest(url("/a.json"));
  pages["/b.json"] = manifest(url("/b.json"));
  auto const heard = import(url("/top.json"));
  EXPECT_EQ(summary.published, 4U) << testing::PrintToString(heard.findings) << heard.reasons;
  auto const top = id_of_url(url("/top.json")), sub = id_of_url(url("/sub.json"));
  EXPECT_EQ(store::test::member_ids(*store, top), id_of_url(url("/b.json")) + " " + sub);
  EXPECT_THAT(store::test::member_ids(*store, sub), HasSubstr(id_of_url(url("/a.json"))));
  auto const history = store::test::history(*store);
  import(url("/top.json"));
  EXPECT_EQ(summary.unchanged, 4U);
  EXPECT_EQ(store::test::history(*store), history);
}

TEST_F(DocumentsTest, ThatCannotBeFetchedStayListedWhereTheyAre) {
  pages["/top.json"] = collection(url("/top.json"), {{"Manifest", url("/gone.json")}});
  auto const heard = import(url("/top.json"));
  EXPECT_THAT(heard.findings, Contains(HasSubstr("its server answers 404. It is listed where it is.")));
  auto const members = store::test::members(*store, id_of_url(url("/top.json")));
  ASSERT_EQ(members.size(), 1U);
  EXPECT_EQ(members[0].id, url("/gone.json"));
  EXPECT_FALSE(summary.is_fine());
}

TEST_F(DocumentsTest, OfACollectionMayLieBesideIt) {
  folder.write("in/all.json", collection("https://example.org/all", {{"Manifest", "https://example.org/z"},
                                                                     {"Manifest", "https://example.org/a"}}));
  folder.write("in/a.json", manifest("https://example.org/a"));
  folder.write("in/z.json", manifest("https://example.org/z"));
  import(folder_path("in"));
  EXPECT_EQ(store::test::member_ids(*store, "in/all"), "in/z in/a") << "none was fetched, and the order is its own";
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(DocumentsTest, AreFoundThroughRedirects) {
  redirects["/old"] = "/new";
  pages["/new"] = manifest(url("/new"));
  import(url("/old"));
  EXPECT_EQ(summary.published, 1U);
  redirects["/round"] = "/round";
  EXPECT_THAT(import(url("/round")).reasons, HasSubstr("redirects more than 5 times"));
}

TEST_F(DocumentsTest, AreNotFetchedFromBehindOurDoor) {
  settings.mirror.fetch.allows_private_addresses = false;
  pages["/a.json"] = manifest(url("/a.json"));
  EXPECT_THAT(import(url("/a.json")).reasons, HasSubstr("cannot be reached"));
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(DocumentsTest, AreNotFetchedIfTheyAreTooLarge) {
  settings.mirror.fetch.max_bytes = 100;
  pages["/a.json"] = manifest(url("/a.json"));
  EXPECT_THAT(import(url("/a.json")).reasons, HasSubstr("it has more than 100 bytes"));
}

// The smallest GIF: one transparent pixel.
constexpr std::string_view kPixel{
    "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02"
    "D\x01\0;",
    43};

TEST_F(DocumentsTest, ComeWithTheirPicturesIfAskedTo) {
  settings.mirror.as = As::whole;
  settings.mirror.folder = folder.path() / "imported";
  auto text = manifest(url("/a"));
  auto const image = text.find("https://images.example.org/1.jpg");
  folder.write("a.json", text.replace(image, 32, url("/1.gif")));
  EXPECT_THAT(import(folder_path("a.json")).findings, testing::Contains(HasSubstr("its server answers 404. It stays")));
  EXPECT_EQ(document("a").at_pointer("/items/0/items/0/items/0/body/id").as_string(), std::string_view(url("/1.gif")));

  pages["/1.gif"] = kPixel;
  EXPECT_THAT(import(folder_path("a.json")).outcomes, ElementsAre("a updated")) << "it is tried again";
  auto const copy = document("a");
  EXPECT_EQ(copy.at_pointer("/items/0/items/0/items/0/body/id"), "urn:triforium:iiif/3/a~p1/full/max/0/default.jpg");
  EXPECT_EQ(copy.at_pointer("/items/0/width"), 2) << "the canvas stays as it is";
  auto const asset = *store->read([](store::Reading& reading) { return reading.find_asset("a~p1"); });
  ASSERT_TRUE(asset);
  EXPECT_EQ(asset->asset.width, 1U);
  EXPECT_TRUE(std::filesystem::exists(asset->asset.path));
  auto const asked = server.requests();
  EXPECT_THAT(import(folder_path("a.json")).outcomes, ElementsAre("a unchanged"));
  EXPECT_EQ(server.requests(), asked);
}

TEST_F(DocumentsTest, OfOtherTypesAreLeftAlone) {
  folder.write("in/page.json",
               R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"https://example.org/p",)"
               R"("type":"AnnotationPage","items":[]})");
  folder.write("in/a.json", manifest("https://example.org/a"));
  auto const heard = import(folder_path("in"));
  EXPECT_THAT(heard.findings, Contains("It is of type “AnnotationPage”; only manifests and collections are imported."));
  EXPECT_TRUE(summary.is_fine());
}

TEST(IdOfUrl, IsTheSameForTheSameUrlAndNoOther) {
  EXPECT_EQ(id_of_url("https://example.org/iiif/7/manifest.json"), "example.org/iiif/7");
  EXPECT_EQ(id_of_url("https://example.org/a.json#x"), "example.org/a.json");
  EXPECT_THAT(id_of_url("https://example.org/manifest/a?b=c"), testing::StartsWith("example.org/a-b-c-"));
  EXPECT_NE(id_of_url("https://example.org/a?b"), id_of_url("https://example.org/a-b"));
  EXPECT_NE(id_of_url("https://example.org/collection"), id_of_url("https://example.org/manifest"));
  EXPECT_LE(id_of_url("https://example.org/" + std::string(5000, '/') + std::string(500, 'x')).size(), 200U);
}

}  // namespace
}  // namespace triforium::importer
