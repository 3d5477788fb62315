// Bearer tokens: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
#pragma once

#include <string_view>

#include "http/message.h"

namespace triforium::http {

// Whether the request's Authorization carries `token`, which is not empty. The time that it takes tells a client
// nothing about how much of its guess was right.
bool has_bearer_token(Request const& request, std::string_view token);

}  // namespace triforium::http
