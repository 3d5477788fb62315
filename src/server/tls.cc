#include "server/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace triforium::server {
namespace {

namespace ssl = boost::asio::ssl;

constexpr unsigned char kProtocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

// https://www.rfc-editor.org/rfc/rfc7301#section-3.2 – a client that offers nothing we speak is served all the same.
int choose_protocol(SSL*, unsigned char const** out, unsigned char* out_length, unsigned char const* offered,
                    unsigned offered_length, void*) {
  unsigned char* chosen = nullptr;
  int const found = SSL_select_next_proto(&chosen, out_length, kProtocols, sizeof kProtocols, offered, offered_length);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Failure failed(std::string message, boost::system::error_code const& error) {
  return fail(ErrorKind::bad_request, std::move(message), error.message());
}

bool is_mismatch(boost::system::error_code const& error) {
  return ERR_GET_REASON(static_cast<unsigned long>(error.value())) == X509_R_KEY_VALUES_MISMATCH;
}

}  // namespace

Result<TlsContext> make_tls_context(std::string const& certificate_file, std::string const& key_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);

  boost::system::error_code error;
  context->use_certificate_chain_file(certificate_file, error);
  if (error) return failed("The TLS certificate " + certificate_file + " cannot be used.", error);
  context->use_private_key_file(key_file, ssl::context::pem, error);
  // A key of another kind than the certificate's is only found by the check.
  bool const is_of_another = error ? is_mismatch(error) : SSL_CTX_check_private_key(native) != 1;
  if (is_of_another) return failed("The TLS key " + key_file + " is not the key of " + certificate_file + ".", error);
  if (error) return failed("The TLS key " + key_file + " cannot be used.", error);
  return context;
}

}  // namespace triforium::server
