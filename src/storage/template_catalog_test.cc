#include "storage/template_catalog.h"

#include <gtest/gtest.h>

#include "storage/identifier_template.h"
#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

std::string filled(std::string_view text, std::string_view identifier) {
  return IdentifierTemplate::parse(text).value().fill(identifier,
                                                      [](std::string_view piece) { return std::string(piece); });
}

TEST(IdentifierTemplate, PutsPiecesInTheirPlaces) {
  EXPECT_EQ(filled("{id:0:2}/{id:2:2}/{id}.tif", "ab1234"), "ab/12/ab1234.tif");
  EXPECT_EQ(filled("{id:4:9}-{id}", "abc"), "-abc");
  EXPECT_EQ(filled("{id}", "x"), "x");
}

TEST(IdentifierTemplate, RefusesOtherBraces) {
  for (auto const* bad :
       {"", "plain.tif", "{id", "id}", "{name}", "{id:1}/{id}", "{id:a:b}/{id}", "{id:0:0}/{id}", "{id:0:2}"}) {
    EXPECT_FALSE(IdentifierTemplate::parse(bad)) << bad;
  }
}

TEST(TemplateCatalog, FindsWhatItsTemplateAndExpressionAllow) {
  test::TemporaryFolder folder;
  folder.write("ab/abc.tif", "abc");
  folder.write("outside.tif", "outside");
  auto const catalog = make_template_catalog(folder.path().string(), "{id:0:2}/{id}.tif", "[a-z./]+").value();
  EXPECT_TRUE(catalog->blocking_open("abc"));
  EXPECT_TRUE(catalog->blocking_identify("abc"));
  for (auto const& bad :
       std::initializer_list<std::string>{"ABC", "abd", "", "../outside", "..", std::string(100'000, 'a')}) {
    auto const opened = catalog->blocking_open(bad);
    ASSERT_FALSE(opened) << bad;
    EXPECT_EQ(opened.error().kind, ErrorKind::not_found);
  }
  EXPECT_FALSE(make_template_catalog(folder.path().string(), "{id}", "["));
  EXPECT_FALSE(make_template_catalog("/nonexistent", "{id}", ".*"));
}

}  // namespace
}  // namespace triforium::storage
