#include "items/negotiation.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "http/accept.h"

namespace triforium::items {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kHtml = "text/html";

// In thousandths; what cannot be read counts as 1.
int weight_of(std::string_view parameters) {
  for (auto const part : split(parameters, ';')) {
    auto const text = trim(part);
    if (!text.starts_with("q=") && !text.starts_with("Q=")) continue;
    return text.find_first_of("123456789") == std::string_view::npos ? 0 : 1000;
  }
  return 1000;
}

// Whether a coding may be used: its own element decides, else “*”.
bool allows(std::string_view header, std::string_view coding) {
  bool is_allowed = false;
  for (auto const element : split(header, ',')) {
    auto const semicolon = element.find(';');
    auto const name = trim(element.substr(0, semicolon));
    auto const weight = semicolon == std::string_view::npos ? 1000 : weight_of(element.substr(semicolon + 1));
    if (equals_ignoring_case(name, coding)) return weight > 0;
    if (name == "*") is_allowed = weight > 0;
  }
  return is_allowed;
}

}  // namespace

std::string linked_data_type(int version) {
  return fmt::format("application/ld+json;profile=\"http://iiif.io/api/presentation/{}/context.json\"", version);
}

// "If the server receives a request without an Accept header, it SHOULD respond with the JSON-LD media type"
std::string document_type(std::string_view accept, int version) {
  auto const linked = linked_data_type(version);
  std::array<std::string_view, 3> const offers{linked, kJson, kHtml};
  // CHOICE: whoever accepts none of them gets the first: the address has chosen already.
  auto const choice = http::preferred(accept, offers).value_or(0);
  return choice == 0 ? linked : std::string(kJson);
}

NamePreference name_preference(std::string_view accept, std::span<int const> versions) {
  std::vector<std::string> texts;
  for (int const version : versions)
    texts.push_back(linked_data_type(version));
  std::vector<std::string_view> offers(texts.begin(), texts.end());
  offers.push_back(kJson);
  offers.push_back(kHtml);
  auto const choice = http::preferred(accept, offers).value_or(0);
  if (choice < versions.size()) return {false, versions[choice]};
  return {offers[choice] == kHtml, versions.front()};
}

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::identity:
      return "";
    case Encoding::gzip:
      return "gzip";
    case Encoding::brotli:
      return "br";
  }
  return "";
}

// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
Encoding choose_encoding(std::string_view accept_encoding) {
  if (allows(accept_encoding, "br")) return Encoding::brotli;
  if (allows(accept_encoding, "gzip")) return Encoding::gzip;
  return Encoding::identity;
}

}  // namespace triforium::items
