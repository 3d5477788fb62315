// The values of settings: from what is written, and as TOML.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"

namespace triforium::app {

// Errors: bad_request, “found” is not what was expected; the value is what it was.
Result<void> assign(std::string& value, Written const& written);
Result<void> assign(bool& value, Written const& written);
Result<void> assign(std::int64_t& value, Written const& written);
Result<void> assign(double& value, Written const& written);
Result<void> assign(Milliseconds& value, Written const& written);
Result<void> assign(ByteCount& value, Written const& written);
Result<void> assign(ByteBudget& value, Written const& written);
// One text is a list with commas.
Result<void> assign(std::vector<std::string>& value, Written const& written);

// assign() makes the same value of it.
std::string as_toml(std::string const& value);
std::string as_toml(bool value);
std::string as_toml(std::int64_t value);
std::string as_toml(double value);
std::string as_toml(Milliseconds value);
std::string as_toml(ByteCount bytes);
std::string as_toml(ByteBudget budget);
std::string as_toml(std::vector<std::string> const& list);

}  // namespace triforium::app
