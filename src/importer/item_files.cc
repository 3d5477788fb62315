#include "importer/item_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "codecs/open_file.h"
#include "media/media_type.h"
#include "media/probe.h"
#include "presentation/names.h"
#include "text/finish.h"
#include "text/page_text_binary.h"
#include "text/registry.h"

namespace triforium::importer {
namespace {

namespace fs = std::filesystem;
using presentation::AssetFacts;

constexpr std::size_t kMostTextBytes = 64 << 20;

bool is_file_of_ours(std::string_view location) {
  return location.starts_with('/');
}

std::string name_of(std::string const& location) {
  return fs::path(location).filename().string();
}

// What may stand in an asset's id, of any file name.
std::string key_of_name(std::string_view name) {
  std::string key;
  for (auto const c : name) {
    bool const is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    key += is_plain ? c : '-';
  }
  return key.empty() ? "file" : key;
}

std::string read_file(std::string const& location, std::size_t most) {
  std::ifstream file(location, std::ios::binary);
  std::string bytes(most, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

ByteView view_of(std::string const& bytes) {
  return {reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size()};
}

// Upright, as the image server shows it.
void look_at_picture(std::string const& location, codecs::OpenOptions const& options, AssetFacts& facts) {
  auto const opened = codecs::blocking_open_file(location, options);
  if (!opened) return;
  auto const& header = opened->decoder->header();
  auto const size = codecs::swaps_sides(header.orientation) ? header.size.transposed() : header.size;
  facts.width = static_cast<std::uint32_t>(size.width);
  facts.height = static_cast<std::uint32_t>(size.height);
  facts.is_image = true;
}

Result<void> look_at_recording(std::string const& location, AssetFacts& facts) {
  TRIFORIUM_TRY(auto const recording, media::blocking::probe(location));
  facts.width = static_cast<std::uint32_t>(std::max(0, recording.width));
  facts.height = static_cast<std::uint32_t>(std::max(0, recording.height));
  facts.duration = recording.duration.value_or(0);
  if (!recording.media_type.empty()) facts.media_type = recording.media_type;
  return {};
}

}  // namespace

ItemFiles::ItemFiles(codecs::OpenOptions const& pictures, presentation::ItemDraft const& draft)
    : pictures_(pictures), item_(draft.id) {
  for (auto const& canvas : draft.canvases)
    add_canvas(canvas);
  add_description(draft.description);
  for (auto const& range : draft.ranges)
    add_range(range);
}

presentation::FindAsset ItemFiles::find() const {
  return [this](std::string_view location) -> AssetFacts const* {
    auto const found = facts_.find(location);
    return found == facts_.end() ? nullptr : &found->second;
  };
}

std::string ItemFiles::free_key(std::string wanted) {
  auto const count = keys_[wanted]++;
  return count == 0 ? wanted : fmt::format("{}-{}", wanted, count + 1);
}

void ItemFiles::add(std::string const& location, std::string const& key, bool is_picture) {
  if (!is_file_of_ours(location) || facts_.contains(location)) return;
  struct stat status {};
  if (::stat(location.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    complaints_.push_back(fmt::format("“{}” is not there.", name_of(location)));
    return;
  }
  AssetFacts facts;
  facts.id = presentation::asset_id(item_, free_key(key));
  facts.name = name_of(location);
  facts.media_type = media::find_media_type(view_of(read_file(location, media::kMediaTypeBytes)), facts.name);
  auto const type = media::resource_type_of(facts.media_type);
  if (is_picture || type == "Image") {
    look_at_picture(location, pictures_, facts);
    if (!facts.is_image) complaints_.push_back(fmt::format("“{}” cannot be read as a picture.", facts.name));
  } else if (type == "Sound" || type == "Video") {
    if (auto const looked = look_at_recording(location, facts); !looked)
      complaints_.push_back(fmt::format("“{}”: {}", facts.name, looked.error().message));
  }

  store::Asset asset;
  asset.id = facts.id;
  asset.path = location;
  asset.media_type = facts.media_type;
  asset.width = facts.width;
  asset.height = facts.height;
  asset.duration = facts.duration;
  asset.size = static_cast<std::uint64_t>(status.st_size);
  asset.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  asset.inode = status.st_ino;
  assets_.push_back(std::move(asset));
  facts_.emplace(location, std::move(facts));
}

void ItemFiles::add_all(std::vector<presentation::FileReference> const& files) {
  for (auto const& file : files)
    add(file.location, key_of_name(name_of(file.location)));
}

void ItemFiles::add_description(presentation::Description const& description) {
  add_all(description.homepages);
  add_all(description.renderings);
  add_all(description.see_also);
  for (auto const& provider : description.providers)
    add_all(provider.logos);
  if (description.thumbnail) add_all({*description.thumbnail});
}

void ItemFiles::add_painting(presentation::Painting const& painting, std::string const& key) {
  bool const is_picture = painting.kind == presentation::MediaKind::image;
  auto const add_one = [&](std::string const& location) {
    add(location, key, is_picture);
    auto const found = facts_.find(location);
    bool const is_there = found != facts_.end() ? found->second.is_image || !is_picture : !is_file_of_ours(location);
    can_be_shown_ = can_be_shown_ || is_there;
  };
  add_one(painting.file.location);
  for (auto const& alternative : painting.alternatives)
    add_one(alternative.location);
}

void ItemFiles::add_canvas(presentation::CanvasDraft const& canvas) {
  for (auto const& painting : canvas.paintings)
    add_painting(painting, canvas.key);
  if (canvas.placeholder) add_painting(*canvas.placeholder, canvas.key + "-placeholder");
  if (canvas.accompanying) add_painting(*canvas.accompanying, canvas.key + "-accompanying");
  add_description(canvas.description);
  for (auto const& text : canvas.texts) {
    add(text.file.location, key_of_name(name_of(text.file.location)));
    read_text(canvas, text);
  }
}

// As deep as its reader allows.
void ItemFiles::add_range(presentation::RangeDraft const& range) {
  add_description(range.description);
  for (auto const& part : range.items) {
    if (auto const* const inner = std::get_if<presentation::RangeDraft>(&part)) add_range(*inner);
  }
}

// In pixels of the canvas. Of a page of another shape – of a detail, or of another picture – only the words are kept:
// their places would be wrong.
text::PageText ItemFiles::on_canvas(text::PageText page, presentation::CanvasDraft const& canvas,
                                    std::string const& name) {
  auto const extent = presentation::extent_of(canvas, find());
  text::Size size{static_cast<std::int32_t>(extent.width), static_cast<std::int32_t>(extent.height)};
  if (!page.blocks.empty() && !page.size.is_empty() && !size.is_empty() && !text::has_same_shape(page.size, size)) {
    complaints_.push_back(
        fmt::format("“{}” is of a page of {} × {}, which is not the shape of “{}” with {} × {}: its "
                    "words are kept, their places are not.",
                    name, page.size.width, page.size.height, canvas.key, size.width, size.height));
    size = {};
  }
  return text::scaled_to(std::move(page), size);
}

// The store keeps one text for a canvas: the first that can be read.
void ItemFiles::read_text(presentation::CanvasDraft const& canvas, presentation::CanvasText const& text) {
  auto const found = facts_.find(text.file.location);
  bool const has_one =
      std::ranges::any_of(texts_, [&](store::Text const& known) { return known.canvas == canvas.key; });
  if (found == facts_.end() || has_one || text.motivation.empty()) return;
  auto const bytes = read_file(text.file.location, kMostTextBytes);
  auto const format =
      text::sniff_format(view_of(bytes).first(std::min(bytes.size(), text::kSniffBytes)), found->second.name);
  if (!format) return;
  auto const read = text::read_text(*format, view_of(bytes));
  if (!read || read->pages.empty()) {
    complaints_.push_back(fmt::format("“{}” has no text that can be read.", found->second.name));
    return;
  }
  auto const page = on_canvas(text::with_words(read->pages.front()), canvas, found->second.name);
  auto const words = text::write_page_text(page);
  store::Text kept;
  kept.canvas = canvas.key;
  kept.asset = found->second.id;
  kept.language = text.file.language;
  kept.plain = text::plain_text(page, text::Hyphens::join);
  kept.words.assign(words.begin(), words.end());
  texts_.push_back(std::move(kept));
}

}  // namespace triforium::importer
