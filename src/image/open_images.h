// OpenImages: the images that are open now, each parsed once and shared by all requests.
//
// An opened image is immutable. What changes on disk is noticed when its identity differs, or when a derivative has
// come or gone, at the latest `recheck` after the change; it is then opened anew, and requests that still use the old
// one finish with it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "base/cache_count.h"
#include "base/guarded.h"
#include "base/lru_cache.h"
#include "base/single_flight.h"
#include "base/workers.h"
#include "codecs/decoder.h"
#include "codecs/jp2/packet_index_cache.h"
#include "codecs/metadata/rights.h"
#include "derive/repair.h"
#include "image/pass_through.h"
#include "image/plan.h"
#include "pixels/colour.h"
#include "storage/catalog.h"
#include "storage/index_store.h"

namespace triforium::image {

class Derivatives;

struct OpenImage {
  std::shared_ptr<storage::Source const> source;
  std::shared_ptr<codecs::Decoder const> decoder;
  std::string name;   // of the image's own source, also where a derivative stands in for it
  std::string state;  // see state_tag
  ImageShape shape;
  std::shared_ptr<ColourTransform const> to_srgb;
  SharedBytes xmp;                                  // the packet that travels along; null if there is nothing to say
  std::unique_ptr<StoredTiles const> stored_tiles;  // null where stored samples are not those of an answer
  // The gray value from which on bitonal is white; -1 until the first request for it has found it.
  mutable std::atomic<int> bitonal_threshold{-1};
  derive::SharedWish wish;                      // null: no derivative would make it faster
  std::shared_ptr<OpenImage const> derivative;  // null: there is none; see choose() in derivatives.h
};
using SharedImage = std::shared_ptr<OpenImage const>;

class OpenImages {
 public:
  struct Settings {
    // Fewer where they hold much: together they have kBytesOfEach times as many bytes.
    std::size_t max_open = 512;
    std::chrono::milliseconds recheck{2000};
    codecs::DecodeLimits limits;
    codecs::MetadataPolicy metadata = codecs::MetadataPolicy::rights;
    codecs::ConfiguredRights configured_rights;  // what configuration says wins over what files say
    double pdf_dpi = 200;
    bool uses_openjph = false;  // see codecs::OpenOptions
    unsigned threads = 1;       // the same
    ColourTarget colour = ColourTarget::srgb;
    std::string configuration;  // changes with every setting that shows in an answer; part of entity tags
    Derivatives const* derivatives = nullptr;  // outlives this; null: none are used
    storage::IndexStore* indexes = nullptr;    // outlives this; null: what is learnt of files is learnt at each start
  };

  OpenImages(storage::Catalog const& catalog, Workers& workers, Metrics& metrics, Settings settings);

  // The image that `identifier` (decoded) names: a whole identifier of the catalogue, or one followed by “;” and the
  // number of one of its pages, from 1. Errors: those of storage::Catalog and codecs::open.
  Task<Result<SharedImage>> get(std::string identifier);

  // The same if it is open and was looked at lately: without waiting; null otherwise, which says nothing.
  struct Known {
    SharedImage image;
    std::chrono::steady_clock::time_point until;  // when it is to be looked at again
  };
  Known find(std::string const& identifier) const;

  // A request that the image is to answer: if that is expensive, and a derivative would help, one is asked for. Does
  // not block.
  void note_request(OpenImage const& image, Plan const& plan) const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    SharedImage image;
    Clock::time_point checked;
  };
  static constexpr std::size_t kShards = 16;
  // A pyramid of a gigapixel in tiles of 512 takes a third of that.
  static constexpr std::uint64_t kBytesOfEach = 256 << 10;

  Guarded<LruCache<Entry>>& shard_of(std::string const& identifier) const;
  // The cached image if its identity still holds; otherwise it is opened.
  Result<SharedImage> blocking_get(std::string const& identifier);
  Result<SharedImage> blocking_open(std::string const& identifier) const;
  void keep(std::string const& identifier, Entry entry) const;
  std::shared_ptr<OpenImage> make_image(std::shared_ptr<storage::Source const> source,
                                        std::shared_ptr<codecs::Decoder const> decoder, SharedBytes xmp) const;
  void blocking_add_derivative(OpenImage& image, std::string const& identity, int page) const;
  // Whether its derivative is there, or not there, as it was when it was opened.
  bool has_its_derivative(OpenImage const& image) const;

  storage::Catalog const& catalog_;
  Workers& workers_;
  Settings const settings_;
  std::uint64_t const bytes_of_shard_;
  std::shared_ptr<codecs::jp2::PacketIndexCache> const packet_indexes_;
  mutable std::array<std::unique_ptr<Guarded<LruCache<Entry>>>, kShards> shards_;
  SingleFlight<SharedImage> flights_;
  CacheCount const count_;
};

// “book.pdf;3” → {"book.pdf", 2}; page 0 and the whole identifier where there is no such suffix. Pure.
struct PageName {
  std::string identifier;
  int page = 0;
  bool has_suffix = false;
};
PageName parse_page_name(std::string const& identifier);

}  // namespace triforium::image
