// Letters that a settings file cannot have where they stand. Pure.
//
// https://toml.io/en/v1.0.0#keys
#pragma once

#include <optional>
#include <string_view>

namespace triforium::app {

// Where the first character that is not ASCII stands outside of strings and comments: `title = Universität`. toml++ 3.2
// runs into undefined behaviour over many of them. A mark of the byte order at the beginning does not count.
std::optional<std::size_t> find_unquoted(std::string_view toml);

}  // namespace triforium::app
