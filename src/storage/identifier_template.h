// Templates with an identifier in them: "{id:0:2}/{id}.tif".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::storage {

// Text with places for an identifier: {id} is the whole of it, {id:2:3} three of its bytes from the third on, as far as
// it has them. Pure.
class IdentifierTemplate {
 public:
  // bad_request for braces that are none of these forms, and for a template without any.
  static Result<IdentifierTemplate> parse(std::string_view text);

  // `write` turns each piece of the identifier into what is put in its place.
  std::string fill(std::string_view identifier, std::function<std::string(std::string_view)> const& write) const;

 private:
  struct Part {
    std::string literal;  // stands before the place
    bool is_place = false;
    std::size_t first = 0;
    std::size_t count = std::string::npos;
  };
  std::vector<Part> parts_;
};

}  // namespace triforium::storage
