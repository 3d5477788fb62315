#include "storage/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/guarded.h"
#include "base/text.h"
#include "storage/public_address.h"

namespace triforium::storage {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

constexpr std::size_t kMaxIdleHandles = 16;

struct Transfer {
  HttpResponse response;
  std::uint64_t max_body = 0;
  bool is_too_large = false;
};

std::size_t take_body(char const* data, std::size_t, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  auto& body = transfer.response.body;
  if (count > transfer.max_body - body.size()) {
    transfer.is_too_large = true;
    return 0;
  }
  auto const* bytes = reinterpret_cast<std::uint8_t const*>(data);
  body.insert(body.end(), bytes, bytes + count);
  return count;
}

std::size_t take_header(char const* data, std::size_t, std::size_t count, void* user) {
  auto& response = static_cast<Transfer*>(user)->response;
  std::string_view line(data, count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
    line.remove_suffix(1);
  auto const colon = line.find(':');
  if (colon == std::string_view::npos) return count;
  auto const name = line.substr(0, colon);
  auto const value = trim(line.substr(colon + 1));
  if (equals_ignoring_case(name, "etag")) response.etag = value;
  if (equals_ignoring_case(name, "last-modified")) response.last_modified = value;
  if (equals_ignoring_case(name, "content-range")) response.content_range = value;
  if (equals_ignoring_case(name, "content-type")) response.content_type = value;
  if (equals_ignoring_case(name, "location")) response.location = value;
  if (equals_ignoring_case(name, "access-control-allow-origin")) response.allow_origin = value;
  if (equals_ignoring_case(name, "content-length")) response.content_length = parse_unsigned(value, INT64_MAX);
  return count;
}

curl_socket_t open_public_socket(void*, curlsocktype, curl_sockaddr* address) {
  if (!is_public(address->addr)) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void set_options(CURL* handle, HttpRequest const& request, curl_slist* headers, Transfer& transfer) {
  curl_easy_reset(handle);
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "Triforium");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  if (request.needs_public_address) {
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
  }
  curl_easy_setopt(handle, CURLOPT_NOBODY, request.is_head ? 1L : 0L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
}

}  // namespace

struct HttpClient::Pool {
  Guarded<std::vector<Handle>> idle;

  Handle take() {
    auto handle = idle.with([](auto& handles) {
      Handle last;
      if (!handles.empty()) {
        last = std::move(handles.back());
        handles.pop_back();
      }
      return last;
    });
    return handle ? std::move(handle) : Handle(curl_easy_init());
  }
  void give_back(Handle handle) {
    idle.with([&](auto& handles) {
      if (handles.size() < kMaxIdleHandles) handles.push_back(std::move(handle));
    });
  }
};

HttpClient::HttpClient() : pool_(std::make_unique<Pool>()) {
  static CURLcode const started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);
}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::blocking_request(HttpRequest const& request) const {
  auto handle = pool_->take();
  if (!handle) return fail(ErrorKind::internal, "The server failed on this request.", "curl_easy_init");
  HeaderList headers;
  for (auto const& line : request.header_lines) {
    auto* const longer = curl_slist_append(headers.get(), line.c_str());
    static_cast<void>(headers.release());
    headers.reset(longer);
  }
  Transfer transfer;
  transfer.max_body = request.max_body;
  set_options(handle.get(), request, headers.get(), transfer);
  auto const code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) {
    auto detail = fmt::format("{}: {}", request.url, curl_easy_strerror(code));
    if (transfer.is_too_large) {
      return fail(ErrorKind::too_large, "The source image is too large to be read from its origin.", std::move(detail));
    }
    auto const kind = code == CURLE_OPERATION_TIMEDOUT ? ErrorKind::timeout : ErrorKind::upstream;
    return fail(kind, "The origin of this image did not answer.", std::move(detail));
  }
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &transfer.response.status);
  pool_->give_back(std::move(handle));
  return std::move(transfer.response);
}

}  // namespace triforium::storage
