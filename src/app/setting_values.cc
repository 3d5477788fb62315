#include "app/setting_values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

#include "base/text.h"

namespace triforium::app {
namespace {

constexpr std::uint64_t kMostBytes = 1ULL << 54;

Failure unusable(std::string_view found, std::string_view expected) {
  return fail(ErrorKind::bad_request, fmt::format("{} is not {}", quoted(found), expected));
}

Result<void> parse(std::string_view text, std::string& value) {
  value = text;
  return {};
}

Result<void> parse(std::string_view text, bool& value) {
  if (text != "true" && text != "false") return unusable(text, "true or false");
  value = text == "true";
  return {};
}

Result<void> parse(std::string_view text, std::int64_t& value) {
  auto const number = parse_unsigned(text, INT64_MAX);
  if (!number) return unusable(text, "a whole number of 0 or more");
  value = static_cast<std::int64_t>(*number);
  return {};
}

Result<void> parse(std::string_view text, double& value) {
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return unusable(text, "a number");
  return {};
}

Result<void> parse(std::string_view text, Milliseconds& value) {
  auto const duration = parse_duration(text);
  if (!duration) return unusable(text, "a time such as “10s”, “500ms” or “2m”");
  value = *duration;
  return {};
}

Result<void> parse(std::string_view text, ByteCount& value) {
  auto const bytes = parse_byte_count(text);
  if (!bytes) return unusable(text, "a number of bytes such as “16k”, “64M” or “2G”");
  value = *bytes;
  return {};
}

Result<void> parse(std::string_view text, ByteBudget& value) {
  auto const bytes = parse_byte_count(text);
  if (!bytes && text != "auto") return unusable(text, "“auto”, or a number of bytes such as “16k”, “64M” or “2G”");
  value.value = bytes ? bytes->value : ByteBudget::kAutomatic;
  return {};
}

template <typename T>
Result<void> assign_one(T& value, Written const& written) {
  if (auto const* text = std::get_if<std::string>(&written)) return parse(*text, value);
  return unusable(fmt::format("[{}]", fmt::join(std::get<1>(written), ", ")), "a single value");
}

// The number before a unit, with a space between them or none.
std::optional<std::uint64_t> number_before(std::string_view text, std::string_view unit, std::uint64_t most) {
  if (text.size() <= unit.size() || !equals_ignoring_case(text.substr(text.size() - unit.size()), unit)) return {};
  return parse_unsigned(trim(text.substr(0, text.size() - unit.size())), most);
}

}  // namespace

Result<void> assign(std::string& value, Written const& written) {
  return assign_one(value, written);
}
Result<void> assign(bool& value, Written const& written) {
  return assign_one(value, written);
}
Result<void> assign(std::int64_t& value, Written const& written) {
  return assign_one(value, written);
}
Result<void> assign(double& value, Written const& written) {
  return assign_one(value, written);
}
Result<void> assign(Milliseconds& value, Written const& written) {
  return assign_one(value, written);
}
Result<void> assign(ByteCount& value, Written const& written) {
  return assign_one(value, written);
}
Result<void> assign(ByteBudget& value, Written const& written) {
  return assign_one(value, written);
}

Result<void> assign(std::vector<std::string>& value, Written const& written) {
  if (auto const* list = std::get_if<std::vector<std::string>>(&written)) {
    value = *list;
    return {};
  }
  value.clear();
  auto const& text = std::get<std::string>(written);
  if (text.empty()) return {};
  for (auto const part : split(text, ','))
    value.emplace_back(trim(part));
  return {};
}

// https://toml.io/en/v1.0.0#string – "Any Unicode character may be used except those that must be escaped: quotation
// mark, backslash, and the control characters other than tab".
std::string as_toml(std::string const& value) {
  std::string out = "\"";
  for (char const c : value) {
    auto const code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7F) {
      out += fmt::format("\\u{:04X}", code);
      continue;
    }
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}
std::string as_toml(bool value) {
  return value ? "true" : "false";
}
std::string as_toml(std::int64_t value) {
  return fmt::format("{}", value);
}
std::string as_toml(double value) {
  return fmt::format("{}", value);
}
std::string as_toml(Milliseconds value) {
  return value.count() % 1000 == 0 ? fmt::format("\"{}s\"", value.count() / 1000)
                                   : fmt::format("\"{}ms\"", value.count());
}
std::string as_toml(ByteCount bytes) {
  for (auto const& [step, unit] : {std::pair{1ULL << 30, "G"}, {1ULL << 20, "M"}, {1ULL << 10, "k"}}) {
    if (bytes.value != 0 && bytes.value % step == 0) return fmt::format("\"{}{}\"", bytes.value / step, unit);
  }
  return fmt::format("{}", bytes.value);
}
std::string as_toml(ByteBudget budget) {
  return budget.value == ByteBudget::kAutomatic ? "\"auto\"" : as_toml(ByteCount{budget.value});
}
std::string as_toml(std::vector<std::string> const& list) {
  std::vector<std::string> items;
  for (auto const& item : list)
    items.push_back(as_toml(item));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::optional<Milliseconds> parse_duration(std::string_view text) {
  // 30 years, which any clock can be put forward by.
  constexpr std::int64_t kMost = 1'000'000'000'000;
  for (auto const& [unit, factor] : {std::pair<std::string_view, std::int64_t>{"ms", 1},
                                     {"s", 1000},
                                     {"m", 60'000},
                                     {"h", 3'600'000},
                                     {"d", 86'400'000}}) {
    if (auto const number = number_before(text, unit, static_cast<std::uint64_t>(kMost / factor))) {
      return Milliseconds(static_cast<std::int64_t>(*number) * factor);
    }
  }
  if (auto const number = parse_unsigned(text, kMost / 1000))
    return Milliseconds(static_cast<std::int64_t>(*number) * 1000);
  return std::nullopt;
}

std::optional<ByteCount> parse_byte_count(std::string_view text) {
  for (auto const& [unit, shift] : {std::pair{"kB", 10}, {"MB", 20}, {"GB", 30}, {"k", 10}, {"M", 20}, {"G", 30}}) {
    if (auto const number = number_before(text, unit, kMostBytes >> shift)) return ByteCount{*number << shift};
  }
  if (auto const number = parse_unsigned(text, kMostBytes)) return ByteCount{*number};
  return std::nullopt;
}

}  // namespace triforium::app
