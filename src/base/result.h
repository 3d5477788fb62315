// Result<T>: a value or an Error. The names of its members are std::expected's, so that the alias can be swapped when
// the compilers have it.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace triforium {

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

// return fail(ErrorKind::not_found, "no image is called “x”");
inline Failure fail(ErrorKind kind, std::string message, std::string detail = {}) {
  return Failure(Error{kind, std::move(message), std::move(detail)});
}

// Hands an error on from one Result type to another: `if (!page) return fail(page);`
template <typename T>
Failure fail(Result<T> const& failed) {
  return Failure(failed.error());
}

}  // namespace triforium

#define TRIFORIUM_CONCAT_INNER(a, b) a##b
#define TRIFORIUM_CONCAT(a, b) TRIFORIUM_CONCAT_INNER(a, b)

// TRIFORIUM_TRY(auto size, parse_size(text));   declares `size`, or returns the error from the enclosing function.
#define TRIFORIUM_TRY(declaration, expression) \
  TRIFORIUM_TRY_WITH(return, declaration, expression, TRIFORIUM_CONCAT(triforium_try_, __LINE__))
// The same inside a coroutine.
#define TRIFORIUM_CO_TRY(declaration, expression) \
  TRIFORIUM_TRY_WITH(co_return, declaration, expression, TRIFORIUM_CONCAT(triforium_try_, __LINE__))
#define TRIFORIUM_TRY_WITH(leave, declaration, expression, holder)                    \
  auto holder = (expression);                                                         \
  if (!holder) leave ::tl::unexpected<::triforium::Error>(std::move(holder).error()); \
  declaration = std::move(*holder)

// TRIFORIUM_CHECK(sink.write(rows));   for a Result<void>.
#define TRIFORIUM_CHECK(expression)                                                      \
  do {                                                                                   \
    if (auto triforium_checked = (expression); !triforium_checked)                       \
      return ::tl::unexpected<::triforium::Error>(std::move(triforium_checked).error()); \
  } while (false)
