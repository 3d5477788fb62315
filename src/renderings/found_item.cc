#include "renderings/found_item.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "base/text.h"

namespace triforium::renderings {
namespace {

// One more whenever the same item becomes other bytes.
constexpr int kForm = 1;

std::string digest_of(std::string_view text) {
  auto const digest = ::XXH3_128bits(text.data(), text.size());
  XXH128_canonical_t bytes;
  ::XXH128_canonicalFromHash(&bytes, digest);
  return {reinterpret_cast<char const*>(bytes.digest), sizeof(bytes.digest)};
}

std::string hex_of(std::string_view bytes) {
  std::string hex;
  for (auto const c : bytes)
    fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<unsigned char>(c));
  return hex;
}

Result<FoundItem> look_up(store::Reading const& reading, std::string const& name) {
  FoundItem found;
  TRIFORIUM_TRY(auto const resolution, reading.resolve(name));
  if (auto const* const moved = std::get_if<store::Moved>(&resolution)) {
    found.moved_to = moved->id;
    return found;
  }
  if (std::holds_alternative<store::Gone>(resolution)) return fail(ErrorKind::gone, "This item was deleted.");
  TRIFORIUM_TRY(auto item, reading.find_item(name));
  if (!item) return fail(ErrorKind::not_found, "Nothing is called " + quoted(name, 200) + ".");
  found.item = std::move(*item);
  return found;
}

}  // namespace

Result<FoundItem> blocking_find_item(store::Store const& store, std::filesystem::path const& data, Wish const& wish) {
  std::vector<store::Asset> assets;
  TRIFORIUM_TRY(auto found, store.read([&](store::Reading& reading) -> Result<FoundItem> {
    TRIFORIUM_TRY(auto item, look_up(reading, wish.name));
    if (wish.kind == RenderingKind::files && item.moved_to.empty()) {
      TRIFORIUM_TRY(assets, reading.assets(wish.name));
    }
    return item;
  }));
  if (!found.moved_to.empty()) return found;
  if (wish.kind == RenderingKind::files) {
    TRIFORIUM_TRY(found.files, blocking_find_files(assets, data));
  }
  auto state = fmt::format("{} {} {} {} {} {}\n", kForm, static_cast<int>(wish.kind), found.item.id,
                           found.item.created.time_since_epoch().count(), found.item.revision, wish.more);
  for (auto const& file : found.files)
    fmt::format_to(std::back_inserter(state), "{} {}\n", file.name, file.state);
  found.state = digest_of(state);
  return found;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
//   "A strong validator … changes whenever a change occurs to the representation data"
// A picture in a PDF is made anew each time, from what serves best then: a pyramid that came meanwhile gives other
// bytes of the same picture.
http::Validators validators_of(FoundItem const& found, RenderingKind kind) {
  auto const weak = kind == RenderingKind::pdf ? "W/" : "";
  return {fmt::format("{}\"{}\"", weak, hex_of(found.state)),
          std::chrono::floor<std::chrono::seconds>(found.item.modified)};
}

}  // namespace triforium::renderings
