// A catalogue whose images lie at an HTTP origin, read by ranges.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-14
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/cache_count.h"
#include "storage/catalog.h"

namespace triforium::storage {

struct HttpOrigin {
  std::string url;                        // with {id} in its path, such as https://origin.example/{id}.tif
  std::vector<std::string> header_lines;  // sent with each request, such as "Authorization: …"
  std::chrono::milliseconds timeout{20'000};
  std::uint64_t cache_bytes =
      64ULL << 20;  // for blocks that were read; also the most that an origin without ranges may send
  std::uint32_t block_bytes = 256U << 10;
  CacheCount count;  // of the blocks
};

// The identifier is put into the path percent-encoded, its slashes kept: no identifier can name another host. Redirects
// are not followed. It lists nothing. Errors: bad_request for a URL that is no template, or has {id} before its path.
Result<std::unique_ptr<Catalog>> make_http_catalog(HttpOrigin origin);

}  // namespace triforium::storage
