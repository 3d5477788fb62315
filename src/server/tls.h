// The certificate, and what we ask of TLS.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.h"

namespace triforium::server {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// TLS 1.2 and 1.3 with the chain and key of these PEM files; ALPN answers http/1.1. Blocks while it reads them.
// Errors: bad_request with a sentence for the operator, OpenSSL's words in the detail.
Result<TlsContext> make_tls_context(std::string const& certificate_file, std::string const& key_file);

}  // namespace triforium::server
