// The examples of the appendices of RFC 6902 and RFC 7396, and what must not happen.
#include "json/patch.h"

#include <gmock/gmock.h>

#include <string>

#include "json/merge_patch.h"
#include "json/parse.h"
#include "json/pointer.h"

namespace triforium::json {
namespace {

using testing::HasSubstr;

std::string patched(std::string const& document, std::string const& patch) {
  auto const done = apply_patch(*parse(document), *parse(patch));
  return done ? boost::json::serialize(*done) : done.error().message;
}
ErrorKind kind_of_error(std::string const& document, std::string const& patch) {
  auto const done = apply_patch(*parse(document), *parse(patch));
  return done ? ErrorKind::internal : done.error().kind;
}

struct Case {
  std::string document, patch, expected;
};

// https://www.rfc-editor.org/rfc/rfc6902#appendix-A
TEST(Patch, DoesWhatTheAppendixShows) {
  std::vector<Case> const cases{
      {R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux"}])", R"({"foo":"bar","baz":"qux"})"},
      {R"({"foo":["bar","baz"]})", R"([{"op":"add","path":"/foo/1","value":"qux"}])", R"({"foo":["bar","qux","baz"]})"},
      {R"({"baz":"qux","foo":"bar"})", R"([{"op":"remove","path":"/baz"}])", R"({"foo":"bar"})"},
      {R"({"foo":["bar","qux","baz"]})", R"([{"op":"remove","path":"/foo/1"}])", R"({"foo":["bar","baz"]})"},
      {R"({"baz":"qux","foo":"bar"})", R"([{"op":"replace","path":"/baz","value":"boo"}])",
       R"({"baz":"boo","foo":"bar"})"},
      {R"({"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}})",
       R"([{"op":"move","from":"/foo/waldo","path":"/qux/thud"}])",
       R"({"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}})"},
      {R"({"foo":["all","grass","cows","eat"]})", R"([{"op":"move","from":"/foo/1","path":"/foo/3"}])",
       R"({"foo":["all","cows","eat","grass"]})"},
      {R"({"baz":"qux","foo":["a",2,"c"]})",
       R"([{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}])",
       R"({"baz":"qux","foo":["a",2,"c"]})"},
      {R"({"foo":"bar"})", R"([{"op":"add","path":"/child","value":{"grandchild":{}}}])",
       R"({"foo":"bar","child":{"grandchild":{}}})"},
      {R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux","xyz":123}])", R"({"foo":"bar","baz":"qux"})"},
      {R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":10}])", R"({"/":9,"~1":10})"},
      {R"({"foo":["bar"]})", R"([{"op":"add","path":"/foo/-","value":["abc","def"]}])",
       R"({"foo":["bar",["abc","def"]]})"},
      {R"({"a":[1]})", R"([{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"","value":{"c":1}}])",
       R"({"c":1})"},
      {R"({"a":1.0})", R"([{"op":"test","path":"","value":{"a":1}}])", R"({"a":1E0})"},
  };
  for (auto const& one : cases)
    EXPECT_EQ(patched(one.document, one.patch), one.expected) << one.patch;
}

TEST(Patch, ThatCannotBeAppliedSaysWhichOperation) {
  EXPECT_EQ(kind_of_error(R"({"baz":"qux"})", R"([{"op":"test","path":"/baz","value":"bar"}])"), ErrorKind::conflict);
  EXPECT_EQ(kind_of_error(R"({"foo":"bar"})", R"([{"op":"add","path":"/baz/bat","value":"qux"}])"),
            ErrorKind::conflict);
  EXPECT_EQ(kind_of_error(R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":"10"}])"), ErrorKind::conflict);
  EXPECT_EQ(kind_of_error(R"({"a":[1]})", R"([{"op":"add","path":"/a/2","value":1}])"), ErrorKind::conflict);
  EXPECT_EQ(kind_of_error(R"({"a":[1]})", R"([{"op":"add","path":"/a/00","value":1}])"), ErrorKind::conflict);
  EXPECT_EQ(kind_of_error(R"({"a":{}})", R"([{"op":"move","from":"/a","path":"/a/b"}])"), ErrorKind::bad_request);
  EXPECT_EQ(kind_of_error(R"({"a":1})", R"([{"op":"spin","path":"/a"}])"), ErrorKind::bad_request);
  EXPECT_EQ(kind_of_error(R"({"a":1})", R"([{"op":"add","path":"/a"}])"), ErrorKind::bad_request);
  EXPECT_EQ(kind_of_error(R"({"a":1})", R"([{"op":"add","path":"a","value":1}])"), ErrorKind::bad_request);
  EXPECT_EQ(kind_of_error(R"({"a":1})", R"([{"op":"add","path":"/~2","value":1}])"), ErrorKind::bad_request);
  EXPECT_EQ(kind_of_error(R"({"a":1})", R"([{"op":"remove","path":""}])"), ErrorKind::conflict);
  EXPECT_EQ(kind_of_error("{}", "{}"), ErrorKind::bad_request);
  EXPECT_EQ(kind_of_error("{}", "[1]"), ErrorKind::bad_request);
  EXPECT_THAT(patched(R"({"a":1})", R"([{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}])"),
              HasSubstr("Operation 1"));
}

TEST(Patch, DoesNotGrowWithoutBound) {
  std::string deeper = "[", wider = "[";
  for (int i = 0; i < 100; ++i) {
    deeper += R"({"op":"copy","from":"","path":"/a"},)";
    wider += R"({"op":"copy","from":"/a","path":"/a/-"},{"op":"copy","from":"/a","path":"/b/-"},)"
             R"({"op":"copy","from":"/b","path":"/a"},)";
  }
  deeper.back() = wider.back() = ']';
  EXPECT_EQ(kind_of_error(R"({"a":1})", deeper), ErrorKind::too_large);
  EXPECT_EQ(kind_of_error(R"({"a":[1],"b":[1]})", wider), ErrorKind::too_large);
}

// https://www.rfc-editor.org/rfc/rfc7396#appendix-A
TEST(MergePatch, DoesWhatTheAppendixShows) {
  std::vector<Case> const cases{
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", R"({})"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
      {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
      {R"({"a":"foo"})", R"(null)", R"(null)"},
      {R"({"a":"foo"})", R"("bar")", R"("bar")"},
      {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
      {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
  };
  for (auto const& one : cases) {
    EXPECT_EQ(boost::json::serialize(merge_patch(*parse(one.document), *parse(one.patch))), one.expected) << one.patch;
  }
}

// https://www.rfc-editor.org/rfc/rfc6901#section-5
TEST(Pointer, FindsWhatTheSpecificationShows) {
  auto document = *parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"m~n":8})");
  auto const at = [&](std::string_view text) {
    auto const* const value = find(document, *parse_pointer(text));
    return value == nullptr ? "nothing" : boost::json::serialize(*value);
  };
  EXPECT_EQ(at("/foo/0"), R"("bar")");
  EXPECT_EQ(at("/"), "0");
  EXPECT_EQ(at("/a~1b"), "1");
  EXPECT_EQ(at("/m~0n"), "8");
  EXPECT_EQ(at("/foo/2"), "nothing");
  EXPECT_EQ(at("/foo/-"), "nothing");
  EXPECT_EQ(at("/foo/0/1"), "nothing");
}

}  // namespace
}  // namespace triforium::json
