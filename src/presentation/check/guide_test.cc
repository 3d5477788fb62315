// docs/guide/check.md tells of every rule, with its severity.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "presentation/check/check.h"
#include "support/data.h"

namespace triforium::presentation {
namespace {

// The rows "| `rule` | severity | …" of the guide: what each says of the severity.
std::map<std::string, std::string> rows_of_the_guide() {
  std::ifstream guide(test::source_dir() / "docs" / "guide" / "check.md");
  std::regex const row("^\\| `([a-z0-9-]+)` \\| (error|warning|advice)[^|]*\\|.*");
  std::map<std::string, std::string> rows;
  std::smatch match;
  for (std::string line; std::getline(guide, line);)
    if (std::regex_match(line, match, row)) rows[match[1]] = match[2];
  return rows;
}

TEST(CheckGuide, TellsOfEveryRule) {
  auto rows = rows_of_the_guide();
  std::map<std::string, std::set<std::string>> severities;
  for (auto const version : {Version::v2, Version::v3, Version::v4})
    for (auto const& rule : rules_of(version))
      severities[std::string(rule.name)].emplace(name_of(rule.severity));
  EXPECT_GT(severities.size(), 80U);
  for (auto const& [name, known] : severities) {
    EXPECT_EQ(known.count(rows[name]), 1U)
        << name << ": " << *known.begin() << " in the code, “" << rows[name] << "” in the guide";
    rows.erase(name);
  }
  // Of addresses and images (app/check_address, check_image_service, image_probes).
  for (auto const& [name, severity] : rows)
    EXPECT_TRUE(name.starts_with("http-") || name.starts_with("info-") || name.starts_with("image-") ||
                name == "id-is-address")
        << name << " is in the guide only";
}

}  // namespace
}  // namespace triforium::presentation
