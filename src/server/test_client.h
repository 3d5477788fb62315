// For tests: clients with and without TLS, and a certificate.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace triforium::server {

// Whether the condition holds within two seconds.
template <typename Condition>
bool eventually(Condition const& condition) {
  for (int i = 0; i < 400 && !condition(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return condition();
}

// A client that does exactly what it is told.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    timeval const limit{5, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { close(); }
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;

  bool is_connected() const { return is_connected_; }
  int descriptor() const { return socket_; }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  void reset() {
    linger const now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void half_close() { ::shutdown(socket_, SHUT_WR); }

  bool send(std::string_view text) {
    while (!text.empty()) {
      auto const count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  // Everything until the server closes; a time-out shows as a missing end.
  std::string read_all() {
    while (read_more())
      continue;
    return std::exchange(buffer_, {});
  }
  // One whole response: head, and as much body as Content-Length says.
  std::string read_response(bool is_head = false) {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!read_more()) return std::exchange(buffer_, {});
    }
    std::size_t size = buffer_.find("\r\n\r\n") + 4;
    if (!is_head) size += content_length();
    while (buffer_.size() < size && read_more())
      continue;
    std::string response = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return response;
  }
  bool is_at_end() { return buffer_.empty() && !read_more() && has_ended_; }

 private:
  bool read_more() {
    char chunk[65536];
    auto const count = ::recv(socket_, chunk, sizeof chunk, 0);
    has_ended_ = count == 0;
    if (count > 0) buffer_.append(chunk, static_cast<std::size_t>(count));
    return count > 0;
  }
  std::size_t content_length() const {
    auto const at = buffer_.find("Content-Length: ");
    if (at == std::string::npos || at > buffer_.find("\r\n\r\n")) return 0;
    return std::stoul(buffer_.substr(at + 16));
  }

  int socket_;
  bool is_connected_ = false;
  bool has_ended_ = false;
  std::string buffer_;
};

inline std::string body_of(std::string const& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}

inline std::string get(std::string const& target, std::string const& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: example.org\r\n" + more + "\r\n";
}

// A key and a certificate for it that it signs itself, as PEM files.
inline void write_certificate(std::filesystem::path const& folder, std::string const& name) {
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  auto* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  std::FILE* file = std::fopen((folder / "cert.pem").c_str(), "w");
  PEM_write_X509(file, certificate.get());
  std::fclose(file);
  file = std::fopen((folder / "key.pem").c_str(), "w");
  PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
}

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port) : client_(port) {
    static unsigned char const kAlpn[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_set_alpn_protos(ssl_.get(), kAlpn, sizeof kAlpn);
    SSL_set_fd(ssl_.get(), client_.descriptor());
    is_connected_ = SSL_connect(ssl_.get()) == 1;
  }
  bool is_connected() const { return is_connected_; }
  std::string name() const {
    std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(ssl_.get()), X509_free);
    char text[100] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text, sizeof text);
    return text;
  }
  std::string protocol() const {
    unsigned char const* data = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &data, &length);
    return {reinterpret_cast<char const*>(data), length};
  }
  // Whether the server has ended the connection in the way of TLS, so that nothing can be missing.
  bool has_said_goodbye() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  // The answer's head and that many bytes of its body, or as many as came.
  std::string exchange(std::string const& request, std::size_t size) {
    SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()));
    std::string all;
    char chunk[16384];
    while (all.size() < size || all.find("\r\n\r\n") == std::string::npos ||
           all.size() < all.find("\r\n\r\n") + 4 + size) {
      int const count = SSL_read(ssl_.get(), chunk, sizeof chunk);
      if (count <= 0) break;
      all.append(chunk, static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{SSL_new(context_.get()), SSL_free};
  Client client_;
  bool is_connected_ = false;
};

}  // namespace triforium::server
