#include "codecs/jp2/excerpt.h"

#include <gtest/gtest.h>
#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <random>
#include <string>

#include "codecs/jp2/area_decoder.h"
#include "codecs/jp2/jp2.h"
#include "codecs/jp2/openjpeg.h"
#include "codecs/jp2/packet_index_file.h"
#include "codecs/jp2/pixel_plan.h"

namespace triforium::codecs::jp2 {
namespace {

struct Coding {
  std::string name;
  std::function<void(opj_cparameters_t&)> set = [](auto&) {};
  int left = 0, top = 0, width = 420, height = 300;
};

OPJ_SIZE_T append(void* bytes, OPJ_SIZE_T size, void* user) {
  auto& out = *static_cast<std::pair<Bytes, std::size_t>*>(user);
  auto const* from = static_cast<std::uint8_t const*>(bytes);
  out.first.resize(std::max(out.first.size(), out.second + size));
  std::copy_n(from, size, out.first.begin() + static_cast<std::ptrdiff_t>(out.second));
  out.second += size;
  return size;
}
OPJ_BOOL seek(OPJ_OFF_T to, void* user) {
  static_cast<std::pair<Bytes, std::size_t>*>(user)->second = static_cast<std::size_t>(to);
  return OPJ_TRUE;
}
OPJ_OFF_T skip(OPJ_OFF_T by, void* user) {
  static_cast<std::pair<Bytes, std::size_t>*>(user)->second += static_cast<std::size_t>(by);
  return by;
}

// Waves and noise, so that no band is empty everywhere.
opj_image_t* draw(Coding const& coding) {
  opj_image_cmptparm_t of_component{};
  of_component.dx = of_component.dy = 1;
  of_component.w = static_cast<OPJ_UINT32>(coding.width);
  of_component.h = static_cast<OPJ_UINT32>(coding.height);
  of_component.x0 = static_cast<OPJ_UINT32>(coding.left);
  of_component.y0 = static_cast<OPJ_UINT32>(coding.top);
  of_component.prec = 8;
  opj_image_cmptparm_t all[] = {of_component, of_component, of_component};
  auto* image = opj_image_create(3, all, OPJ_CLRSPC_SRGB);
  image->x0 = of_component.x0;
  image->y0 = of_component.y0;
  image->x1 = image->x0 + of_component.w;
  image->y1 = image->y0 + of_component.h;
  std::mt19937 random(7);
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < coding.width * coding.height; ++i) {
      int const x = i % coding.width, y = i / coding.width;
      image->comps[c].data[i] = (x * (c + 1) / 3 + y / 2 + static_cast<int>(random() % ((x / 100) * 12 + 1))) & 255;
    }
  }
  return image;
}

Bytes encode(Coding const& coding) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.tcp_rates[0] = 12;
  parameters.cp_disto_alloc = 1;
  parameters.irreversible = 1;
  parameters.tcp_mct = 1;
  parameters.image_offset_x0 = coding.left;
  parameters.image_offset_y0 = coding.top;
  coding.set(parameters);
  auto* image = draw(coding);
  auto* codec = opj_create_compress(OPJ_CODEC_J2K);
  std::pair<Bytes, std::size_t> out;
  auto* stream = opj_stream_create(1 << 16, OPJ_FALSE);
  opj_stream_set_user_data(stream, &out, nullptr);
  opj_stream_set_write_function(stream, append);
  opj_stream_set_seek_function(stream, seek);
  opj_stream_set_skip_function(stream, skip);
  EXPECT_TRUE(opj_setup_encoder(codec, &parameters, image) && opj_start_compress(codec, image, stream) &&
              opj_encode(codec, stream) && opj_end_compress(codec, stream));
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return out.first;
}

void set_precincts(opj_cparameters_t& parameters, std::initializer_list<int> sizes) {
  parameters.csty |= 1;
  parameters.res_spec = 0;
  for (int const size : sizes) {
    parameters.prcw_init[parameters.res_spec] = size;
    parameters.prch_init[parameters.res_spec++] = size;
  }
}

void set_layers(opj_cparameters_t& parameters) {
  parameters.tcp_numlayers = 4;
  float const rates[] = {80, 40, 20, 8};
  std::copy_n(rates, 4, parameters.tcp_rates);
}

void set_tiles(opj_cparameters_t& parameters, int size) {
  parameters.tile_size_on = OPJ_TRUE;
  parameters.cp_tdx = parameters.cp_tdy = size;
}

