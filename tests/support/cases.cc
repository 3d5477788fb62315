#include "support/cases.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "support/data.h"

namespace triforium::test {
namespace {

using Words = std::vector<std::string>;

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// Words at spaces; "…" is one word, spaces and all; a word that begins with "{" goes to the end of the line.
Words words_of(std::string_view line) {
  Words words;
  while (true) {
    while (!line.empty() && is_space(line.front()))
      line.remove_prefix(1);
    if (line.empty()) return words;
    std::size_t length = 0;
    if (line.front() == '{') {
      length = line.size();
      words.emplace_back(line);
    } else if (line.front() == '"') {
      auto const end = std::min(line.find('"', 1), line.size());
      words.emplace_back(line.substr(1, end - 1));
      length = std::min(end + 1, line.size());
    } else {
      length = std::min(line.find_first_of(" \t"), line.size());
      words.emplace_back(line.substr(0, length));
    }
    line.remove_prefix(length);
  }
}

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool parse_size(std::string_view text, CaseSize& size) {
  auto const cross = text.find('x');
  return cross != std::string_view::npos && parse_number(text.substr(0, cross), size.width) &&
         parse_number(text.substr(cross + 1), size.height);
}

bool parse_switch(std::string_view text, bool& value) {
  value = text == "on";
  return text == "on" || text == "off";
}

bool set_limits(Words const& values, CaseSetup& setup) {
  setup.max_width = setup.max_height = setup.max_area = 0;
  if (values == Words{"none"}) return true;
  for (auto const& value : values) {
    auto const equals = value.find('=');
    if (equals == std::string::npos) return false;
    auto const name = value.substr(0, equals);
    auto* const limit = name == "maxWidth"    ? &setup.max_width
                        : name == "maxHeight" ? &setup.max_height
                        : name == "maxArea"   ? &setup.max_area
                                              : nullptr;
    if (limit == nullptr || !parse_number(std::string_view(value).substr(equals + 1), *limit)) return false;
  }
  return !values.empty();
}

bool set_levels(Words const& values, CaseSetup& setup) {
  setup.levels.clear();
  if (values == Words{"none"}) return true;
  return std::all_of(values.begin(), values.end(), [&](auto const& value) {
    setup.levels.push_back({});
    return parse_size(value, setup.levels.back());
  });
}

// A new source begins without anything that was said of the one before.
bool set_source(std::string const& value, CaseSetup& setup) {
  setup.levels.clear();
  setup.tile = {};
  setup.orientation = 1;
  setup.colour = "rgb";
  return parse_size(value, setup.source);
}

using Directive = std::function<bool(Words const&, CaseSetup&)>;

template <typename Set>
Directive single(Set set) {
  return [set](Words const& values, CaseSetup& setup) { return values.size() == 1 && set(values[0], setup); };
}

std::map<std::string, Directive> const& directives() {
  static std::map<std::string, Directive> const all = {
      {"version", single([](auto const& v, auto& s) { return !(s.version = v).empty(); })},
      {"source", single(set_source)},
      {"levels", set_levels},
      {"tile", single([](auto const& v, auto& s) { return parse_size(v, s.tile); })},
      {"orientation", single([](auto const& v, auto& s) { return parse_number(v, s.orientation); })},
      {"colour", single([](auto const& v, auto& s) { return !(s.colour = v).empty(); })},
      {"limits", set_limits},
      {"upscaling", single([](auto const& v, auto& s) { return parse_switch(v, s.upscaling); })},
      {"bang_strict", single([](auto const& v, auto& s) { return parse_switch(v, s.bang_strict); })},
      {"tile_size", single([](auto const& v, auto& s) { return parse_number(v, s.tile_size); })},
      {"formats", [](auto const& values, auto& s) { return !(s.formats = values).empty(); }},
      {"identifiers", [](auto const& values, auto& s) { return !(s.identifiers = values).empty(); }},
  };
  return all;
}

// "/x/full/…" names its image itself; anything else is asked of the first one.
std::string path_of(std::string const& word, CaseSetup const& setup) {
  if (word.front() == '/') return word.substr(1);
  return word == "." ? setup.identifiers.front() : setup.identifiers.front() + "/" + word;
}

// Takes what the words from `place` on expect; false if one makes no sense.
bool take_expectation(Words const& words, std::size_t& place, ImageCase& result) {
  std::map<std::string, std::optional<std::string>*> const named = {{"canonical", &result.canonical},
                                                                    {"says", &result.message},
                                                                    {"type", &result.media_type},
                                                                    {"accept", &result.accept},
                                                                    {"json", &result.json}};
  auto const& word = words[place++];
  if (auto const found = named.find(word); found != named.end()) {
    if (place == words.size()) return false;
    *found->second = words[place++];
    return true;
  }
  if (word.rfind("§", 0) == 0) {
    result.section = word.substr(std::string_view("§").size());
    return true;
  }
  CaseSize size;
  if (!parse_size(word, size)) return false;
  result.size = size;
  return true;
}

bool parse_case(Words const& words, ImageCase& result) {
  result.path = path_of(words[0], result.setup);
  if (words.size() < 2 || !parse_number(words[1], result.status)) return false;
  for (std::size_t place = 2; place < words.size();) {
    if (!take_expectation(words, place, result)) return false;
  }
  return true;
}

std::string_view without_comment(std::string_view line) {
  auto const begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] == '#') return {};
  auto const comment = line.find(" # ");
  return line.substr(0, comment);
}

}  // namespace

CaseFile parse_cases(std::string_view text, std::string const& file_name) {
  CaseFile result;
  CaseSetup setup;
  for (int number = 1; !text.empty(); ++number) {
    auto const end = std::min(text.find('\n'), text.size());
    auto const words = words_of(without_comment(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;

    bool makes_sense = false;
    if (auto const directive = directives().find(words[0]); directive != directives().end()) {
      makes_sense = directive->second({words.begin() + 1, words.end()}, setup);
    } else {
      ImageCase one{file_name, number, setup, {}, {}, 0, {}, {}, {}, {}, {}, {}};
      makes_sense = parse_case(words, one);
      if (makes_sense) result.cases.push_back(std::move(one));
    }
    if (!makes_sense) result.errors.push_back(file_name + ", line " + std::to_string(number) + ": cannot be read");
  }
  return result;
}

CaseFile read_cases(std::string const& folder) {
  auto const root = source_dir() / "tests" / "cases" / folder;
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (auto const& entry : std::filesystem::directory_iterator(root, error)) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());

  CaseFile result;
  if (paths.empty()) result.errors.push_back("there are no case files in tests/cases/" + folder);
  for (auto const& path : paths) {
    std::ifstream stream(path);
    std::string const text(std::istreambuf_iterator<char>(stream), {});
    auto file = parse_cases(text, folder + "/" + path.filename().string());
    std::move(file.cases.begin(), file.cases.end(), std::back_inserter(result.cases));
    std::move(file.errors.begin(), file.errors.end(), std::back_inserter(result.errors));
  }
  return result;
}

}  // namespace triforium::test
