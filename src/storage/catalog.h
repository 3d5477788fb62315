// Catalog: from an identifier, as a client wrote it, to the bytes that it names.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/source.h"

namespace triforium::storage {

class Catalog {
 public:
  virtual ~Catalog() = default;

  // Opens what `identifier` (decoded, valid UTF-8, no control characters) names. Blocks; any number of threads at once.
  // Errors: not_found – also for everything that lies outside the roots; upstream, timeout, busy.
  virtual Result<std::shared_ptr<Source const>> blocking_open(std::string const& identifier) const = 0;

  // The identity that blocking_open would find now, without opening. Cheap for files; for an HTTP origin a HEAD at
  // most.
  virtual Result<Identity> blocking_identify(std::string const& identifier) const = 0;

  // Identifiers of published images, sorted, at most `limit`; empty where they cannot be listed.
  virtual std::vector<std::string> blocking_list(std::size_t limit) const = 0;
};

}  // namespace triforium::storage
