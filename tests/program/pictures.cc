#include "program/pictures.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "codecs/registry.h"
#include "codecs/tiff/tiff_builder.h"
#include "pixels/test_pixels.h"

namespace triforium::test {
namespace {

using codecs::tiff::FieldType;
using codecs::tiff::TiffBuilder;
using Numbers = std::vector<std::uint64_t>;

std::uint64_t u64(std::int64_t number) {
  return static_cast<std::uint64_t>(number);
}

std::uint64_t count_of(PixelSize image, PixelSize chunk) {
  auto const across = (image.width + chunk.width - 1) / chunk.width;
  auto const down = (image.height + chunk.height - 1) / chunk.height;
  return u64(across * down);
}

// What all pages have; the chunks' offsets come later.
TiffBuilder::Directory make_directory(PixelSize size, PixelSize tile, std::uint64_t samples, std::uint64_t bits,
                                      std::uint64_t photometric) {
  TiffBuilder::Directory fields{
      {256, {FieldType::long_, {u64(size.width)}}},       {257, {FieldType::long_, {u64(size.height)}}},
      {258, {FieldType::short_, Numbers(samples, bits)}}, {259, {FieldType::short_, {1}}},
      {262, {FieldType::short_, {photometric}}},          {277, {FieldType::short_, {samples}}}};
  if (tile.is_empty()) return fields;
  fields[322] = {FieldType::long_, {u64(tile.width)}};
  fields[323] = {FieldType::long_, {u64(tile.height)}};
  return fields;
}

void add_chunks(TiffBuilder::Directory& fields, bool is_tiled, Numbers offsets, Numbers sizes) {
  fields[is_tiled ? 324 : 273] = {FieldType::long_, std::move(offsets)};
  fields[is_tiled ? 325 : 279] = {FieldType::long_, std::move(sizes)};
}

Bytes soft_chunk(PixelSize size, std::string const& colour) {
  if (colour == "bitonal") return Bytes(u64((size.width + 7) / 8 * size.height), 0x3C);
  PixelFormat format;
  if (colour == "gray") format.model = ColourModel::gray;
  auto const pixels = soft_picture(size, format);
  Bytes bytes;
  for (std::int64_t y = 0; y < size.height; ++y)
    bytes.insert(bytes.end(), pixels.view().row(y), pixels.view().row(y) + pixels.view().row_bytes());
  return bytes;
}

TiffBuilder::Directory repeating_page(TiffBuilder& builder, TiffRecipe const& recipe, PixelSize size) {
  bool const is_rgb = recipe.colour == "rgb";
  bool const is_tiled = !recipe.tile.is_empty();
  auto fields = make_directory(size, recipe.tile, is_rgb ? 3 : 1, recipe.colour == "bitonal" ? 1 : 8, is_rgb ? 2 : 1);
  PixelSize const chunk = is_tiled ? recipe.tile : PixelSize{size.width, std::min<std::int64_t>(size.height, 64)};
  auto const bytes = soft_chunk(chunk, recipe.colour);
  auto const count = count_of(size, chunk);
  add_chunks(fields, is_tiled, Numbers(count, builder.add(bytes)), Numbers(count, bytes.size()));
  if (!is_tiled) fields[278] = {FieldType::long_, {u64(chunk.height)}};
  return fields;
}

// Tiles are stored whole: what lies beyond the edge is black.
Bytes tile_at(ConstPixelsView pixels, PixelSize tile, std::int64_t left, std::int64_t top) {
  auto const pixel = static_cast<std::size_t>(pixels.format.bytes_per_pixel());
  Bytes bytes(u64(tile.area()) * pixel);
  auto const width = static_cast<std::size_t>(std::min(tile.width, pixels.size.width - left)) * pixel;
  for (std::int64_t y = 0; y < tile.height && top + y < pixels.size.height; ++y)
    std::memcpy(bytes.data() + u64(y * tile.width) * pixel, pixels.row(top + y) + u64(left) * pixel, width);
  return bytes;
}

TiffBuilder::Directory tiled_page(TiffBuilder& builder, Pixels const& pixels, PixelSize tile) {
  auto fields = make_directory(pixels.size(), tile, 3, 8, 2);
  Numbers offsets, sizes;
  for (std::int64_t top = 0; top < pixels.size().height; top += tile.height) {
    for (std::int64_t left = 0; left < pixels.size().width; left += tile.width) {
      auto const bytes = tile_at(pixels.view(), tile, left, top);
      offsets.push_back(builder.add(bytes));
      sizes.push_back(bytes.size());
    }
  }
  add_chunks(fields, true, std::move(offsets), std::move(sizes));
  return fields;
}

void chain_with_levels(TiffBuilder& builder, TiffBuilder::Directory whole, std::vector<TiffBuilder::Directory> levels) {
  Numbers positions;
  for (auto& level : levels) {
    level[254] = {FieldType::long_, {1}};
    positions.push_back(builder.write(level));
  }
  if (!positions.empty()) whole[330] = {FieldType::long_, positions};
  builder.chain(whole);
}

std::string text_of(Bytes const& bytes) {
  return std::string(as_text(bytes));
}

Result<std::shared_ptr<codecs::Decoder const>> open_file(std::string const& bytes) {
  auto const view = as_bytes(bytes);
  return codecs::open(storage::make_memory_source("answer", Bytes(view.begin(), view.end())), {});
}

}  // namespace

Pixels soft_picture(PixelSize size, PixelFormat format) {
  auto const wave = [](double phase) { return static_cast<std::uint32_t>(std::lround(127.5 + 127 * std::sin(phase))); };
  return make_pixels(size, format, [&](std::int64_t x, std::int64_t y, int channel) {
    auto const u = static_cast<double>(x), v = static_cast<double>(y);
    if (channel == 0) return wave(u / 40 + v / 90);
    return channel == 1 ? wave(v / 50 - u / 170) : wave((u + v) / 130);
  });
}

std::string encoded(codecs::OutputFormat format, Pixels pixels) {
  auto const reader = make_reader(std::move(pixels));
  codecs::BytesSink sink;
  auto const done = codecs::encode(format, *reader, {}, {}, sink);
  if (!done) throw std::runtime_error(done.error().message);
  return text_of(sink.bytes);
}

std::string repeating_tiff(TiffRecipe const& recipe) {
  TiffBuilder builder;
  for (int page = 0; page < recipe.pages; ++page) {
    auto whole = repeating_page(builder, recipe, recipe.size);
    if (recipe.orientation != 1) whole[274] = {FieldType::short_, {u64(recipe.orientation)}};
    std::vector<TiffBuilder::Directory> levels;
    for (auto const level : recipe.levels)
      levels.push_back(repeating_page(builder, recipe, level));
    chain_with_levels(builder, std::move(whole), std::move(levels));
  }
  return text_of(builder.bytes());
}

std::string tiled_tiff(std::vector<Pixels> const& levels, PixelSize tile) {
  TiffBuilder builder;
  std::vector<TiffBuilder::Directory> directories;
  for (auto const& level : levels)
    directories.push_back(tiled_page(builder, level, tile));
  auto const whole = directories.front();
  directories.erase(directories.begin());
  chain_with_levels(builder, whole, std::move(directories));
  return text_of(builder.bytes());
}

std::optional<PixelSize> size_of_file(std::string const& bytes) {
  auto const decoder = open_file(bytes);
  if (!decoder) return std::nullopt;
  return (*decoder)->header().size;
}

std::optional<Pixels> pixels_of_file(std::string const& bytes) {
  auto const decoder = open_file(bytes);
  if (!decoder) return std::nullopt;
  auto const reader = (*decoder)->read(0, PixelRect::whole((*decoder)->header().size));
  if (!reader) return std::nullopt;
  auto pixels = read_all(**reader);
  if (!pixels) return std::nullopt;
  return std::move(*pixels);
}

}  // namespace triforium::test
