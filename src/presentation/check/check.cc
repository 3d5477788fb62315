#include "presentation/check/check.h"

#include "presentation/check/dialects.h"
#include "presentation/check/shape.h"
#include "presentation/check/v2_dialect.h"
#include "presentation/check/walk.h"

namespace triforium::presentation {
namespace {

Dialect const& dialect_of(Version version) {
  switch (version) {
    case Version::v2:
      return dialect_v2();
    case Version::v3:
      return dialect_v3();
    case Version::v4:
      return dialect_v4();
  }
  return dialect_v3();
}

}  // namespace

Report check_document(boost::json::value const& document, Version version, std::size_t limit) {
  return walk_document(document, dialect_of(version), limit);
}

std::vector<Rule> rules_of(Version version) {
  auto const& dialect = dialect_of(version);
  auto const general = {walk_rules(), shape_rules()};
  std::vector<Rule> all;
  for (auto const& rules : general)
    all.insert(all.end(), rules.begin(), rules.end());
  for (auto const& rules : dialect.rules)
    for (auto const& entry : rules)
      if (entry.versions == In::all || entry.versions == dialect.version) all.push_back(entry.rule);
  return all;
}

}  // namespace triforium::presentation
