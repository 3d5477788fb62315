// Rules on services that hold in every version: "@id" and "@type" count as "id" and "type".
#pragma once

#include "presentation/check/dialect.h"

namespace triforium::presentation {

// The checks of the rules of the same names; see service_rules.cc.
void service_info_json(Visit const& here, Facts const&, Rule const& rule, Findings& findings);
void service_slash(Visit const& here, Facts const&, Rule const& rule, Findings& findings);
void service_profile(Visit const& here, Facts const&, Rule const& rule, Findings& findings);

inline constexpr Rule kServiceInfoJson{"service-info-json", Severity::error, "service", true};
inline constexpr Rule kServiceSlash{"service-slash", Severity::warning, "service"};
inline constexpr Rule kServiceProfile{"service-profile", Severity::warning, "service"};

}  // namespace triforium::presentation
