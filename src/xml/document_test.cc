#include "xml/document.h"

#include <gtest/gtest.h>

#include <string>

#include "xml/sniff.h"

namespace triforium::xml {
namespace {

TEST(Xml, HasLinesAndLimits) {
  auto const xml = Document::parse("<a>\n  <m:b x:y='1'> t <!-- no --> u</m:b>\n</a>");
  ASSERT_TRUE(xml);
  auto const b = child_of(xml->root(), "b");
  EXPECT_EQ(xml->line_of(b), 2U);
  EXPECT_EQ(attribute_of(b, "y"), "1");
  EXPECT_EQ(text_of(b), "t u");
  EXPECT_FALSE(Document::parse("<a><b></a>"));
}

ErrorKind kind_of_error(std::string_view text, Shape const& most) {
  auto const parsed = Document::parse(text, {.shape = most});
  return parsed ? ErrorKind::internal : parsed.error().kind;
}

TEST(Xml, IsBoundedBeforeThereIsATree) {
  EXPECT_EQ(kind_of_error("<a><a><a/></a></a>", {.depth = 1}), ErrorKind::too_large);
  EXPECT_EQ(kind_of_error("<a><b/><b/></a>", {.elements = 2}), ErrorKind::too_large);
  EXPECT_EQ(kind_of_error("<a><b c='' d=''/></a>", {.attributes = 1}), ErrorKind::too_large);
  EXPECT_TRUE(Document::parse("<a b='>'><!-- <c><c> --><![CDATA[<c><c>]]><d/></a>", {.shape = {.depth = 1}}));
}

TEST(Xml, IsInTheEncodingThatItDeclares) {
  EXPECT_EQ(Document::parse("<a>\xE4</a>").error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(text_of(Document::parse("<a>\xE4</a>", {.bad_bytes = BadBytes::replaced})->root()), "\uFFFD");
  EXPECT_EQ(text_of(Document::parse("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>")->root()), "ä");
}

TEST(Xml, ReadsNoEntities) {
  EXPECT_TRUE(Document::parse("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>"));
  EXPECT_EQ(Document::parse("\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").error().message,
            "line 2: the document type declares entities, which are not read");
}

TEST(Xml, IsKnownByItsRoot) {
  EXPECT_EQ(sniff_root("<?xml version='1.0'?><!-- x --><m:mets xmlns:m=\"u\" a='b'>").xml_namespace, "u");
}

}  // namespace
}  // namespace triforium::xml
