#include "enrich/gray_picture.h"

#include <fmt/format.h>

#include <algorithm>

#include "codecs/open_file.h"
#include "pixels/colour.h"
#include "pixels/quality.h"
#include "pixels/turn.h"

namespace triforium::enrich {
namespace {

constexpr std::int64_t kMostPixels = 80'000'000;

Bytes write_pgm(ConstPixelsView gray) {
  auto const head = fmt::format("P5\n{} {}\n255\n", gray.size.width, gray.size.height);
  Bytes pgm(head.begin(), head.end());
  pgm.reserve(head.size() + static_cast<std::size_t>(gray.size.area()));
  for (std::int64_t y = 0; y < gray.size.height; ++y)
    pgm.insert(pgm.end(), gray.row(y), gray.row(y) + gray.row_bytes());
  return pgm;
}

}  // namespace

Result<GrayPicture> blocking_read_gray(std::filesystem::path const& file, codecs::OpenOptions const& options) {
  TRIFORIUM_TRY(auto const opened, codecs::blocking_open_file(file, options));
  auto const& header = opened.decoder->header();
  auto const level =
      std::ranges::find_if(header.levels, [](codecs::Level const& one) { return one.size.area() <= kMostPixels; });
  if (level == header.levels.end()) return fail(ErrorKind::too_large, "it is too large for text recognition");
  TRIFORIUM_TRY(auto rows, opened.decoder->read(static_cast<std::size_t>(level - header.levels.begin()),
                                                PixelRect::whole(level->size)));
  auto const turn = turn_of_exif(static_cast<int>(header.orientation));
  rows = make_8_bit(make_gray(make_flattened(make_srgb(std::move(rows), view_of(header.icc)), kWhite)));
  rows = make_turned(std::move(rows), turn);
  TRIFORIUM_TRY(auto const pixels, read_all(*rows));
  return GrayPicture{write_pgm(pixels.view()), pixels.size(), turn.apply(header.size)};
}

}  // namespace triforium::enrich
