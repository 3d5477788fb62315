#include "json/pointer.h"

#include <fmt/format.h>

#include "base/text.h"

namespace triforium::json {
namespace {

namespace bj = boost::json;

// https://www.rfc-editor.org/rfc/rfc6901#section-4
//   "first transforming any occurrence of the sequence '~1' to '/', and then transforming any occurrence of the
//    sequence '~0' to '~'"
Result<std::string> unescaped(std::string_view token) {
  std::string plain;
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] != '~') {
      plain += token[at];
      continue;
    }
    char const next = at + 1 < token.size() ? token[at + 1] : '\0';
    if (next != '0' && next != '1') {
      return fail(ErrorKind::bad_request, fmt::format("In {} a “~” is followed by neither 0 nor 1.", quoted(token)));
    }
    plain += next == '0' ? '~' : '/';
    ++at;
  }
  return plain;
}

bj::value* step(bj::value& from, std::string const& token) {
  if (auto* const object = from.if_object()) return object->if_contains(token);
  auto* const array = from.if_array();
  if (array == nullptr) return nullptr;
  auto const index = array_index(token, array->size());
  return index ? &(*array)[*index] : nullptr;
}

}  // namespace

Result<Pointer> parse_pointer(std::string_view text) {
  Pointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') {
    return fail(ErrorKind::bad_request, fmt::format("The pointer {} does not begin with a slash.", quoted(text)));
  }
  for (auto const token : split(text.substr(1), '/')) {
    TRIFORIUM_TRY(auto plain, unescaped(token));
    pointer.push_back(std::move(plain));
  }
  return pointer;
}

// "array-index = %x30 / ( %x31-39 *(%x30-39) ) ; "0", or digits without a leading "0""
std::optional<std::size_t> array_index(std::string_view token, std::size_t size) {
  if (size == 0 || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  auto const index = parse_unsigned(token, size - 1);
  if (!index) return std::nullopt;
  return static_cast<std::size_t>(*index);
}

bj::value* find(bj::value& root, Pointer const& pointer) {
  bj::value* here = &root;
  for (auto const& token : pointer) {
    here = step(*here, token);
    if (here == nullptr) return nullptr;
  }
  return here;
}

}  // namespace triforium::json