std::vector<Coding> codings() {
  std::vector<Coding> all = {{"one layer, no precincts"}};
  for (auto const order : {OPJ_LRCP, OPJ_RLCP, OPJ_RPCL, OPJ_PCRL, OPJ_CPRL}) {
    all.push_back({"layers and precincts, progression " + std::to_string(order), [order](opj_cparameters_t& p) {
                     p.prog_order = order;
                     p.cblockw_init = p.cblockh_init = 16;
                     set_layers(p);
                     set_precincts(p, {128, 128, 64, 32});
                   }});
    all.push_back({"an origin, progression " + std::to_string(order),
                   [order](opj_cparameters_t& p) {
                     p.prog_order = order;
                     set_layers(p);
                     set_precincts(p, {128, 64});
                   },
                   133, 77, 331, 253});
  }
  // Few decompositions and small code-blocks: windows that end well within the tile.
  for (int const reversible : {0, 1}) {
    all.push_back({"windows, reversible: " + std::to_string(reversible),
                   [reversible](opj_cparameters_t& p) {
                     p.irreversible = 1 - reversible;
                     p.tcp_rates[0] = 6;
                     p.numresolution = 3;
                     p.cblockw_init = 8;
                     p.cblockh_init = 16;
                   },
                   21, 35, 420, 300});
  }
  all.push_back({"reversible", [](opj_cparameters_t& p) {
                   p.irreversible = 0;
                   p.tcp_rates[0] = 0;
                   p.cblockw_init = 32;
                   p.cblockh_init = 8;
                 }});
  all.push_back({"SOP and EPH", [](opj_cparameters_t& p) {
                   p.csty |= 6;
                   set_layers(p);
                   set_precincts(p, {128});
                 }});
  all.push_back({"segmentation symbols, causal contexts", [](opj_cparameters_t& p) { p.mode = 2 | 8 | 32; }});
  all.push_back({"tiles of 128", [](opj_cparameters_t& p) {
                   set_tiles(p, 128);
                   set_layers(p);
                   p.prog_order = OPJ_RPCL;
                 }});
  all.push_back({"tiles of 200", [](opj_cparameters_t& p) { set_tiles(p, 200); }, 9, 70, 420, 300});
  all.push_back({"tile-parts by resolution", [](opj_cparameters_t& p) {
                   set_tiles(p, 256);
                   p.prog_order = OPJ_RPCL;
                   p.tp_on = 1;
                   p.tp_flag = 'R';
                 }});
  return all;
}

std::optional<Excerpt> cut_out(storage::Source const& source, Codestream const& stream, int reduction, PixelRect area,
                               Cut& cut) {
  auto const origin = component_extent(stream.image, pixel_grid(stream), reduction);
  auto const found = find_cut(stream, reduction, {origin.x + area.x, origin.y + area.y, area.width, area.height});
  if (!found) return {};
  cut = *found;
  PacketIndexes indexes;
  auto const of_tiles = indexes.find(source, stream, cut.tiles);
  if (!of_tiles) return {};
  auto excerpt = make_excerpt(source, stream, reduction, cut, *of_tiles, 100 << 20);
  return excerpt ? std::optional(std::move(*excerpt)) : std::nullopt;
}

void expect_equal(Planes const& one, Planes const& other, std::int64_t top, std::int64_t rows) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t c = 0; c < one.size(); ++c) {
    for (auto y = top; y < top + rows; ++y) {
      auto const a = one.row(c, y), b = other.row(c, y);
      ASSERT_EQ(a.first, b.first);
      ASSERT_EQ(a.count, b.count);
      ASSERT_TRUE(std::equal(a.samples, a.samples + a.count, b.samples)) << "component " << c << ", row " << y;
    }
  }
}

PixelRect pick(std::mt19937& random, PixelSize size) {
  auto const below = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(limit));
  };
  auto const x = below(size.width), y = below(size.height);
  return {x, y, 1 + below(std::min<std::int64_t>(size.width - x, 150)),
          1 + below(std::min<std::int64_t>(size.height - y, 150))};
}

struct Compared {
  int areas = 0;
  int cut_out = 0;
};

