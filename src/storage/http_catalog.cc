#include "storage/http_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/guarded.h"
#include "base/lru_cache.h"
#include "base/text.h"
#include "storage/confined_folder.h"
#include "storage/http_client.h"
#include "storage/identifier_template.h"

namespace triforium::storage {
namespace {

// What the origin and every source read from it share.
struct Shared {
  HttpOrigin origin;
  HttpClient client;
  Guarded<LruCache<SharedBytes>> blocks;

  explicit Shared(HttpOrigin given) : origin(std::move(given)), blocks(LruCache<SharedBytes>(origin.cache_bytes)) {}
};

Failure no_such_image(std::string detail) {
  return fail(ErrorKind::not_found, "There is no such image.", std::move(detail));
}

// What any other status than 200 and 206 means for whoever asked for the image.
Failure refusal(HttpResponse const& response, std::string const& url) {
  auto detail = fmt::format("{}: status {}", url, response.status);
  // Object stores answer 403 for what does not exist where listing is not allowed.
  if (response.status == 404 || response.status == 410 || response.status == 403)
    return no_such_image(std::move(detail));
  if (response.status == 429 || response.status == 503) {
    return fail(ErrorKind::busy, "The origin of this image has more work than it can do now.", std::move(detail));
  }
  return fail(ErrorKind::upstream, "The origin of this image gave no usable answer.", std::move(detail));
}

// https://www.rfc-editor.org/rfc/rfc9110#section-14.4 – "bytes 0-99/1234"
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t size = 0;
};
std::optional<ContentRange> parse_content_range(std::string_view text) {
  if (!text.starts_with("bytes ")) return std::nullopt;
  text.remove_prefix(6);
  auto const dash = text.find('-'), slash = text.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return std::nullopt;
  auto const first = parse_unsigned(text.substr(0, dash), INT64_MAX);
  auto const last = parse_unsigned(text.substr(dash + 1, slash - dash - 1), INT64_MAX);
  auto const size = parse_unsigned(text.substr(slash + 1), INT64_MAX);
  if (!first || !last || !size || *first > *last || *last >= *size) return std::nullopt;
  return ContentRange{*first, *last, *size};
}

Identity identity_of(HttpResponse const& response, std::uint64_t size) {
  return {fmt::format("{}|{}|{}", response.etag, response.last_modified, size), 0};
}

HttpRequest request_for(Shared const& shared, std::string const& url) {
  return {.url = url, .header_lines = shared.origin.header_lines, .timeout = shared.origin.timeout};
}

Result<HttpResponse> blocking_get_range(Shared const& shared, std::string const& url, std::uint64_t first,
                                        std::uint64_t last, std::uint64_t max_body, std::string const& etag = {}) {
  auto request = request_for(shared, url);
  request.header_lines.push_back(fmt::format("Range: bytes={}-{}", first, last));
  // A weak validator may not be used with If-Match (RFC 9110, section 13.1.1).
  if (etag.starts_with('"')) request.header_lines.push_back(fmt::format("If-Match: {}", etag));
  request.max_body = max_body;
  return shared.client.blocking_request(request);
}

class HttpSource final : public Source {
 public:
  HttpSource(std::shared_ptr<Shared> shared, std::string url, HttpResponse const& first, std::uint64_t size)
      : shared_(std::move(shared)),
        url_(std::move(url)),
        etag_(first.etag),
        size_(size),
        identity_(identity_of(first, size)) {}

  std::uint64_t size() const override { return size_; }
  Identity const& identity() const override { return identity_; }
  std::string const& name() const override { return url_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    std::size_t done = 0;
    while (done < into.size() && offset + done < size_) {
      auto const at = offset + done;
      auto const block_size = shared_->origin.block_bytes;
      TRIFORIUM_TRY(auto const block, blocking_block(at / block_size));
      auto const within = static_cast<std::size_t>(at % block_size);
      auto const count = std::min(into.size() - done, block->size() - within);
      std::memcpy(into.data() + done, block->data() + within, count);
      done += count;
    }
    return done;
  }

  void keep_block(std::uint64_t index, SharedBytes block) const {
    auto const weight = block->size();
    shared_->blocks.with([&](auto& blocks) {
      shared_->origin.count.counting(blocks, [&](auto& own) { own.insert(key_of(index), std::move(block), weight); });
    });
  }

 private:
  std::string key_of(std::uint64_t index) const { return fmt::format("{} {} {}", index, identity_.tag, url_); }

