#include "exports/page.h"

#include <gmock/gmock.h>

namespace triforium::exports {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kBase = "https://x.org/site";

boost::json::object manifest() {
  return boost::json::parse(R"json({"id":"https://x.org/site/presentation/3/a/manifest.json","type":"Manifest",
    "label":{"de":["Ein <Buch>"]},"rights":"http://creativecommons.org/publicdomain/mark/1.0/",
    "metadata":[{"label":{"en":["Creator"]},"value":{"none":["<a href='javascript:x()'>Ines</a>","<b>& Co</b>"]}}],
    "homepage":[{"id":"javascript:alert(1)","type":"Text","label":{"en":["bad"]}}],
    "thumbnail":[{"id":"https://x.org/site/iiif/3/a~1/full/10,/0/default.jpg"}],
    "items":[{"id":"c1","type":"Canvas","label":{"none":["1r"]},
      "thumbnail":[{"id":"https://x.org/site/iiif/3/a~1/full/10,/0/default.jpg"}],
      "items":[{"items":[{"body":{"id":"https://x.org/site/iiif/3/a~1/full/max/0/default.jpg"}}]}]},
      {"id":"c2","type":"Canvas"},"strange"]})json")
      .as_object();
}

TEST(ItemPage, ShowsWhatTheManifestSays) {
  auto const page = item_page(manifest(), kBase, "../../");
  EXPECT_THAT(page, HasSubstr("<title>Ein &lt;Buch&gt;</title>"));
  EXPECT_THAT(page, HasSubstr("<h1><span lang=\"de\">Ein &lt;Buch&gt;</span></h1>"));
  EXPECT_THAT(page, HasSubstr("<b>&amp; Co</b>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"../../iiif/3/a~1/full/max/0/default.jpg\"><img src=\"../../iiif/3/a~1/"));
  EXPECT_THAT(page, HasSubstr("<span>1r</span>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"../../presentation/3/a/manifest.json\">"));
}

TEST(ItemPage, RunsNoScripts) {
  EXPECT_THAT(item_page(manifest(), kBase, ""), Not(HasSubstr("href=\"javascript:")));
  EXPECT_THAT(item_page(manifest(), kBase, ""), Not(HasSubstr("href='javascript:")));
}

TEST(StartPage, ListsItems) {
  auto const entry = entry_of(manifest(), kBase, "id/a/index.html");
  EXPECT_THAT(start_page({entry}), HasSubstr("<h1>1 item</h1>"));
  EXPECT_THAT(start_page({entry}), HasSubstr("<li><a href=\"id/a/index.html\"><img src=\"iiif/3/a~1/full/10,/0/"
                                             "default.jpg\" alt=\"\" loading=\"lazy\"><span>Ein &lt;Buch&gt;</span>"));
}

}  // namespace
}  // namespace triforium::exports
