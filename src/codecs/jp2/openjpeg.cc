#include "codecs/jp2/openjpeg.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "codecs/jp2/assertions.h"

namespace triforium::codecs::jp2 {
namespace {

// Small, because jumping from tile to tile throws away what was read ahead.
constexpr std::size_t kStreamBuffer = 32 << 10;
constexpr std::size_t kMostMessages = 1000;  // characters

struct Input {
  storage::Source const& source;
  std::uint64_t begin;
  std::uint64_t size;
  std::uint64_t at = 0;
  std::optional<Error> error;  // the source's own
  std::string messages;        // OpenJPEG's
};

// EOC, which OpenJPEG waits for where a file was cut off: put behind every codestream.
constexpr std::uint8_t kEnd[] = {0xFF, 0xD9};

std::uint64_t size_of(Input const& input) {
  return input.size + std::size(kEnd);
}

OPJ_SIZE_T read_input(void* into, OPJ_SIZE_T size, void* user) {
  auto& input = *static_cast<Input*>(user);
  auto* out = static_cast<std::uint8_t*>(into);
  constexpr auto kNothing = static_cast<OPJ_SIZE_T>(-1);
  if (size == 0 || input.error || input.at >= size_of(input)) return kNothing;
  if (input.at >= input.size) {
    *out = kEnd[input.at++ - input.size];
    return 1;
  }
  auto const wanted = std::min<std::uint64_t>(size, input.size - input.at);
  auto const got = input.source.read_at(input.begin + input.at, {out, wanted});
  if (!got) input.error = got.error();
  if (!got || *got == 0) return kNothing;
  input.at += *got;
  return *got;
}

OPJ_OFF_T skip_input(OPJ_OFF_T size, void* user) {
  auto& input = *static_cast<Input*>(user);
  if (size < 0) return -1;
  auto const step = std::min(static_cast<std::uint64_t>(size), size_of(input) - input.at);
  input.at += step;
  return step == 0 && size > 0 ? -1 : static_cast<OPJ_OFF_T>(step);
}

OPJ_BOOL seek_input(OPJ_OFF_T to, void* user) {
  auto& input = *static_cast<Input*>(user);
  if (to < 0 || static_cast<std::uint64_t>(to) > size_of(input)) return OPJ_FALSE;
  input.at = static_cast<std::uint64_t>(to);
  return OPJ_TRUE;
}

void keep_message(char const* message, void* user) {
  auto& messages = static_cast<Input*>(user)->messages;
  if (messages.size() < kMostMessages) messages.append(message);
}
void drop_message(char const*, void*) {}

struct FreeStream {
  void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};
struct FreeCodec {
  void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
};
using StreamHandle = std::unique_ptr<opj_stream_t, FreeStream>;
using CodecHandle = std::unique_ptr<opj_codec_t, FreeCodec>;

StreamHandle make_stream(Input& input) {
  StreamHandle stream(opj_stream_create(kStreamBuffer, OPJ_TRUE));
  if (!stream) return stream;
  opj_stream_set_user_data(stream.get(), &input, nullptr);
  opj_stream_set_user_data_length(stream.get(), size_of(input));
  opj_stream_set_read_function(stream.get(), read_input);
  opj_stream_set_skip_function(stream.get(), skip_input);
  opj_stream_set_seek_function(stream.get(), seek_input);
  return stream;
}

// The codestream's own codec, also for JP2: the boxes are read already.
CodecHandle make_codec(Input& input, int reduction) {
  CodecHandle codec(opj_create_decompress(OPJ_CODEC_J2K));
  if (!codec) return codec;
  opj_set_info_handler(codec.get(), drop_message, nullptr);
  opj_set_warning_handler(codec.get(), drop_message, nullptr);
  opj_set_error_handler(codec.get(), keep_message, &input);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  parameters.cp_reduce = static_cast<OPJ_UINT32>(reduction);
  // Strict, which is the default: when lenient, OpenJPEG 2.5.0 reads beyond a tile's data if packets lie about their
  // lengths. A cut-off file's whole tiles are read all the same, as the stream ends before the cut.
  return opj_setup_decoder(codec.get(), &parameters) ? std::move(codec) : nullptr;
}

Failure failure(Input const& input) {
  if (input.error) return Failure(*input.error);
  return fail(ErrorKind::corrupt_source, "The source's JPEG 2000 codestream does not decode.", input.messages);
}

bool decode(opj_codec_t* codec, opj_stream_t* stream, opj_image_t* image, Input& input) {
  struct Work {
    opj_codec_t* codec;
    opj_stream_t* stream;
    opj_image_t* image;
    OPJ_BOOL is_done;
  } work{codec, stream, image, OPJ_FALSE};
  auto const failed = catch_assertion(
      [](void* data) {
        auto& own = *static_cast<Work*>(data);
        own.is_done = opj_decode(own.codec, own.stream, own.image);
      },
      &work);
  if (!failed.empty()) input.messages += "failed assertion: " + failed;
  return failed.empty() && work.is_done != 0;
}

struct Span {
  std::int64_t begin;
  std::int64_t end;
};

// From pixels of a level to the reference grid, whole samples of every component: `align` is how many pixels the
// sparsest has for one sample. Where the span ends at the level's rim it ends at the image's.
Span to_reference(Span pixels, Span level, Span image, std::int64_t step, std::int64_t align) {
  auto const begin = pixels.begin / align * align, end = (pixels.end + align - 1) / align * align;
  return {begin <= level.begin ? image.begin : std::max(image.begin, begin * step),
          end >= level.end ? image.end : std::min(image.end, end * step)};
}

PixelRect reference_area(Codestream const& stream, int reduction, PixelRect area) {
  auto const grid = pixel_grid(stream);
  auto const level = component_extent(stream.image, grid, reduction);
  std::int64_t align_x = 1, align_y = 1;
  for (auto const& component : stream.components) {
    align_x = std::max(align_x, (component.dx + grid.dx - 1) / grid.dx);
    align_y = std::max(align_y, (component.dy + grid.dy - 1) / grid.dy);
  }
  auto const& image = stream.image;
  auto const x = to_reference({level.x + area.x, level.x + area.right()}, {level.x, level.right()},
                              {image.x, image.right()}, grid.dx << reduction, align_x);
  auto const y = to_reference({level.y + area.y, level.y + area.bottom()}, {level.y, level.bottom()},
                              {image.y, image.bottom()}, grid.dy << reduction, align_y);
  return {x.begin, y.begin, x.end - x.begin, y.end - y.begin};
}

PixelRect to_whole_tiles(Codestream const& stream, PixelRect reference) {
  auto const& tile = stream.first_tile;
  auto const left = tile.x + (reference.x - tile.x) / tile.width * tile.width;
  auto const top = tile.y + (reference.y - tile.y) / tile.height * tile.height;
  auto const columns = (reference.right() - left + tile.width - 1) / tile.width;
  auto const rows = (reference.bottom() - top + tile.height - 1) / tile.height;
  return PixelRect{left, top, columns * tile.width, rows * tile.height}.intersection(stream.image);
}

Result<void> check_tiles(Codestream const& stream, PixelRect reference) {
  auto const& first = stream.first_tile;
  auto const left = (reference.x - first.x) / first.width, right = (reference.right() - 1 - first.x) / first.width;
  auto const top = (reference.y - first.y) / first.height, bottom = (reference.bottom() - 1 - first.y) / first.height;
  for (auto y = top; y <= bottom; ++y) {
    for (auto x = left; x <= right; ++x) {
      if (stream.tiles[static_cast<std::size_t>(y * stream.tiles_across + x)].is_complete) continue;
      return fail(ErrorKind::corrupt_source, "The source image is incomplete.",
                  fmt::format("tile {} is missing or cut off", y * stream.tiles_across + x));
    }
  }
  return {};
}

}  // namespace

ComponentRow Planes::row(std::size_t c, std::int64_t y) const {
  auto const& extent = extents_[c];
  auto const row = std::clamp<std::int64_t>(y / extent.step_y - extent.area.y, 0, extent.area.height - 1);
  return {image_->comps[c].data + row * extent.area.width, extent.area.x, extent.area.width, extent.step_x};
}

Result<Planes> decode_area(storage::Source const& source, Codestream const& stream, int reduction, PixelRect area) {
  auto reference = reference_area(stream, reduction, area);
  // OpenJPEG 2.5.0 decodes parts of a High Throughput tile wrongly.
  if (stream.is_high_throughput) reference = to_whole_tiles(stream, reference);
  TRIFORIUM_CHECK(check_tiles(stream, reference));
  Input input{source, stream.offset, stream.length, 0, {}, {}};
  auto const bytes = make_stream(input);
  auto const codec = make_codec(input, reduction);
  if (!bytes || !codec) return failure(input);

  Planes planes;
  opj_image_t* image = nullptr;
  bool const has_header = opj_read_header(bytes.get(), codec.get(), &image) != 0;
  planes.image_.reset(image);
  if (!has_header || image == nullptr || image->numcomps != stream.components.size()) return failure(input);
  auto const at = [](std::int64_t value) { return static_cast<OPJ_INT32>(value); };
  if (!opj_set_decode_area(codec.get(), image, at(reference.x), at(reference.y), at(reference.right()),
                           at(reference.bottom())) ||
      !decode(codec.get(), bytes.get(), image, input)) {
    return failure(input);
  }

  auto const grid = pixel_grid(stream);
  for (std::size_t c = 0; c < stream.components.size(); ++c) {
    auto const& component = stream.components[c];
    auto const extent = component_extent(reference, component, reduction);
    auto const& plane = image->comps[c];
    if (plane.data == nullptr || plane.w != extent.width || plane.h != extent.height || extent.is_empty()) {
      return failure(input);
    }
    planes.extents_.push_back({extent, component.dx / grid.dx, component.dy / grid.dy});
  }
  return planes;
}

}  // namespace triforium::codecs::jp2
