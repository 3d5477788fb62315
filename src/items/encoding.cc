#include "items/encoding.h"

#include "base/text.h"

namespace triforium::items {
namespace {

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
