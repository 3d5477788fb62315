#include "http/conditional.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace triforium::http {
namespace {

using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> kLongDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

template <std::size_t N>
std::optional<unsigned> index_of(std::array<std::string_view, N> const& words, std::string_view word) {
  auto const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<unsigned>(found - words.begin());
}

// The parts of a date as text, whichever form it was written in.
struct DateParts {
  std::string_view year;
  std::string_view month;
  std::string_view day;
  std::string_view time;
};

std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  auto const hour = parse_unsigned(text.substr(0, 2), 23);
  auto const minute = parse_unsigned(text.substr(3, 2), 59);
  auto const second = parse_unsigned(text.substr(6, 2), 60);  // 60: a leap second
  if (!hour || !minute || !second) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::optional<sys_seconds> assemble(DateParts const& parts, std::uint64_t year) {
  auto const month = index_of(kMonths, parts.month);
  auto const day = parse_unsigned(parts.day, 31);
  auto const time = parse_time_of_day(parts.time);
  if (!month || !day || !time) return std::nullopt;
  std::chrono::year_month_day const date{std::chrono::year(static_cast<int>(year)), std::chrono::month(*month + 1),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *time;
}

std::optional<sys_seconds> assemble(DateParts const& parts) {
  auto const year = parse_unsigned(parts.year, 9999);
  return year ? assemble(parts, *year) : std::nullopt;
}

//   IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT      Sun, 06 Nov 1994 08:49:37 GMT
std::optional<sys_seconds> parse_imf_fixdate(std::string_view text) {
  if (text.size() != 29 || !index_of(kDays, text.substr(0, 3)) || text.substr(3, 2) != ", ") return std::nullopt;
  if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text.substr(25) != " GMT") return std::nullopt;
  return assemble({text.substr(12, 4), text.substr(8, 3), text.substr(5, 2), text.substr(17, 8)});
}

//   rfc850-date = day-name-l "," SP date2 SP time-of-day SP GMT    Sunday, 06-Nov-94 08:49:37 GMT
//
// "Recipients of a timestamp value in rfc850-date format, which uses a two-digit year, MUST interpret a timestamp that
//  appears to be more than 50 years in the future as representing the most recent year in the past that had the same
//  last two digits."
std::optional<sys_seconds> parse_rfc850_date(std::string_view text, sys_seconds now) {
  auto const comma = text.find(", ");
  if (comma == std::string_view::npos || !index_of(kLongDays, text.substr(0, comma))) return std::nullopt;
  text.remove_prefix(comma + 2);
  if (text.size() != 22 || text[2] != '-' || text[6] != '-' || text[9] != ' ' || text.substr(18) != " GMT")
    return std::nullopt;
  DateParts const parts{text.substr(7, 2), text.substr(3, 3), text.substr(0, 2), text.substr(10, 8)};
  auto const two_digits = parse_unsigned(parts.year, 99);
  if (!two_digits) return std::nullopt;
  std::chrono::year_month_day const today{std::chrono::floor<std::chrono::days>(now)};
  int const this_year = static_cast<int>(today.year());
  int year = this_year - this_year % 100 + static_cast<int>(*two_digits);
  if (year > this_year + 50) year -= 100;
  if (year <= this_year - 50) year += 100;
  return assemble(parts, static_cast<std::uint64_t>(year));
}

//   asctime-date = day-name SP date3 SP time-of-day SP year        Sun Nov  6 08:49:37 1994
std::optional<sys_seconds> parse_asctime_date(std::string_view text) {
  if (text.size() != 24 || !index_of(kDays, text.substr(0, 3))) return std::nullopt;
  if (text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[19] != ' ') return std::nullopt;
  std::string_view const day = text[8] == ' ' ? text.substr(9, 1) : text.substr(8, 2);
  return assemble({text.substr(20, 4), text.substr(4, 3), day, text.substr(11, 8)});
}

std::string_view without_weak_mark(std::string_view etag) {
  return etag.substr(0, 2) == "W/" ? etag.substr(2) : etag;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.2
bool is_same_etag(std::string_view a, std::string_view b, bool is_weak_comparison) {
  if (is_weak_comparison) return without_weak_mark(a) == without_weak_mark(b);
  return a == b && a.substr(0, 2) != "W/";
}

// The next entity-tag of a list, taken off its front; empty at the end of what can be read.
std::string_view take_etag(std::string_view& list) {
  auto const start = list.find_first_not_of(" \t,");
  if (start == std::string_view::npos) return {};
  list.remove_prefix(start);
  std::size_t const open = list.substr(0, 2) == "W/" ? 2 : 0;
  if (open >= list.size() || list[open] != '"') return {};
  auto const close = list.find('"', open + 1);
  if (close == std::string_view::npos) return {};
  std::string_view const etag = list.substr(0, close + 1);
  list.remove_prefix(close + 1);
  return etag;
}

std::optional<sys_seconds> date_of(Request const& request, std::string_view field) {
  auto const text = request.fields.find(field);
  return text ? parse_http_date(*text) : std::nullopt;
}

bool has_failed_match(Request const& request, Validators const& validators) {
  if (auto const list = request.fields.find_all("If-Match")) return !list_contains_etag(*list, validators.etag, false);
  auto const since = date_of(request, "If-Unmodified-Since");
  return since && validators.modified && *validators.modified > *since;
}

}  // namespace

bool list_contains_etag(std::string_view list, std::string_view etag, bool is_weak_comparison) {
  if (trim(list) == "*") return true;
  if (etag.empty()) return false;
  for (auto next = take_etag(list); !next.empty(); next = take_etag(list)) {
    if (is_same_etag(next, etag, is_weak_comparison)) return true;
  }
  return false;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
Precondition evaluate_preconditions(Request const& request, Validators const& validators) {
  // 1. and 2. "When recipient is the origin server and If-Match is present, evaluate …" before all others.
  if (has_failed_match(request, validators)) return Precondition::failed;

  bool const is_read = request.method == Method::get || request.method == Method::head;
  // 3. "When If-None-Match is present, evaluate the If-None-Match precondition: … if false for GET/HEAD, respond 304
  //     (Not Modified); if false for other methods, respond 412 (Precondition Failed)"
  if (auto const list = request.fields.find_all("If-None-Match")) {
    if (!list_contains_etag(*list, validators.etag, true)) return Precondition::proceed;
    return is_read ? Precondition::not_modified : Precondition::failed;
  }
  // 4. "When the method is GET or HEAD, If-None-Match is not present, and If-Modified-Since is present, evaluate …"
  if (!is_read) return Precondition::proceed;
  auto const since = date_of(request, "If-Modified-Since");
  bool const is_old = since && validators.modified && *validators.modified <= *since;
  return is_old ? Precondition::not_modified : Precondition::proceed;
}

void add_validators(Fields& fields, Validators const& validators) {
  if (!validators.etag.empty()) fields.set("ETag", validators.etag);
  if (validators.modified) fields.set("Last-Modified", format_http_date(*validators.modified));
}

// https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5
Response not_modified(Validators const& validators, Fields const& fields) {
  Response response;
  response.status = 304;
  for (auto const& [name, value] : fields) {
    // Content-Location is the one field of content that a 304 repeats.
    bool const describes_body = equals_ignoring_case(std::string_view(name).substr(0, 8), "content-") &&
                                !equals_ignoring_case(name, "Content-Location");
    if (!describes_body && !equals_ignoring_case(name, "Accept-Ranges")) response.fields.add(name, value);
  }
  add_validators(response.fields, validators);
  return response;
}

std::string format_http_date(sys_seconds time) {
  using namespace std::chrono;
  auto const earliest = sys_days(year(1) / 1 / 1);
  auto const latest = sys_days(year(9999) / 12 / 31);
  time = std::clamp<sys_seconds>(time, earliest, latest);
  auto const day = floor<days>(time);
  year_month_day const date{day};
  hh_mm_ss const clock{time - day};
  return fmt::format(FMT_COMPILE("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT"), kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::optional<sys_seconds> parse_http_date(std::string_view text, sys_seconds now) {
  text = trim(text);
  if (auto const date = parse_imf_fixdate(text)) return date;
  if (auto const date = parse_rfc850_date(text, now)) return date;
  return parse_asctime_date(text);
}

std::optional<sys_seconds> parse_http_date(std::string_view text) {
  return parse_http_date(text, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace triforium::http
