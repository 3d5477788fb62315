#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <memory>

namespace triforium::log {
namespace {

struct State {
  Level level = Level::info;
  bool is_json = false;
  std::shared_ptr<spdlog::logger> logger;
};

// The one global of the program: logging has to work before anything is built and after everything is gone.
State& state() {
  static State instance;
  return instance;
}

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
    case Level::off:
      return "off";
  }
  return "";
}

// https://www.rfc-editor.org/rfc/rfc3339
std::string now_as_rfc3339() {
  auto const now = std::chrono::system_clock::now();
  auto const seconds = std::chrono::system_clock::to_time_t(now);
  auto const millis = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  return fmt::format("{}.{:03}Z", text, millis);
}

// https://www.rfc-editor.org/rfc/rfc8259#section-7
void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (char const c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

// What a client sent may not move the cursor or start a line of its own.
void append_printable(std::string& out, std::string_view text) {
  for (char const c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
}

}  // namespace

bool parse_level(std::string_view word, Level& level) {
  for (auto const candidate : {Level::debug, Level::info, Level::warning, Level::error, Level::off}) {
    if (word == name_of(candidate)) {
      level = candidate;
      return true;
    }
  }
  return false;
}

void start(Level level, Format format) {
  auto& s = state();
  s.level = level;
  s.is_json = format == Format::json || (format == Format::automatic && isatty(STDERR_FILENO) == 0);
  s.logger = std::make_shared<spdlog::logger>("triforium", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  s.logger->set_pattern("%v");
  s.logger->set_level(spdlog::level::trace);
  s.logger->flush_on(spdlog::level::trace);
}

bool is_on(Level level) {
  return level >= state().level && level != Level::off;
}

std::string format_human(Level level, std::string_view time, std::string_view message, Fields const& fields) {
  std::string line = fmt::format("{} {:<7} ", time, name_of(level));
  append_printable(line, message);
  for (auto const& field : fields) {
    line += fmt::format("  {}=", field.name);
    append_printable(line, field.value);
  }
  return line;
}

std::string format_json(Level level, std::string_view time, std::string_view message, Fields const& fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","message":)", time, name_of(level));
  append_json_string(line, message);
  for (auto const& field : fields) {
    line += ",";
    append_json_string(line, field.name);
    line += ":";
    if (field.is_number) {
      line += field.value;
    } else {
      append_json_string(line, field.value);
    }
  }
  return line + "}";
}

void write(Level level, std::string_view message, Fields const& fields) {
  auto const& s = state();
  if (!is_on(level) || !s.logger) return;
  auto const time = now_as_rfc3339();
  auto const line = s.is_json ? format_json(level, time, message, fields) : format_human(level, time, message, fields);
  s.logger->info("{}", line);
}

}  // namespace triforium::log
