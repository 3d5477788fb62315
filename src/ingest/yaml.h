// YAML from outside, as the JSON it stands for. Every scalar is text: "29 July 1954" and "no" mean what they say.
//
// https://yaml.org/spec/1.2.2/
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "base/result.h"

namespace triforium::ingest {

// Errors: too_large (more than 256 KiB, 16 deep or 20,000 values, anchors counted wherever they are used); bad_request
// with the line.
Result<boost::json::value> parse_yaml(std::string_view text);

}  // namespace triforium::ingest
