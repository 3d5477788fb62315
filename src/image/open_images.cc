#include "image/open_images.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "codecs/registry.h"
#include "derive/advice.h"
#include "image/canonical.h"
#include "image/derivatives.h"

namespace triforium::image {
namespace {

constexpr std::uint64_t kMaxPage = 1'000'000;
// Pixels of JPEG through the codec: below that an answer is quick, whatever the image.
constexpr std::uint64_t kExpensiveRequest = 2'000'000;
// Of JPEG 2000: some 2 to 4 MB for a hundred megapixels. What does not fit is read from the files again.
constexpr std::uint64_t kPacketIndexBytes = 64 << 20;

// What holds more than that is opened for each request: that is little beside decoding it.
constexpr std::uint64_t kMostBytes = 64 << 20;

std::uint64_t size_of(SharedBytes const& bytes) {
  return bytes ? bytes->size() : 0;
}

std::uint64_t held_bytes(OpenImage const& image) {
  auto const& header = image.decoder->header();
  auto const& metadata = header.metadata;
  auto bytes = image.decoder->held_bytes() + size_of(header.icc) + size_of(metadata.exif) + size_of(metadata.xmp) +
               size_of(metadata.iptc) + size_of(image.xmp);
  if (image.stored_tiles) bytes += image.stored_tiles->held_bytes();
  return image.derivative ? bytes + held_bytes(*image.derivative) : bytes;
}

// The identity of an opened image as it is now: that of its file. A page shares it with the other pages.
Result<storage::Identity> blocking_identify(storage::Catalog const& catalog, std::string const& identifier) {
  auto const whole = catalog.blocking_identify(identifier);
  if (whole || whole.error().kind != ErrorKind::not_found) return whole;
  auto const page = parse_page_name(identifier);
  return page.has_suffix ? catalog.blocking_identify(page.identifier) : whole;
}

// The first tile tells.
ImageShape::Stored stored_as(codecs::Decoder const& decoder) {
  auto const tile = decoder.stored_tile(0, 0, 0);
  if (!tile || !*tile) return ImageShape::Stored::otherwise;
  bool const is_webp = (*tile)->coding == codecs::StoredTile::Coding::webp;
  return is_webp ? ImageShape::Stored::webp : ImageShape::Stored::jpeg;
}

}  // namespace

PageName parse_page_name(std::string const& identifier) {
  auto const semicolon = identifier.rfind(';');
  if (semicolon == std::string::npos || semicolon == 0) return {identifier};
  auto const digits = std::string_view(identifier).substr(semicolon + 1);
  auto const number = parse_unsigned(digits, kMaxPage);
  if (!number || *number == 0 || digits.front() == '0') return {identifier};
  return {identifier.substr(0, semicolon), static_cast<int>(*number) - 1, true};
}

OpenImages::OpenImages(storage::Catalog const& catalog, Workers& workers, Metrics& metrics, Settings settings)
    : catalog_(catalog),
      workers_(workers),
      settings_(std::move(settings)),
      bytes_of_shard_(std::max<std::size_t>(1, settings_.max_open / kShards) * kBytesOfEach),
      packet_indexes_(std::make_shared<codecs::jp2::PacketIndexCache>(kPacketIndexBytes, settings_.indexes,
                                                                      CacheCount(metrics, "packet_indexes"))),
      count_(metrics, "open_images") {
  for (auto& shard : shards_)
    shard = std::make_unique<Guarded<LruCache<Entry>>>(LruCache<Entry>(bytes_of_shard_));
}

Guarded<LruCache<OpenImages::Entry>>& OpenImages::shard_of(std::string const& identifier) const {
  return *shards_[std::hash<std::string>()(identifier) % kShards];
}

OpenImages::Known OpenImages::find(std::string const& identifier) const {
  auto cached = shard_of(identifier).with([&](auto& cache) { return cache.find(identifier); });
  if (!cached || Clock::now() - cached->checked >= settings_.recheck) return {};
  if (cached->image->source->since_opened() != storage::Since::unchanged) return {};
  count_.note_lookup(true);
  return {std::move(cached->image), cached->checked + settings_.recheck};
}

Task<Result<SharedImage>> OpenImages::get(std::string identifier) {
  if (auto known = find(identifier); known.image) co_return known.image;
  auto work = [this, identifier]() -> Task<Result<SharedImage>> {
    auto blocking = [this, identifier] { return blocking_get(identifier); };
    Result<SharedImage> opened = co_await workers_.run(Lane::io, 0, blocking);
    co_return opened;
  };
  Result<SharedImage> image = co_await flights_.run(identifier, work);
  co_return image;
}

Result<SharedImage> OpenImages::blocking_get(std::string const& identifier) {
  auto& shard = shard_of(identifier);
  auto const cached = shard.with([&](auto& cache) { return cache.find(identifier); });
  auto const now = Clock::now();
  if (cached) {
    auto const identity = blocking_identify(catalog_, identifier);
    if (identity && *identity == cached->image->source->identity() && has_its_derivative(*cached->image)) {
      count_.note_lookup(true);
      keep(identifier, {cached->image, now});
      return cached->image;
    }
    shard.with([&](auto& cache) { count_.counting(cache, [&](auto& own) { own.erase(identifier); }); });
    if (!identity) return fail(identity);
  }
  count_.note_lookup(false);
  TRIFORIUM_TRY(auto image, blocking_open(identifier));
  keep(identifier, {image, now});
  return image;
}

void OpenImages::keep(std::string const& identifier, Entry entry) const {
  auto const held = held_bytes(*entry.image);
  if (held > kMostBytes) return;
  // What is larger than its shard has it for itself.
  auto const weight = std::clamp(held, kBytesOfEach, bytes_of_shard_);
  shard_of(identifier).with([&](auto& cache) {
    count_.counting(cache, [&](auto& own) { own.insert(identifier, std::move(entry), weight); });
  });
}

Result<SharedImage> OpenImages::blocking_open(std::string const& identifier) const {
  codecs::OpenOptions options;
  options.limits = settings_.limits;
  options.pdf_dpi = settings_.pdf_dpi;
  options.uses_openjph = settings_.uses_openjph;
  options.threads = settings_.threads;
  options.packet_indexes = packet_indexes_;

  auto source = catalog_.blocking_open(identifier);
  if (!source && source.error().kind == ErrorKind::not_found) {
    auto const page = parse_page_name(identifier);
    if (!page.has_suffix) return fail(source);
    source = catalog_.blocking_open(page.identifier);
    options.page = page.page;
  }
  if (!source) return fail(source);

  auto decoder = codecs::open(*source, options);
  if (!decoder) {
    auto error = std::move(decoder).error();
    error.detail = fmt::format("{}: {}", (*source)->name(), error.detail.empty() ? error.message : error.detail);
    return Failure(std::move(error));
  }
  auto const& metadata = (*decoder)->header().metadata;
  auto image =
      make_image(*source, *decoder, codecs::xmp_for(metadata, settings_.metadata, settings_.configured_rights));
  // An origin's validators are its own business for each URL, and the pages of a file have one identity.
  auto const identity = fmt::format("{}\n{}\n{}", (*source)->name(), (*source)->identity().tag, options.page);
  image->name = (*source)->name();
  image->state = state_tag(identity, settings_.configuration);
  if (settings_.derivatives != nullptr) blocking_add_derivative(*image, identity, options.page);
  return SharedImage(std::move(image));
}

std::shared_ptr<OpenImage> OpenImages::make_image(std::shared_ptr<storage::Source const> source,
                                                  std::shared_ptr<codecs::Decoder const> decoder,
                                                  SharedBytes xmp) const {
  auto const& header = decoder->header();
  auto image = std::make_shared<OpenImage>();
  image->source = source;
  image->decoder = decoder;
  image->shape = shape_of(header);
  image->to_srgb = make_colour_transform(header.pixels, view_of(header.icc));
  if (image->to_srgb->ignored_profile()) {
    log::warning("The colour profile of an image is of no use and was ignored", {{"source", source->name()}});
  }
  image->xmp = std::move(xmp);
  bool const keeps_profile = settings_.colour == ColourTarget::keep;
  bool const is_gray_or_rgb = header.pixels.model == ColourModel::gray || header.pixels.model == ColourModel::rgb;
  if (image->to_srgb->is_identity() || (keeps_profile && is_gray_or_rgb)) {
    codecs::Accompaniment with;
    with.xmp = image->xmp;
    if (keeps_profile) with.icc = header.icc;
    image->shape.stored_as = stored_as(*decoder);
    image->stored_tiles = std::make_unique<StoredTiles const>(std::move(source), std::move(decoder), with);
  }
  return image;
}

void OpenImages::blocking_add_derivative(OpenImage& image, std::string const& identity, int page) const {
  image.wish = settings_.derivatives->wish_for(image.source, image.decoder, page);
  if (!image.wish) return;
  auto opened = settings_.derivatives->blocking_open(*image.wish, image.decoder->header(), settings_.limits);
  if (!opened) return;
  auto derivative = make_image(std::move(opened->source), std::move(opened->decoder), image.xmp);
  derivative->name = image.name;
  // Its answers have other bytes than those of the source, and may have others when it is built again.
  auto const& file = *derivative->source;
  auto const built = fmt::format("{}\n{}\n{} {}", identity, image.wish->name, file.identity().modified, file.size());
  derivative->state = state_tag(built, settings_.configuration);
  image.derivative = std::move(derivative);
}

bool OpenImages::has_its_derivative(OpenImage const& image) const {
  return !image.wish || settings_.derivatives->blocking_has(*image.wish) == (image.derivative != nullptr);
}

void OpenImages::note_request(OpenImage const& image, Plan const& plan) const {
  if (!image.wish || image.derivative) return;
  auto const effort = derive::effort_of_pixel(image.decoder->header());
  if (image.decoder->cost(plan.level, plan.read).pixels * effort < kExpensiveRequest) return;
  settings_.derivatives->ask(image.wish);
}

}  // namespace triforium::image