// The plain way through OpenJPEG is the slow twin.
Compared compare(Coding const& coding) {
  auto const source = storage::make_memory_source("test", encode(coding));
  auto const stream = parse_codestream(*source, 0, source->size());
  EXPECT_TRUE(stream.has_value() && has_plain_packets(*stream));
  if (!stream) return {};
  std::mt19937 random(11);
  Compared found;
  for (int reduction = 0; reduction < stream->resolutions(); ++reduction) {
    auto const level = component_extent(stream->image, pixel_grid(*stream), reduction);
    for (int i = 0; i < 4; ++i) {
      auto const area = i == 0 ? PixelRect::whole(level.size()) : pick(random, level.size());
      SCOPED_TRACE(testing::Message() << "reduction " << reduction << ", " << area.width << "×" << area.height << " at "
                                      << area.x << ", " << area.y);
      ++found.areas;
      Cut cut;
      auto const excerpt = cut_out(*source, *stream, reduction, area, cut);
      auto const plain = decode_area(*source, *stream, reduction, area);
      auto const whole = AreaDecoder(*source, *stream).decode(reduction, area);
      EXPECT_TRUE(plain.has_value() && whole.has_value());
      if (!plain || !whole) return found;
      expect_equal(*plain, *whole, level.y + area.y, area.height);
      if (!excerpt) continue;
      auto const bytes = storage::make_memory_source("excerpt", excerpt->bytes);
      auto const made = decode_area(*bytes, excerpt->stream, 0,
                                    {cut.area.x - cut.image.x, cut.area.y - cut.image.y, area.width, area.height});
      EXPECT_TRUE(made.has_value()) << made.error().detail;
      if (!made) return found;
      expect_equal(*plain, *made, level.y + area.y, area.height);
      if (testing::Test::HasFailure()) return found;
      ++found.cut_out;
    }
  }
  return found;
}

TEST(Excerpt, DecodesToTheSameSamples) {
  for (auto const& coding : codings()) {
    SCOPED_TRACE(coding.name);
    auto const found = compare(coding);
    // 200 divides into whole samples at three halvings only; beyond, areas within one tile are cut out still.
    if (coding.name == "tiles of 200") {
      EXPECT_GE(found.cut_out, 12);
    } else {
      EXPECT_EQ(found.cut_out, found.areas);
    }
    if (HasFailure()) return;
  }
}

TEST(Excerpt, IsSmallForASmallArea) {
  auto const source = storage::make_memory_source("test", encode({"", [](auto& p) { p.tcp_rates[0] = 4; }}));
  auto const stream = parse_codestream(*source, 0, source->size()).value();
  Cut cut;
  auto const excerpt = cut_out(*source, stream, 0, {10, 10, 64, 64}, cut);
  ASSERT_TRUE(excerpt);
  EXPECT_LT(excerpt->bytes.size(), source->size() / 4);
}

TEST(Jp2Threads, DecodeTheSameAsOne) {
  Coding coding;
  coding.width = 1500;
  coding.height = 1900;
  auto const source = storage::make_memory_source("test", encode(coding));
  auto const rows_with = [&](unsigned threads) {
    OpenOptions options;
    options.threads = threads;
    auto const decoder = open_jp2(source, options).value();
    return read_all(*decoder->read(0, {3, 5, 1490, 1890}).value()).value();
  };
  auto const one = rows_with(1), two = rows_with(2);
  for (std::int64_t y = 0; y < one.view().size.height; ++y)
    ASSERT_EQ(std::memcmp(one.view().row(y), two.view().row(y), 3 * 1490), 0) << "row " << y;
}

// Packet headers of noise: an index or an error, and always an end.
TEST(PacketIndex, SurvivesDamage) {
  auto const bytes = encode({"", [](auto& p) {
                               set_layers(p);
                               set_precincts(p, {128, 64});
                             }});
  std::mt19937 random(3);
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    auto damaged = bytes;
    for (int k = 0; k < 8; ++k)
      damaged[200 + random() % (damaged.size() - 200)] = static_cast<std::uint8_t>(random());
    auto const source = storage::make_memory_source("damaged", damaged);
    auto const stream = parse_codestream(*source, 0, source->size());
    if (!stream || !stream->tiles.front().is_complete) continue;
    auto const index = read_packet_index(*source, *stream, 0, 1 << 24);
    refused += index.has_value() ? 0 : 1;
    if (!index) continue;
    for (auto const& chunk : index->chunks)
      ASSERT_LE(chunk.offset + chunk.length, damaged.size());
  }
  EXPECT_GT(refused, 20);
}

TEST(PacketIndexCache, DropsWhatWasNotUsedForLong) {
  auto const source = storage::make_memory_source("test", encode({"", [](auto& p) { set_tiles(p, 100); }}));
  auto const stream = parse_codestream(*source, 0, source->size()).value();
  auto const each = read_packet_index(*source, stream, 0, 1 << 20).value().memory();
  auto const cache = std::make_shared<PacketIndexCache>(3 * each);
  PacketIndexes one(cache), other(cache);
  auto const first = one.find(*source, stream, {0, 1});
  ASSERT_TRUE(first);
  EXPECT_EQ(one.find(*source, stream, {0, 1})->front(), first->front());
  ASSERT_TRUE(other.find(*source, stream, {0, 1, 5, 6}));
  EXPECT_LE(cache->memory(), 3 * each);
  EXPECT_NE(one.find(*source, stream, {0})->front(), first->front());
}

