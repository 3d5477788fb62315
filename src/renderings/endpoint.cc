#include "renderings/endpoint.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "exports/file_copy.h"
#include "http/error_response.h"
#include "items/asset_catalog.h"
#include "items/paths.h"
#include "json/parse.h"
#include "presentation/renderings.h"
#include "renderings/zip.h"

namespace triforium::renderings {
namespace {

constexpr std::uint64_t kStreamMemory = 8 << 20;

// What is to be sent, without its bytes.
struct Rendering {
  store::Item item;
  std::string moved_to{};               // the item's id now; then nothing else counts
  std::vector<std::string> canvases{};  // of the text
  std::vector<store::Asset> assets{};   // of the archive
};

std::string_view file_of(RenderingKind kind) {
  return kind == RenderingKind::text ? presentation::kTextRendering : presentation::kFilesRendering;
}

Failure nothing_there() {
  return fail(ErrorKind::not_found, "This item has no such rendering.");
}

std::string rights_of(std::string const& document) {
  auto const parsed = json::parse(document);
  auto const* const object = parsed ? parsed->if_object() : nullptr;
  auto const* const rights = object == nullptr ? nullptr : object->if_contains("rights");
  return rights == nullptr || !rights->is_string() ? std::string() : std::string(rights->as_string());
}

Result<void> find_parts(store::Reading const& reading, RenderingKind kind, Rendering& rendering) {
  auto const& id = rendering.item.id;
  if (kind == RenderingKind::text) {
    TRIFORIUM_TRY(rendering.canvases, reading.text_canvases(id));
    return rendering.canvases.empty() ? Result<void>(nothing_there()) : Result<void>();
  }
  TRIFORIUM_TRY(auto const document, reading.find_document(id));
  if (!document || !presentation::allows_redistribution(rights_of(document->text))) return nothing_there();
  TRIFORIUM_TRY(rendering.assets, reading.assets(id));
  return rendering.assets.empty() ? Result<void>(nothing_there()) : Result<void>();
}

Result<Rendering> blocking_find(store::Store const& store, std::string const& name, RenderingKind kind) {
  return store.read([&](store::Reading& reading) -> Result<Rendering> {
    Rendering rendering;
    TRIFORIUM_TRY(auto const resolution, reading.resolve(name));
    if (auto const* const moved = std::get_if<store::Moved>(&resolution)) {
      rendering.moved_to = moved->id;
      return rendering;
    }
    if (std::holds_alternative<store::Gone>(resolution)) return fail(ErrorKind::gone, "This item was deleted.");
    TRIFORIUM_TRY(auto item, reading.find_item(name));
    if (!item) return fail(ErrorKind::not_found, "Nothing is called " + quoted(name, 200) + ".");
    rendering.item = std::move(*item);
    TRIFORIUM_CHECK(find_parts(reading, kind, rendering));
    return rendering;
  });
}

// One question to the store for each canvas: a slow client must not keep it from others.
StreamWork text_work(store::Store const& store, Rendering rendering) {
  return [&store, rendering = std::move(rendering)](StreamWriter& writer) -> Result<void> {
    for (auto const& canvas : rendering.canvases) {
      TRIFORIUM_TRY(auto const text,
                    store.read([&](store::Reading& reading) { return reading.find_text(rendering.item.id, canvas); }));
      // A form feed between pages, as programs that read text files know it.
      if (text)
        TRIFORIUM_CHECK(
            writer.blocking_write(as_bytes(text->plain + (text->plain.ends_with('\n') ? "\f\n" : "\n\f\n"))));
    }
    return writer.blocking_flush();
  };
}

// The files' own names; with the asset's key before it where two have the same.
std::string name_in_archive(store::Asset const& asset, std::set<std::string>& taken) {
  auto name = std::filesystem::path(asset.path).filename().string();
  if (!taken.insert(name).second) {
    name = fmt::format("{}/{}", asset.id, name);
    taken.insert(name);
  }
  return name;
}

StreamWork archive_work(std::filesystem::path data, Rendering rendering) {
  return [data = std::move(data), rendering = std::move(rendering)](StreamWriter& writer) -> Result<void> {
    ZipWriter archive([&](ByteView bytes) { return writer.blocking_write(bytes); });
    std::set<std::string> taken;
    std::set<std::string> paths;
    for (auto const& asset : rendering.assets) {
      if (!paths.insert(asset.path).second) continue;
      TRIFORIUM_TRY(auto const file, items::blocking_open_asset(asset, data));
      auto const fill = [&](Sink const& sink) { return exports::blocking_read_all(*file, sink); };
      TRIFORIUM_CHECK(archive.add(name_in_archive(asset, taken), fill));
    }
    TRIFORIUM_CHECK(archive.finish());
    return writer.blocking_flush();
  };
}

std::string file_name(std::string const& item, std::string_view file) {
  std::string name;
  for (auto const c : item)
    name += c == '/' || c == ':' ? '-' : c;
  return fmt::format("{}-{}", name, file);
}

http::Response head_of(Rendering const& rendering, RenderingKind kind) {
  http::Response response;
  bool const is_text = kind == RenderingKind::text;
  response.fields.add("Content-Type", is_text ? "text/plain; charset=utf-8" : "application/zip");
  response.fields.add("X-Content-Type-Options", "nosniff");
  response.fields.add("Cache-Control", "no-cache");
  response.fields.add("Content-Disposition", fmt::format("{}; filename=\"{}\"", is_text ? "inline" : "attachment",
                                                         file_name(rendering.item.id, file_of(kind))));
  return response;
}

}  // namespace

Task<http::Response> RenderingEndpoint::operator()(http::Request request) const {
  auto const name = items::parse_item_id(request.capture("item"));
  if (!name) co_return http::error_response(name.error(), request);
  auto find = [&store = store, name = *name, kind = kind] { return blocking_find(store, name, kind); };
  Result<Rendering> found = co_await workers.run(Lane::io, 0, find);
  if (!found) co_return http::error_response(found.error(), request);
  if (!found->moved_to.empty()) {
    http::Response response;
    response.status = 308;
    response.fields.add("Location", items::url_of(presentation::rendering_name(found->moved_to, file_of(kind)),
                                                  request.origin.base_url()));
    co_return response;
  }
  auto response = head_of(*found, kind);
  auto work = kind == RenderingKind::text ? text_work(store, std::move(*found)) : archive_work(data, std::move(*found));
  response.body = http::Stream{workers.stream(kStreamMemory, std::move(work)), std::nullopt};
  co_return response;
}

}  // namespace triforium::renderings
