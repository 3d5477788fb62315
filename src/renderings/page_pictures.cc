#include "renderings/page_pictures.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cmath>

#include "base/text.h"
#include "items/asset_catalog.h"

namespace triforium::renderings {
namespace {

using namespace std::chrono_literals;

constexpr int kBusy = 503;
constexpr int kMostAttempts = 300;
constexpr auto kPause = 100ms;

// What the next picture would meet as well.
bool concerns_all(ErrorKind kind) {
  return kind == ErrorKind::cancelled || kind == ErrorKind::busy || kind == ErrorKind::storage_full;
}

// https://iiif.io/api/image/3.0/#42-size
//   "!w,h: The extracted region is scaled so that the width and height of the returned image are not greater than w and
//    h, while maintaining the aspect ratio."
std::string size_within(BookPicture const& picture, PictureSettings const& settings) {
  auto const shape = std::clamp(picture.width / std::max(picture.height, 1e-9), 1e-4, 1e4);
  auto const area = static_cast<double>(std::min(settings.area, settings.largest_area));
  auto const width = std::clamp(std::sqrt(area * shape), 1.0, static_cast<double>(settings.largest.width));
  auto const height = std::clamp(std::sqrt(area / shape), 1.0, static_cast<double>(settings.largest.height));
  return fmt::format("!{:.0f},{:.0f}", std::floor(width), std::floor(height));
}

Result<void> blocking_append(int descriptor, std::uint64_t offset, std::uint64_t length, Bytes& bytes) {
  auto const begin = bytes.size();
  bytes.resize(begin + length);
  for (std::uint64_t done = 0; done < length;) {
    auto const count =
        ::pread(descriptor, bytes.data() + begin + done, length - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(ErrorKind::corrupt_source, "A file has become shorter while it was read.");
    done += static_cast<std::uint64_t>(count);
  }
  return {};
}

// Of an answer that is no stream. Mapped files are read, not looked at: their pages may go (SIGBUS).
Result<Bytes> blocking_bytes_of(http::Body const& body) {
  Bytes bytes;
  if (auto const* const text = std::get_if<std::string>(&body)) bytes.assign(text->begin(), text->end());
  if (auto const* const range = std::get_if<http::FileRange>(&body))
    TRIFORIUM_CHECK(blocking_append(range->descriptor, range->offset, range->length, bytes));
  auto const* const pieces = std::get_if<std::vector<http::Piece>>(&body);
  if (pieces == nullptr) return bytes;
  for (auto const& piece : *pieces) {
    if (piece.descriptor >= 0) {
      TRIFORIUM_CHECK(blocking_append(piece.descriptor, piece.offset, piece.bytes.size(), bytes));
    } else {
      bytes.insert(bytes.end(), piece.bytes.begin(), piece.bytes.end());
    }
  }
  return bytes;
}

bool is_allowed(PixelSize size, PictureSettings const& settings) {
  return size.width <= settings.largest.width && size.height <= settings.largest.height &&
         size.area() <= settings.largest_area;
}

}  // namespace

Task<Result<std::optional<JpegPicture>>> PagePictures::find(BookPicture picture) const {
  if (picture.asset.empty()) co_return std::nullopt;
  if (picture.is_whole()) {
    auto look = [pictures = *this, picture]() -> Result<std::optional<JpegPicture>> {
      return pictures.blocking_find_original(picture);
    };
    Result<std::optional<JpegPicture>> original = co_await workers.run(Lane::io, 0, look);
    if (!original || *original) co_return original;
  }
  Result<std::optional<JpegPicture>> made = co_await ask(std::move(picture));
  if (!made && !concerns_all(made.error().kind)) co_return std::nullopt;
  co_return made;
}

// What cannot be taken as it is, for whatever reason, the image server may still be able to show.
std::optional<JpegPicture> PagePictures::blocking_find_original(BookPicture const& picture) const {
  if (!picture.is_whole()) return std::nullopt;
  auto const owned = store.read([&](store::Reading& reading) { return reading.find_asset(picture.asset); });
  if (!owned || !*owned || (*owned)->asset.page != 0) return std::nullopt;
  auto const file = items::blocking_open_asset((*owned)->asset, data);
  if (!file || (*file)->size() > settings->original_bytes) return std::nullopt;
  auto found = blocking_read_jpeg(*file);
  if (!found || !*found) return std::nullopt;
  return is_allowed((*found)->size, *settings) ? std::move(*found) : std::nullopt;
}

// A client that goes on as soon as the server has room: a page is asked for when the one before it has been taken.
Task<Result<std::optional<JpegPicture>>> PagePictures::ask(BookPicture picture) const {
  http::Request request;
  request.target = fmt::format("/iiif/3/{}/{}/{}/{}/default.jpg", percent_encode(picture.asset),
                               percent_encode(picture.region, ",:"), size_within(picture, *settings),
                               percent_encode(picture.rotation, "!"));
  request.origin = origin;
  request.stop = stop;
  for (int attempt = 0; attempt < kMostAttempts && !stop.stop_requested(); ++attempt) {
    http::Response answer = co_await settings->images(request);
    if (answer.status == 200) {
      Result<Bytes> bytes = co_await gather(std::move(answer.body));
      if (!bytes) co_return fail(bytes);
      co_return blocking_read_jpeg(storage::make_memory_source("page", std::move(*bytes)));
    }
    if (answer.status != kBusy) co_return std::nullopt;
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, kPause);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return fail(ErrorKind::busy, "The server has too much to do for this now.");
}

Task<Result<Bytes>> PagePictures::gather(http::Body body) const {
  auto const longest = settings->answer_bytes();
  if (auto* const stream = std::get_if<http::Stream>(&body)) {
    Bytes bytes;
    for (;;) {
      Result<SharedBytes> piece = co_await stream->bytes->next();
      if (!piece) co_return fail(piece);
      if (!*piece) co_return bytes;
      if (bytes.size() + (*piece)->size() > longest) co_return fail(ErrorKind::too_large, "A picture is too long.");
      bytes.insert(bytes.end(), (*piece)->begin(), (*piece)->end());
    }
  }
  if (http::size_of(body) > longest) co_return fail(ErrorKind::too_large, "A picture is too long.");
  auto read = [held = std::make_shared<http::Body const>(std::move(body))] { return blocking_bytes_of(*held); };
  Result<Bytes> bytes = co_await workers.run(Lane::io, 0, read);
  co_return bytes;
}

}  // namespace triforium::renderings
