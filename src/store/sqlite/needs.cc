#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/writes.h"

namespace triforium::store::sqlite {
namespace {

constexpr std::size_t kLongestName = 1000;

}  // namespace

Result<void> check_text(std::string_view text, std::string_view what) {
  if (!is_valid_utf8(text)) return fail(ErrorKind::bad_request, fmt::format("The {} is not UTF-8.", what));
  return {};
}

Result<void> check_name(std::string_view name, std::string_view what) {
  if (name.empty()) return fail(ErrorKind::bad_request, fmt::format("The {} is empty.", what));
  if (name.size() > kLongestName)
    return fail(ErrorKind::bad_request,
                fmt::format("The {} {} is longer than {} bytes.", what, triforium::quoted(name), kLongestName));
  if (!is_valid_utf8(name) || has_control_character(name))
    return fail(ErrorKind::bad_request,
                fmt::format("The {} {} is not UTF-8 without control characters.", what, triforium::quoted(name)));
  return {};
}

Result<Named> need_item(Change& change, std::string_view name) {
  TRIFORIUM_TRY(auto named, find_named(change.connection(), name));
  if (!named) return fail(ErrorKind::not_found, fmt::format("Nothing is called {}.", triforium::quoted(name)));
  if (!named->is_live) return fail(ErrorKind::gone, fmt::format("{} was deleted.", triforium::quoted(name)));
  return std::move(*named);
}

Result<Named> need_item(Change& change, std::string_view id, Expectation const& expected) {
  TRIFORIUM_TRY(auto named, need_item(change, id));
  if (named.name_kind != NameKind::id)
    return fail(ErrorKind::conflict, fmt::format("{} is another name of {}: change it under that.",
                                                 triforium::quoted(id), triforium::quoted(named.id)));
  if (expected.is_new) return fail(ErrorKind::conflict, fmt::format("There is a {} already.", triforium::quoted(id)));
  if (expected.revision && *expected.revision != named.revision)
    return fail(ErrorKind::precondition_failed,
                fmt::format("{} has been changed meanwhile: its revision is {}, not {}.", triforium::quoted(id),
                            named.revision, *expected.revision));
  return named;
}

}  // namespace triforium::store::sqlite
