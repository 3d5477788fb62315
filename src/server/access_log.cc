#include "server/access_log.h"

#include <fmt/format.h>

#include "base/text.h"

namespace triforium::server {
namespace {

double milliseconds(std::chrono::nanoseconds duration) {
  auto const whole = std::chrono::floor<std::chrono::microseconds>(duration).count();
  return static_cast<double>(whole) / 1000;
}

// What a client sent must not be able to begin a line of its own, or steer a terminal.
std::string printable(std::string_view text) {
  bool const is_plain = is_valid_utf8(text) && !has_control_character(text);
  return is_plain ? std::string(text) : quoted(text, 8192);
}

}  // namespace

log::Fields access_fields(RequestRecord const& record) {
  log::Fields fields{{"method", printable(record.method)},
                     {"target", printable(record.target)},
                     {"status", record.status},
                     {"bytes", record.bytes},
                     {"ms", milliseconds(record.duration)},
                     {"peer", record.peer}};
  if (!record.route.empty()) fields.emplace_back("route", record.route);
  if (!record.user_agent.empty()) fields.emplace_back("agent", printable(record.user_agent));
  for (auto const& timing : record.timings)
    fields.emplace_back(timing.name, milliseconds(timing.duration));
  if (record.is_aborted) fields.emplace_back("aborted", "true");
  if (!record.detail.empty()) fields.emplace_back("detail", printable(record.detail));
  return fields;
}

void write_access_line(RequestRecord const& record) {
  if (log::is_on(record.level)) log::write(record.level, "request", access_fields(record));
}

}  // namespace triforium::server
