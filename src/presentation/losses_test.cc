// Nothing vanishes unlisted: every value of a real document is found in what a conversion makes of it, or a loss names
// the place where it stood.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <regex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "json/parse.h"
#include "presentation/tree.h"
#include "presentation/v2/downgrade.h"
#include "presentation/v2/upgrade.h"
#include "presentation/v3/read.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"
#include "presentation/v4/write.h"
#include "support/data.h"

namespace triforium::presentation {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

// A text or number of a document.
struct Leaf {
  std::string pointer;
  std::string key;  // of the nearest object
  std::string value;
};

bool is_service(bj::value const& value, std::string_view type) {
  auto const* object = value.if_object();
  return object != nullptr && (text_of(*object, "type") == type || text_of(*object, "@type") == type);
}

// "ImageService3" beside one of 2 says nothing that clients of 2.1 would miss.
bool has_older_beside(bj::value const& service, bj::array const& beside) {
  return is_service(service, "ImageService3") &&
         std::ranges::any_of(beside, [](bj::value const& one) { return is_service(one, "ImageService2"); });
}

void gather(bj::value const& value, std::string const& pointer, std::string_view key, std::vector<Leaf>& leaves) {
  if (auto const* object = value.if_object()) {
    for (auto const& [name, member] : *object)
      gather(member, pointer_to(pointer, name), name, leaves);
  } else if (auto const* array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i)
      if (!has_older_beside((*array)[i], *array)) gather((*array)[i], pointer_to(pointer, i), key, leaves);
  } else if (auto const* text = value.if_string()) {
    if (!text->empty()) leaves.push_back({pointer, std::string(key), std::string(*text)});
  } else if (value.is_number()) {
    leaves.push_back({pointer, std::string(key), bj::serialize(value)});
  }
}

std::vector<Leaf> leaves_of(bj::value const& value) {
  std::vector<Leaf> leaves;
  gather(value, "", "", leaves);
  return leaves;
}

// What stands in documents, to be asked for.
class Said {
 public:
  void add(bj::value const& document) {
    add_languages(document);
    for (auto& leaf : leaves_of(document)) {
      if (!whole_.insert(leaf.value).second) continue;
      text_ += leaf.value;
      text_ += '\n';
    }
  }
  // As a value, or – a label folded into a statement, a motivation with its prefix – within one.
  bool has(std::string const& value) const {
    return whole_.contains(value) || (value.size() > 3 && text_.find(value) != std::string::npos);
  }

 private:
  // 2.1 has them as values, 3.0 as names.
  void add_languages(bj::value const& value) {
    if (auto const* object = value.if_object())
      for (auto const& [name, member] : *object) {
        whole_.insert(name);
        add_languages(member);
      }
    if (auto const* array = value.if_array())
      for (auto const& element : *array)
        add_languages(element);
  }

  std::unordered_set<std::string> whole_;
  std::string text_;
};

// The last that is no index.
std::string last_name(std::string pointer) {
  for (;;) {
    auto const at = pointer.rfind('/');
    if (at == std::string::npos) return "";
    auto const name = pointer.substr(at + 1);
    if (name.find_first_not_of("0123456789") != std::string::npos) return name;
    pointer.resize(at);
  }
}

bool is_named(Leaf const& leaf, Losses const& losses) {
  for (auto const& loss : losses) {
    if (leaf.pointer != loss.pointer && !leaf.pointer.starts_with(loss.pointer + "/")) continue;
    // "type": the whole resource. The place may be the property’s, an element’s of it, or that of a resource above.
    if (loss.property == "type" || last_name(loss.pointer) == loss.property) return true;
    auto const rest = leaf.pointer.substr(loss.pointer.size()) + "/";
    if (rest.find("/" + loss.property + "/") != std::string::npos) return true;
  }
  return false;
}

// What the other version says without words, or in another form of the same.
struct Implied {
  std::string_view key, value, why;
};
constexpr std::array kImplied = {
    Implied{"conformsTo", "http://www.w3.org/TR/media-frags/", "a URI with a fragment says it"},
    Implied{"purpose", "tagging", "an oa:Tag says it"},
    Implied{"viewingHint", "top", "the outermost of structures is"},
    Implied{"format", "text/css", "a CssStylesheet is"},
    Implied{"motivation", "sc:painting", "of text it is “supplementing” in 3.0"},
};

