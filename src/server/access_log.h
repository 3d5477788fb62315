// One line for each request.
#pragma once

#include "base/log.h"
#include "server/settings.h"

namespace triforium::server {

// Pure: the named values of the line.
log::Fields access_fields(RequestRecord const& record);

// Writes the line, at the level that the response asked for.
void write_access_line(RequestRecord const& record);

}  // namespace triforium::server
