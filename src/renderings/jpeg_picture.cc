#include "renderings/jpeg_picture.h"

#include <algorithm>

#include "codecs/jpeg/jpeg.h"
#include "codecs/jpeg/jpeg_head.h"

namespace triforium::renderings {
namespace {

constexpr std::size_t kPiece = 64 << 10;

bool is_upright(codecs::Header const& header) {
  return header.orientation == codecs::Orientation::upright;
}

}  // namespace

Result<std::optional<JpegPicture>> blocking_read_jpeg(std::shared_ptr<storage::Source const> const& source) {
  TRIFORIUM_TRY(auto const begin, storage::read_head(*source, codecs::kSniffBytes));
  if (!codecs::sniff_jpeg(begin)) return std::nullopt;
  auto const decoder = codecs::open_jpeg(source, {});
  if (!decoder || !is_upright((*decoder)->header())) return std::nullopt;
  auto const tile = (*decoder)->stored_tile(0, 0, 0);
  if (!tile || !*tile) return std::nullopt;
  auto const head = codecs::jpeg::read_head(*source, 0, source->size());
  bool const is_readable =
      head && head->is_common && !head->has_late_markers && (head->components == 1 || head->components == 3);
  if (!is_readable) return std::nullopt;
  auto made = codecs::jpeg::make_head((*tile)->colours, {}, {});
  if (!made) return std::nullopt;
  return JpegPicture{head->size, head->components, (*decoder)->header().icc, share(std::move(*made)),
                     source,     head->body};
}

Result<void> blocking_write(JpegPicture const& picture, Sink const& sink) {
  TRIFORIUM_CHECK(sink(view_of(picture.head)));
  auto const size = picture.source->size();
  for (auto at = picture.body; at < size;) {
    auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size - at));
    TRIFORIUM_TRY(auto const bytes, storage::read_exactly(*picture.source, at, count));
    TRIFORIUM_CHECK(sink(bytes));
    at += count;
  }
  return {};
}

}  // namespace triforium::renderings
