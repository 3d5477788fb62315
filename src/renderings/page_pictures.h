// The pictures of a book's pages: the file itself where a PDF can take it as it is, else what the image server answers.
#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "base/workers.h"
#include "http/handler.h"
#include "renderings/book.h"
#include "renderings/jpeg_picture.h"
#include "store/store.h"

namespace triforium::renderings {

struct PictureSettings {
  http::Handler images;                        // answers /iiif/3/…
  std::int64_t area = 4'000'000;               // pixels that a picture has at most, where the file itself is not taken
  std::uint64_t original_bytes = 4 << 20;      // JPEG files up to this size are taken as they are
  PixelSize largest = {INT32_MAX, INT32_MAX};  // of any picture, as the operator allows
  std::int64_t largest_area = INT64_MAX;

  // The longest answer of the image server that is taken: a JPEG has fewer than three bytes for a pixel.
  std::size_t answer_bytes() const { return static_cast<std::size_t>(area) * 3 + (1 << 20); }
};

// Copied freely; what it refers to outlives all copies.
struct PagePictures {
  store::Store const& store;
  Workers& workers;
  std::filesystem::path data;
  std::shared_ptr<PictureSettings const> settings;
  http::Origin origin;
  std::stop_token stop;  // requested when nobody waits any more

  // Absent for one that is elsewhere, or cannot be had. Errors: cancelled, busy, storage_full.
  Task<Result<std::optional<JpegPicture>>> find(BookPicture picture) const;

 private:
  std::optional<JpegPicture> blocking_find_original(BookPicture const& picture) const;
  Task<Result<std::optional<JpegPicture>>> ask(BookPicture picture) const;
  Task<Result<Bytes>> gather(http::Body body) const;
};

}  // namespace triforium::renderings