  Result<SharedBytes> blocking_block(std::uint64_t index) const {
    auto const cached = shared_->blocks.with([&](auto& blocks) { return blocks.find(key_of(index)); });
    shared_->origin.count.note_lookup(cached.has_value());
    if (cached) return *cached;
    auto const first = index * shared_->origin.block_bytes;
    auto const last = std::min<std::uint64_t>(first + shared_->origin.block_bytes, size_) - 1;
    TRIFORIUM_TRY(auto response, blocking_get_range(*shared_, url_, first, last, last - first + 1, etag_));
    auto const range = parse_content_range(response.content_range);
    if (response.status == 412 || (range && range->size != size_)) {
      return fail(ErrorKind::corrupt_source, "The source image changed while it was read.", url_);
    }
    if (response.status != 206) return refusal(response, url_);
    if (!range || range->first != first || range->last != last || response.body.size() != last - first + 1) {
      return fail(ErrorKind::upstream, "The origin of this image gave no usable answer.",
                  fmt::format("{}: asked for bytes {}-{}, got “{}”", url_, first, last, response.content_range));
    }
    auto block = share(std::move(response.body));
    keep_block(index, block);
    return block;
  }

  std::shared_ptr<Shared> shared_;
  std::string url_;
  std::string etag_;
  std::uint64_t size_;
  Identity identity_;
};

// The whole of an image from an origin that does not know ranges.
class WholeHttpSource final : public Source {
 public:
  WholeHttpSource(std::string url, HttpResponse response)
      : url_(std::move(url)), identity_(identity_of(response, response.body.size())), body_(std::move(response.body)) {}

  std::uint64_t size() const override { return body_.size(); }
  Identity const& identity() const override { return identity_; }
  std::string const& name() const override { return url_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset >= body_.size()) return 0U;
    auto const count = std::min<std::size_t>(into.size(), body_.size() - offset);
    std::memcpy(into.data(), body_.data() + offset, count);
    return count;
  }

 private:
  std::string url_;
  Identity identity_;
  Bytes body_;
};

class HttpCatalog final : public Catalog {
 public:
  HttpCatalog(std::shared_ptr<Shared> shared, IdentifierTemplate url)
      : shared_(std::move(shared)), url_(std::move(url)) {}

  Result<std::shared_ptr<Source const>> blocking_open(std::string const& identifier) const override {
    TRIFORIUM_TRY(auto const url, url_of(identifier));
    auto const block = shared_->origin.block_bytes;
    TRIFORIUM_TRY(auto response, blocking_get_range(*shared_, url, 0, block - 1, shared_->origin.cache_bytes));
    if (response.status == 200) {
      return std::shared_ptr<Source const>(std::make_shared<WholeHttpSource>(url, std::move(response)));
    }
    if (response.status != 206) return refusal(response, url);
    auto const range = parse_content_range(response.content_range);
    if (!range || range->first != 0 || response.body.size() != std::min<std::uint64_t>(block, range->size)) {
      return fail(ErrorKind::upstream, "The origin of this image gave no usable answer.",
                  fmt::format("{}: Content-Range “{}”", url, response.content_range));
    }
    auto source = std::make_shared<HttpSource>(shared_, url, response, range->size);
    source->keep_block(0, share(std::move(response.body)));
    return std::shared_ptr<Source const>(std::move(source));
  }

  Result<Identity> blocking_identify(std::string const& identifier) const override {
    TRIFORIUM_TRY(auto const url, url_of(identifier));
    auto request = request_for(*shared_, url);
    request.is_head = true;
    TRIFORIUM_TRY(auto const response, shared_->client.blocking_request(request));
    if (response.status == 200 && response.content_length) return identity_of(response, *response.content_length);
    if (response.status != 200 && response.status != 405 && response.status != 501) return refusal(response, url);
    // HEAD is not offered, or does not tell the length: opening does.
    TRIFORIUM_TRY(auto const source, blocking_open(identifier));
    return source->identity();
  }

  std::vector<std::string> blocking_list(std::size_t) const override { return {}; }

 private:
  Result<std::string> url_of(std::string const& identifier) const {
    if (!is_plain_path(identifier)) return no_such_image({});
    return url_.fill(identifier, [](std::string_view piece) { return percent_encode(piece, "/"); });
  }

  std::shared_ptr<Shared> shared_;
  IdentifierTemplate url_;
};

}  // namespace

Result<std::unique_ptr<Catalog>> make_http_catalog(HttpOrigin origin) {
  TRIFORIUM_TRY(auto url, IdentifierTemplate::parse(origin.url));
  auto const scheme_end = origin.url.find("://");
  auto const path = scheme_end == std::string::npos ? scheme_end : origin.url.find('/', scheme_end + 3);
  if (path == std::string::npos || origin.url.find('{') < path) {
    return fail(ErrorKind::bad_request,
                fmt::format("The URL {} has to name its host itself; {{id}} belongs into the path behind it.",
                            triforium::quoted(origin.url)));
  }
  return std::unique_ptr<Catalog>(
      std::make_unique<HttpCatalog>(std::make_shared<Shared>(std::move(origin)), std::move(url)));
}

}  // namespace triforium::storage
