// The case files of tests/cases/check: broken documents, and what is found in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "json/parse.h"
#include "presentation/check/check.h"
#include "presentation/check/fix.h"
#include "support/data.h"

namespace triforium::presentation {
namespace {

struct Case {
  std::string title;
  boost::json::value document;
  std::vector<std::string> expected;  // "error rule pointer"
  bool is_fixed = false;
};

std::string read(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

boost::json::value parsed(std::string const& text) {
  auto value = json::parse(text);
  if (!value) throw std::runtime_error(value.error().message + ": " + text);
  return *value;
}

// The place in front of the last key, and that key.
std::pair<std::string, std::string> split_pointer(std::string const& pointer) {
  auto const slash = pointer.rfind('/');
  return {pointer.substr(0, slash), pointer.substr(slash + 1)};
}

void remove(boost::json::value& document, std::string const& pointer) {
  auto const [parent, key] = split_pointer(pointer);
  document.at_pointer(parent).as_object().erase(key);
}

void set(boost::json::value& document, std::string const& pointer, boost::json::value value) {
  if (pointer == ".") {
    document = std::move(value);
    return;
  }
  auto const [parent, key] = split_pointer(pointer);
  auto& around = document.at_pointer(parent);
  if (around.is_array())
    around.as_array().at(std::stoul(key)) = std::move(value);
  else
    around.as_object()[key] = std::move(value);
}

void read_line(std::string const& line, Case& one) {
  std::istringstream words(line);
  std::string verb;
  std::string place;
  words >> verb >> place;
  std::string rest;
  std::getline(words >> std::ws, rest);
  if (verb == "set")
    set(one.document, place, parsed(rest));
  else if (verb == "remove")
    remove(one.document, place);
  else if (verb == "error" || verb == "warning")
    one.expected.push_back(line);
  else if (verb == "fixed")
    one.is_fixed = true;
  else
    throw std::runtime_error("what does this line say? " + line);
}

std::vector<Case> read_cases(std::string const& version) {
  auto const folder = test::source_dir() / "tests" / "cases" / "check";
  auto const base = parsed(read(folder / ("base-" + version + ".json")));
  std::istringstream lines(read(folder / (version + ".txt")));
  std::vector<Case> cases;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    if (line.rfind("== ", 0) == 0)
      cases.push_back({line.substr(3), base, {}, false});
    else
      read_line(line, cases.back());
  }
  return cases;
}

std::vector<std::string> found_in(boost::json::value const& document, Version version) {
  std::vector<std::string> found;
  for (auto const& finding : check_document(document, version).findings)
    if (finding.severity != Severity::advice)
      found.push_back(std::string(name_of(finding.severity)) + " " + finding.rule + " " +
                      (finding.pointer.empty() ? "." : finding.pointer));
  return found;
}

// Checked and mended until nothing more changes, as `triforium check --fix` does.
boost::json::value mended(boost::json::value document, Version version) {
  for (int round = 0; round < 4; ++round) {
    auto const report = check_document(document, version);
    auto fixed = fix_document(std::move(document), report.findings);
    document = std::move(fixed.document);
    if (fixed.changes.empty()) break;
  }
  return document;
}

void run(std::string const& name, Version version) {
  auto const cases = read_cases(name);
  EXPECT_GT(cases.size(), 10U);
  for (auto const& one : cases) {
    EXPECT_THAT(found_in(one.document, version), testing::UnorderedElementsAreArray(one.expected)) << one.title;
    if (one.is_fixed) {
      EXPECT_THAT(found_in(mended(one.document, version), version), testing::IsEmpty()) << one.title;
    }
  }
}

TEST(CheckCases, OfVersion2) {
  run("2.1", Version::v2);
}

TEST(CheckCases, OfVersion3) {
  run("3.0", Version::v3);
}

TEST(CheckCases, OfVersion4) {
  run("4.0", Version::v4);
}

TEST(CheckCases, TellsWhatNothingCanBeMadeOf) {
  auto const has_fatal = [](std::string const& text) {
    for (auto const& finding : check_document(parsed(text), Version::v3).findings)
      if (finding.fatal) return true;
    return false;
  };
  EXPECT_TRUE(has_fatal("[]"));
  EXPECT_TRUE(has_fatal(R"({"type": "Sequence"})"));
  EXPECT_TRUE(has_fatal(R"({"type": "Manifest"})"));
  EXPECT_TRUE(has_fatal(R"({"type": "Manifest", "items": []})"));
  EXPECT_FALSE(has_fatal(R"({"type": "Manifest", "items": [{"type": "Canvas", "items": []}]})"));
}

}  // namespace
}  // namespace triforium::presentation
