#include "portable/fields.h"

#include <fmt/format.h>

#include <cmath>

#include "json/parse.h"

namespace triforium::portable {

namespace bj = boost::json;

Failure Fields::wrong(std::string_view key, std::string_view expectation) const {
  return fail(ErrorKind::bad_request, fmt::format("“{}/{}” is not {}.", place_, key, expectation));
}

Result<std::string> Fields::optional_text(std::string_view key) const {
  auto const* const value = object_.if_contains(key);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return wrong(key, "a text");
  return std::string(value->get_string());
}

Result<std::string> Fields::text(std::string_view key) const {
  TRIFORIUM_TRY(auto value, optional_text(key));
  if (value.empty()) return wrong(key, "there, or is empty");
  return value;
}

Result<std::uint64_t> Fields::number(std::string_view key, std::uint64_t most) const {
  auto const* const value = object_.if_contains(key);
  if (value == nullptr) return std::uint64_t{0};
  boost::system::error_code error;
  auto const number = value->to_number<std::uint64_t>(error);
  if (error || number > most) return wrong(key, fmt::format("a number from 0 to {}", most));
  return number;
}

Result<double> Fields::seconds(std::string_view key) const {
  auto const* const value = object_.if_contains(key);
  if (value == nullptr) return 0.0;
  boost::system::error_code error;
  auto const number = value->to_number<double>(error);
  if (error || !std::isfinite(number) || number < 0) return wrong(key, "a number of seconds");
  return number;
}

Result<std::vector<std::string>> Fields::texts(std::string_view key) const {
  std::vector<std::string> all;
  auto const* const value = object_.if_contains(key);
  if (value == nullptr) return all;
  if (!value->is_array()) return wrong(key, "a list of texts");
  for (auto const& one : value->get_array()) {
    if (!one.is_string() || one.get_string().empty()) return wrong(key, "a list of texts");
    all.emplace_back(one.get_string());
  }
  return all;
}

Result<bj::object> Fields::object(std::string_view key) const {
  auto const* const value = object_.if_contains(key);
  if (value == nullptr || !value->is_object()) return wrong(key, "a JSON object");
  return value->get_object();
}

Result<void> Fields::each(std::string_view key, std::function<Result<void>(Fields const&)> const& take) const {
  auto const* const value = object_.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_array()) return wrong(key, "a list of JSON objects");
  std::size_t index = 0;
  for (auto const& one : value->get_array()) {
    if (!one.is_object()) return wrong(key, "a list of JSON objects");
    TRIFORIUM_CHECK(take(Fields(one.get_object(), fmt::format("{}/{}/{}", place_, key, index++))));
  }
  return {};
}

Result<bj::object> parse_object(std::string_view text) {
  TRIFORIUM_TRY(auto value, json::parse(text));
  if (!value.is_object()) return fail(ErrorKind::bad_request, "It is no JSON object.");
  return std::move(value.get_object());
}

}  // namespace triforium::portable