TEST(PacketIndex, KeepsToItsMemory) {
  auto const source = storage::make_memory_source("test", encode({}));
  auto const stream = parse_codestream(*source, 0, source->size()).value();
  auto const index = read_packet_index(*source, stream, 0, 4096);
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().kind, ErrorKind::too_large);
}

bool are_same(PacketIndex const& a, PacketIndex const& b) {
  auto const chunks = [](PacketIndex const& index, CodeBlock const& block) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> found;
    for (auto i = block.first; i != Chunk::kNone; i = index.chunks[i].next)
      found.emplace_back(index.chunks[i].offset, index.chunks[i].length);
    return found;
  };
  auto const is_same = [&](CodeBlock const& x, CodeBlock const& y) {
    return x.passes == y.passes && x.missing_planes == y.missing_planes && x.length == y.length &&
           chunks(a, x) == chunks(b, y);
  };
  return a.tile == b.tile && std::ranges::equal(a.bands, b.bands, [&](auto const& x, auto const& y) {
           return std::ranges::equal(x, y, is_same);
         });
}

TEST(PacketIndexFile, ComesBackAsItWas) {
  for (auto const& coding : codings()) {
    SCOPED_TRACE(coding.name);
    auto const source = storage::make_memory_source("test", encode(coding));
    auto const stream = parse_codestream(*source, 0, source->size()).value();
    auto const index = read_packet_index(*source, stream, 0, 1 << 24).value();
    auto const bytes = write_packet_index(index);
    auto const again = parse_packet_index(bytes, stream, 0, 1 << 24);
    ASSERT_TRUE(again);
    EXPECT_TRUE(are_same(index, *again));
    EXPECT_EQ(write_packet_index(*again), bytes);
    EXPECT_FALSE(parse_packet_index(ByteView(bytes).first(bytes.size() - 1), stream, 0, 1 << 24));
    EXPECT_FALSE(parse_packet_index(bytes, stream, 0, 512)) << "keeps to its memory";
  }
}

// Whatever the bytes say, no code-block lies outside its tile.
TEST(PacketIndexFile, DoesNotBelieveDamagedBytes) {
  auto const source = storage::make_memory_source("test", encode({"", set_layers}));
  auto const stream = parse_codestream(*source, 0, source->size()).value();
  auto const& part = stream.tiles.front().parts.front();
  auto const bytes = write_packet_index(read_packet_index(*source, stream, 0, 1 << 24).value());
  auto const cut = find_cut(stream, 0, {10, 10, 64, 64}).value();
  std::mt19937 random(5);
  int parsed = 0;
  for (int i = 0; i < 2000; ++i) {
    auto damaged = bytes;
    damaged[4 + random() % (damaged.size() - 4)] = static_cast<std::uint8_t>(random());
    auto const index = parse_packet_index(damaged, stream, 0, 1 << 24);
    if (!index) continue;
    ++parsed;
    for (auto const& chunk : index->chunks) {
      ASSERT_GE(chunk.offset, part.offset);
      ASSERT_LE(chunk.offset + chunk.length, part.offset + part.length);
    }
    std::vector const indexes{std::make_shared<PacketIndex const>(*index)};
    EXPECT_TRUE(make_excerpt(*source, stream, 0, cut, indexes, 1 << 20));
  }
  EXPECT_GT(parsed, 0);
}

class RememberingStore final : public storage::IndexStore {
 public:
  std::optional<Bytes> load(std::string const& key) override {
    auto const found = kept.find(key);
    loads += found != kept.end();
    return found != kept.end() ? std::optional(found->second) : std::nullopt;
  }
  void save(std::string const& key, Bytes index) override { kept[key] = std::move(index); }

  std::map<std::string, Bytes> kept;
  int loads = 0;
};

TEST(PacketIndexes, AreKeptForTheNextStart) {
  Coding coding{"", [](auto& p) {
                  p.irreversible = 0;
                  p.tcp_rates[0] = 1;
                }};
  coding.width = coding.height = 900;
  auto const source = storage::make_memory_source("test", encode(coding));
  auto const stream = parse_codestream(*source, 0, source->size()).value();
  ASSERT_GE(stream.tiles.front().bytes, 256U << 10);
  ASSERT_FALSE(source->identity().tag.empty());
  RememberingStore store;
  auto const first = PacketIndexes(std::make_shared<PacketIndexCache>(1 << 24, &store)).find(*source, stream, {0});
  ASSERT_TRUE(first);
  EXPECT_EQ(store.kept.size(), 1U);
  auto const again = PacketIndexes(std::make_shared<PacketIndexCache>(1 << 24, &store)).find(*source, stream, {0});
  ASSERT_TRUE(again);
  EXPECT_EQ(store.loads, 1);
  EXPECT_TRUE(are_same(*first->front(), *again->front()));
}

}  // namespace
}  // namespace triforium::codecs::jp2
