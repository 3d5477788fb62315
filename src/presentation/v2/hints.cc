#include "presentation/v2/hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {
namespace {

// https://iiif.io/api/presentation/3.0/#behavior – which class may have what 2.1 calls a viewingHint.
bool is_allowed(std::string_view hint, std::string_view type) {
  bool const is_list = type == "Collection" || type == "Manifest" || type == "Range";
  if (hint == "individuals" || hint == "paged" || hint == "continuous") return is_list;
  if (hint == "multi-part") return type == "Collection";
  if (hint == "non-paged" || hint == "facing-pages") return type == "Canvas";
  if (hint == "auto-advance") return is_list || type == "Canvas";
  return false;
}

// The values that 2.1 shares with 3.0, the most telling first: it has room for one.
constexpr std::array<std::string_view, 6> kShared = {"paged",      "continuous",   "individuals",
                                                     "multi-part", "facing-pages", "non-paged"};

std::optional<int> number_at(std::string_view text, std::size_t position, std::size_t digits) {
  if (text.size() < position + digits) return std::nullopt;
  int number = 0;
  auto const* const begin = text.data() + position;
  auto const [end, error] = std::from_chars(begin, begin + digits, number);
  bool const is_whole = error == std::errc() && end == begin + digits && *begin != '-';
  return is_whole ? std::optional(number) : std::nullopt;
}

// "+02:00" → 120 minutes; nothing for "Z" and what is no offset.
std::optional<std::chrono::minutes> offset_of(std::string_view zone) {
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  auto const hours = number_at(zone, 1, 2);
  auto const minutes = number_at(zone, 4, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  auto const offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return zone[0] == '-' ? -offset : offset;
}

// "2017-01-01T12:00:00", 19 characters, as a moment.
std::optional<std::chrono::sys_seconds> moment_of(std::string_view text) {
  auto const year = number_at(text, 0, 4);
  auto const month = number_at(text, 5, 2);
  auto const day = number_at(text, 8, 2);
  auto const hour = number_at(text, 11, 2);
  auto const minute = number_at(text, 14, 2);
  auto const second = number_at(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  std::chrono::year_month_day const date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 24 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

constexpr std::size_t kMomentLength = 19;

}  // namespace

json::array upgrade_hint(json::value const& hint, std::string_view type, std::string const& pointer, Losses& losses) {
  json::array behaviors;
  for (auto const& entry : entries_of(hint, pointer)) {
    auto const value = uri_of(*entry.value);
    if (value == "top" && type == "Range") continue;
    // 2.1: "any other value must be a URI", and 3.0 has them as extensions.
    if (is_allowed(value, type) || is_http_uri(value)) {
      behaviors.push_back(json::value(value));
    } else {
      losses.push_back({entry.pointer, "viewingHint",
                        fmt::format("“{}” is no behavior of a {} in 3.0; it was left out", value, type)});
    }
  }
  return behaviors;
}

std::string downgrade_behavior(json::value const& behavior, std::string const& pointer, Losses& losses) {
  auto const entries = entries_of(behavior, pointer);
  std::string_view chosen;
  for (auto const candidate : kShared)
    if (chosen.empty() && std::ranges::any_of(entries, [&](auto const& e) { return uri_of(*e.value) == candidate; }))
      chosen = candidate;
  for (auto const& entry : entries)
    if (chosen.empty() && is_http_uri(uri_of(*entry.value))) chosen = uri_of(*entry.value);
  for (auto const& entry : entries)
    if (auto const value = uri_of(*entry.value); value != chosen)
      losses.push_back({entry.pointer, "behavior",
                        chosen.empty() ? fmt::format("2.1 has no viewingHint for “{}”", value)
                                       : fmt::format("2.1 has room for one viewingHint, here “{}”", chosen)});
  return std::string(chosen);
}

bool has_behavior(json::object const& resource, std::string_view value) {
  auto const entries = entries_of(resource, "behavior", {});
  return std::ranges::any_of(entries, [&](auto const& entry) { return uri_of(*entry.value) == value; });
}

std::string to_utc(std::string_view date) {
  auto const moment = moment_of(date);
  auto const zone_at = date.find_first_of("Z+-", kMomentLength);
  if (!moment || zone_at == std::string_view::npos) return std::string(date);
  auto const offset = offset_of(date.substr(zone_at));
  if (!offset) return std::string(date);
  auto const utc = *moment - *offset;
  auto const day = std::chrono::floor<std::chrono::days>(utc);
  std::chrono::year_month_day const calendar(day);
  std::chrono::hh_mm_ss const time(utc - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(calendar.year()),
                     static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     date.substr(kMomentLength, zone_at - kMomentLength));
}

std::string with_time_zone(std::string_view date) {
  constexpr std::size_t kDayLength = 10;
  if (date.size() == kDayLength && moment_of(std::string(date) + "T00:00:00")) return std::string(date) + "T00:00:00Z";
  bool const has_zone =
      date.size() > kMomentLength && date.find_first_of("Z+-", kMomentLength) != std::string_view::npos;
  return moment_of(date) && !has_zone ? std::string(date) + "Z" : std::string(date);
}

}  // namespace triforium::presentation::v2
