// What can go wrong because of the outside world: clients, files, codecs, networks. Errors are values; what they mean
// on the wire is decided in one table, http/error_response.cc.
#pragma once

#include <string>
#include <string_view>

namespace triforium {

enum class ErrorKind {
  bad_request,          // the client wrote something that no server could answer
  not_found,            // nothing has that name
  gone,                 // something had it, and was deleted
  conflict,             // what is there already stands against it: a name that is taken
  precondition_failed,  // it has changed since the client saw it (If-Match)
  method_not_allowed,   // the name exists, but not for this method
  unsupported_format,   // Image API 1.1 gives an unknown format a status of its own
  not_implemented,      // well-formed, and the specification knows it, but it is switched off here
  uri_too_long,         // Image API 1.1, section 6.2
  too_large,            // more than the configured limits or the memory budget can ever allow
  busy,                 // could be done later: every permit is taken
  timeout,              // took longer than the configured time
  cancelled,            // the client went away, or the server is stopping
  corrupt_source,       // a file that does not decode, or is no image
  upstream,             // an HTTP origin failed
  storage_full,         // the disk has no room left for it
  internal,             // our own fault
};

// The word used in logs and metrics, e.g. "bad_request".
std::string_view name_of(ErrorKind kind);

struct Error {
  ErrorKind kind = ErrorKind::internal;
  // A sentence for the client: which value, where, what was expected. Never a path of this machine.
  std::string message;
  // For the operator's log only: the file and what its decoder said.
  std::string detail;
};

}  // namespace triforium
