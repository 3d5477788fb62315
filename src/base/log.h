// Structured logs: an event, a sentence, and named values. Human-readable on a terminal, one JSON object a line in a
// pipe.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace triforium::log {

enum class Level { debug, info, warning, error, off };
enum class Format { automatic, human, json };  // automatic: human if standard error is a terminal

// "debug", "info", "warning", "error", "off"; false if the word is none of these.
bool parse_level(std::string_view word, Level& level);

// Called once by main, before any other thread exists. Everything goes to standard error.
void start(Level level, Format format);
bool is_on(Level level);

// A named value. Numbers stay numbers in JSON.
struct Field {
  std::string_view name;
  std::string value;
  bool is_number = false;

  Field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
  Field(std::string_view field_name, std::string text) : name(field_name), value(std::move(text)) {}
  Field(std::string_view field_name, char const* text) : name(field_name), value(text) {}
  template <typename Number>
  requires std::is_arithmetic_v<Number> Field(std::string_view field_name, Number number)
      : name(field_name), value(fmt::format("{}", number)), is_number(true) {}
};
using Fields = std::vector<Field>;

// Thread-safe. `message` is for people; `fields` are what a program searches for.
void write(Level level, std::string_view message, Fields const& fields = {});

inline void debug(std::string_view message, Fields const& fields = {}) {
  write(Level::debug, message, fields);
}
inline void info(std::string_view message, Fields const& fields = {}) {
  write(Level::info, message, fields);
}
inline void warning(std::string_view message, Fields const& fields = {}) {
  write(Level::warning, message, fields);
}
inline void error(std::string_view message, Fields const& fields = {}) {
  write(Level::error, message, fields);
}

// One line as `write` prints it, without the final newline. Pure; `time` is already formatted.
std::string format_human(Level level, std::string_view time, std::string_view message, Fields const& fields);
std::string format_json(Level level, std::string_view time, std::string_view message, Fields const& fields);

}  // namespace triforium::log
