#include "base/error.h"

namespace triforium {

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_request:
      return "bad_request";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::gone:
      return "gone";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::precondition_failed:
      return "precondition_failed";
    case ErrorKind::method_not_allowed:
      return "method_not_allowed";
    case ErrorKind::unsupported_format:
      return "unsupported_format";
    case ErrorKind::not_implemented:
      return "not_implemented";
    case ErrorKind::uri_too_long:
      return "uri_too_long";
    case ErrorKind::too_large:
      return "too_large";
    case ErrorKind::busy:
      return "busy";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::corrupt_source:
      return "corrupt_source";
    case ErrorKind::upstream:
      return "upstream";
    case ErrorKind::storage_full:
      return "storage_full";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace triforium
