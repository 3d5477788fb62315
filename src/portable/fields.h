// The members of a JSON object that comes from outside. Pure.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::portable {

// Errors: bad_request with the place and what was expected there. What may be left out has a neutral value then.
class Fields {
 public:
  // Both outlive this; `place` is where the object stands, as a JSON pointer.
  Fields(boost::json::object const& object, std::string place) : object_(object), place_(std::move(place)) {}

  Result<std::string> text(std::string_view key) const;                          // has to be there, and not empty
  Result<std::string> optional_text(std::string_view key) const;                 // "" without it
  Result<std::uint64_t> number(std::string_view key, std::uint64_t most) const;  // 0 without it
  Result<double> seconds(std::string_view key) const;                  // finite and not negative; 0 without it
  Result<std::vector<std::string>> texts(std::string_view key) const;  // {} without it
  Result<boost::json::object> object(std::string_view key) const;      // has to be there
  // Each element of the list has to be an object.
  Result<void> each(std::string_view key, std::function<Result<void>(Fields const&)> const& take) const;

  Failure wrong(std::string_view key, std::string_view expectation) const;

 private:
  boost::json::object const& object_;
  std::string place_;
};

// The object that the text is. Errors: those of json::parse(); bad_request for anything else than an object.
Result<boost::json::object> parse_object(std::string_view text);

}  // namespace triforium::portable
