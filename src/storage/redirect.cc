#include "storage/redirect.h"

#include <fmt/format.h>

#include <boost/url.hpp>

namespace triforium::storage {

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2 – "it refers to the target URI … resolved relative to" it.
Result<std::string> resolve_location(std::string const& base, std::string const& location) {
  namespace urls = boost::urls;
  auto const from = urls::parse_uri(base);
  auto const to = urls::parse_uri_reference(location);
  urls::url resolved;
  if (!from || !to || !urls::resolve(*from, *to, resolved)) {
    return fail(ErrorKind::upstream, fmt::format("“{}” leads to something that is no URL.", base), location);
  }
  return std::string(resolved.buffer());
}

}  // namespace triforium::storage
