#include "presentation/check/html.h"

#include <gtest/gtest.h>

namespace triforium::presentation {
namespace {

using Kind = HtmlFault::Kind;

std::vector<Kind> kinds(std::string_view text) {
  std::vector<Kind> found;
  for (auto const& fault : check_html(text))
    found.push_back(fault.kind);
  return found;
}

TEST(CheckHtml, TellsHtmlFromText) {
  EXPECT_TRUE(is_html("<p>x</p>"));
  EXPECT_TRUE(is_html(" <p>x</p>\n"));
  EXPECT_FALSE(is_html("x <b>y</b>"));
  EXPECT_FALSE(is_html("<>"));
}

TEST(CheckHtml, AcceptsWhatTheSpecificationAllows) {
  EXPECT_TRUE(kinds("<p>A <a href=\"https://x.org/?a=1&amp;b=2\">link</a>, <b>b</b><br/><i>i</i></p>").empty());
  EXPECT_TRUE(kinds("<span><img src='http://x.org/a.png' alt='A'/><sup>2</sup></span>").empty());
}

TEST(CheckHtml, RefusesWhatCanRun) {
  EXPECT_EQ(kinds("<p><script>x()</script></p>"), std::vector{Kind::unsafe});
  EXPECT_EQ(kinds("<p ONCLICK='x()'>y</p>"), std::vector{Kind::unsafe});
  EXPECT_EQ(kinds("<a href='java&#x73;cript:x()'>y</a>"), std::vector{Kind::unsafe});
  EXPECT_EQ(kinds("<a href='java\tscript:x()'>y</a>"), std::vector{Kind::unsafe});
  EXPECT_EQ(kinds("<p><!-- x --></p>"), std::vector{Kind::unsafe});
  EXPECT_EQ(kinds("<p><![CDATA[ x ]]></p>"), std::vector{Kind::unsafe});
  EXPECT_EQ(kinds("<p><?php x ?></p>"), std::vector{Kind::unsafe});
}

TEST(CheckHtml, SeesWhatIsNotOneElement) {
  EXPECT_EQ(kinds("<p>a</p><p>b</p>"), std::vector{Kind::malformed});
  EXPECT_EQ(kinds("<p>a</b>"), (std::vector{Kind::malformed, Kind::malformed}));
  EXPECT_EQ(kinds(" <p>a</p>"), std::vector{Kind::padded});
  EXPECT_EQ(kinds("<div>a</div>"), std::vector{Kind::unknown});
}

TEST(SanitiseHtml, LeavesOnlyWhatIsSafe) {
  EXPECT_EQ(sanitise_html("<p>a<script>b<b>c</b></script>d</p>"), "<p>ad</p>");
  EXPECT_EQ(sanitise_html("<p class='x' onclick='y'>a</p>"), "<p>a</p>");
  EXPECT_EQ(sanitise_html("<a href='javascript:x'>a</a>"), "<a>a</a>");
  EXPECT_EQ(sanitise_html("<a href='https://x.org/\"><b>'>a</a>"),
            "<a href=\"https://x.org/&quot;&gt;&lt;b&gt;\">a</a>");
  EXPECT_EQ(sanitise_html("<div><p>a<i>b</div>"), "<p>a<i>b</i></p>");
  EXPECT_EQ(sanitise_html("<p>1 < 2 &amp; 3</p>"), "<p>1 &lt; 2 &amp; 3</p>");
  EXPECT_EQ(sanitise_html("a < b"), "a &lt; b");
}

TEST(SanitiseHtml, IsItsOwnFixedPoint) {
  for (auto const* text :
       {"<p>a<i>b</p>", "<p><<b>&lt;script&gt;</b>>", "<b><b><b>x</b>", "<a href=https://x>y</a/ >"}) {
    auto const once = sanitise_html(text);
    ASSERT_TRUE(is_html(once)) << text;
    EXPECT_EQ(sanitise_html(once), once) << text;
  }
}

}  // namespace
}  // namespace triforium::presentation