// https://iiif.io/api/presentation/2.1/#sequence – in 3.0 the manifest itself has the canvases; and in 2.1 a canvas has
// its images without a page between them. Neither’s name has anything to name.
bool is_of_no_use(std::string const& pointer) {
  static std::regex const first_sequence("/sequences/0/@id"), page_of_paintings("(/items/[0-9]+){1,2}/id");
  return std::regex_match(pointer, first_sequence) || std::regex_match(pointer, page_of_paintings);
}

bool is_said_otherwise(Leaf const& leaf, Said const& said) {
  for (auto const& [key, value, why] : kImplied)
    if (leaf.key == key && leaf.value == value) return true;
  // "sc:painting" is "painting"; addresses of Creative Commons begin with "http:".
  for (std::string_view const prefix : {"sc:", "oa:"})
    if (leaf.value.starts_with(prefix)) return said.has(leaf.value.substr(prefix.size()));
  if ((leaf.key == "license" || leaf.key == "profile") && leaf.value.starts_with("https:"))
    return said.has(leaf.value.substr(6));
  // "#xywh=…" becomes a selector, or the reverse.
  auto const hash = leaf.value.find('#');
  if (hash != std::string::npos && said.has(leaf.value.substr(0, hash)) && said.has(leaf.value.substr(hash + 1)))
    return true;
  if (leaf.pointer.starts_with("/related/")) return said.has(std::string(escape_html(leaf.value)));
  // A required statement is an attribution.
  if (leaf.pointer.find("/requiredStatement/label/") != std::string::npos)
    return equals_ignoring_case(leaf.value, "attribution");
  return is_of_no_use(leaf.pointer);
}

bool is_class_or_context(Leaf const& leaf) {
  return leaf.key == "type" || leaf.key == "@type" || leaf.pointer.find("/@context") != std::string::npos;
}

std::vector<std::string> vanished(bj::value const& from, Said const& said, Losses const& losses) {
  std::vector<std::string> places;
  for (auto const& leaf : leaves_of(from))
    if (!is_class_or_context(leaf) && !said.has(leaf.value) && !is_named(leaf, losses) &&
        !is_said_otherwise(leaf, said))
      places.push_back(leaf.pointer + ": " + leaf.value);
  return places;
}

struct Made {
  Said said;
  Losses losses;
};
using Convert = std::function<Result<Made>(bj::object const&)>;

Result<Made> from_3_to_2(bj::object const& document) {
  TRIFORIUM_TRY(auto made, v2::downgrade_v3(document));
  Made out{{}, std::move(made.losses)};
  out.said.add(made.document);
  for (auto const* parts : {&made.lists, &made.sequences})
    for (auto const& part : *parts)
      out.said.add(part.second);
  return out;
}

Result<Made> from_2_to_3(bj::object const& document) {
  TRIFORIUM_TRY(auto made, v2::upgrade_v2(document));
  Made out{{}, std::move(made.losses)};
  out.said.add(made.document);
  return out;
}

Result<Made> from_3_to_4(bj::object const& document) {
  TRIFORIUM_TRY(auto const model, read_v3(document));
  auto made = write_v4(model);
  Made out{{}, std::move(made.losses)};
  out.said.add(made.document);
  return out;
}

Result<Made> from_4_to_3(bj::object const& document) {
  TRIFORIUM_TRY(auto const model, read_v4(document));
  auto made = write_v3(model);
  Made out{{}, std::move(made.losses)};
  out.said.add(made.document);
  return out;
}

void expect_nothing_vanishes(Version version, Convert const& convert, std::size_t at_least) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const folder = *data / "manifests";
  std::size_t count = 0;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    auto const document = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    if (!document || detect_version(*document) != version) continue;
    if (entry.path().string().find("presentation2.1_errors") != std::string::npos) continue;
    auto const made = convert(document->get_object());
    if (!made) continue;
    ++count;
    for (auto const& place : vanished(*document, made->said, made->losses))
      ADD_FAILURE() << fs::relative(entry.path(), *data).string() << ": " << place;
  }
  EXPECT_GE(count, at_least);
}

TEST(Losses, NothingOfPresentation3VanishesUnlistedIn2) {
  expect_nothing_vanishes(Version::v3, from_3_to_2, 100);
}

TEST(Losses, NothingOfPresentation2VanishesUnlistedIn3) {
  expect_nothing_vanishes(Version::v2, from_2_to_3, 100);
}

TEST(Losses, NothingOfPresentation3VanishesUnlistedIn4) {
  expect_nothing_vanishes(Version::v3, from_3_to_4, 100);
}

TEST(Losses, NothingOfPresentation4VanishesUnlistedIn3) {
  expect_nothing_vanishes(Version::v4, from_4_to_3, 20);
}

}  // namespace
}  // namespace triforium::presentation
