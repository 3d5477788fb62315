#include "items/files_endpoint.h"

#include "base/text.h"
#include "http/error_response.h"
#include "http/range.h"
#include "http/static_files.h"
#include "items/asset_catalog.h"
#include "items/paths.h"

namespace triforium::items {
namespace {

struct OpenAsset {
  store::Asset asset;
  std::shared_ptr<storage::FileSource const> file;
};

Result<OpenAsset> blocking_find(store::Store const& store, std::string const& id, std::filesystem::path const& data) {
  TRIFORIUM_TRY(auto owned, store.read([&](store::Reading& reading) { return reading.find_asset(id); }));
  if (!owned) return fail(ErrorKind::not_found, "There is no file of that name.");
  OpenAsset open{std::move(owned->asset), nullptr};
  TRIFORIUM_TRY(open.file, blocking_open_asset(open.asset, data));
  return open;
}

std::string media_type_of(store::Asset const& asset) {
  return asset.media_type.empty() ? std::string(http::media_type_of(asset.path)) : asset.media_type;
}

http::Response file_response(http::Request const& request, OpenAsset const& open) {
  auto const& identity = open.file->identity();
  http::Validators validators{"\"" + identity.tag + "\"", std::nullopt};
  if (identity.modified != 0) validators.modified = std::chrono::sys_seconds(std::chrono::seconds(identity.modified));
  http::Response response;
  response.fields.add("Content-Type", media_type_of(open.asset));
  response.fields.add("X-Content-Type-Options", "nosniff");
  // A page or drawing that an institution publishes runs no scripts under our name.
  response.fields.add("Content-Security-Policy",
                      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  response.fields.add("Cache-Control", "no-cache");
  switch (http::evaluate_preconditions(request, validators)) {
    case http::Precondition::not_modified:
      return http::not_modified(validators, response.fields);
    case http::Precondition::failed:
      return http::problem(412, "The file is not in the state that the request expects.", request);
    case http::Precondition::proceed:
      break;
  }
  http::add_validators(response.fields, validators);
  response.body = http::FileRange{open.file, open.file->descriptor(), 0, open.file->size()};
  http::apply_range(request, validators, response);
  return response;
}

}  // namespace

Task<http::Response> FilesEndpoint::operator()(http::Request request) const {
  auto const id = parse_item_id(request.capture("asset"));
  if (!id) co_return http::error_response(id.error(), request);
  auto find = [&store = store, id = *id, folder = data] { return blocking_find(store, id, folder); };
  Result<OpenAsset> const open = co_await workers.run(Lane::io, 0, find);
  if (!open) co_return http::error_response(open.error(), request);
  co_return file_response(request, *open);
}

}  // namespace triforium::items
