#include "items/api_uploads.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/text.h"
#include "http/conditional.h"
#include "http/cors.h"
#include "http/error_response.h"
#include "uploads/uploads.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;
using uploads::Upload;

Result<std::uint64_t> number_in(Request const& request, std::string_view field) {
  auto const text = request.fields.find(field).value_or(std::string_view());
  if (auto const number = parse_unsigned(trim(text), INT64_MAX)) return *number;
  return fail(ErrorKind::bad_request,
              fmt::format("The field {} is {}, but has to be a number of bytes.", field, triforium::quoted(text)));
}

constexpr std::string_view kVersion = "1.0.0";

// "The Tus-Resumable header MUST be included in every request and response except for OPTIONS requests."
Response with_protocol(Response response) {
  response.fields.add("Tus-Resumable", std::string(kVersion));
  // What scripts of other origins have to see, too.
  response.fields.add("Access-Control-Allow-Origin", "*");
  response.fields.add("Access-Control-Expose-Headers",
                      "Location, Tus-Resumable, Tus-Version, Upload-Expires, Upload-Length, Upload-Offset");
  return response;
}

// "If the version specified by the Client is not supported by the Server, it MUST respond with the 412 Precondition
//  Failed status and MUST include the Tus-Version header into the response." Who names none, such as curl, means this.
std::optional<Response> refuse_version(Request const& request) {
  auto const version = request.fields.find("Tus-Resumable").value_or(kVersion);
  if (trim(version) == kVersion) return std::nullopt;
  auto response = http::problem(
      412, fmt::format("Tus-Resumable is {}; spoken here is {}.", triforium::quoted(version), kVersion), request);
  response.fields.add("Tus-Version", std::string(kVersion));
  return with_protocol(std::move(response));
}

std::optional<Response> refuse(Request const& request, ApiParts const& parts) {
  if (auto refused = refuse_stranger(request, parts.token)) return refused;
  return refuse_version(request);
}

Response upload_response(int status, Upload const& upload) {
  Response response;
  response.status = status;
  response.fields.add("Upload-Offset", std::to_string(upload.offset));
  response.fields.add("Upload-Length", std::to_string(upload.length));
  // "If the expiration is known at the creation, the Upload-Expires header MUST be included in the response to the
  //  initial POST request."
  response.fields.add("Upload-Expires", http::format_http_date(upload.expires));
  // "The Server MUST prevent the client and/or proxies from caching the response"
  response.fields.add("Cache-Control", "no-store");
  return with_protocol(std::move(response));
}

Response failure(Error const& error, Request const& request) {
  return with_protocol(http::error_response(error, request));
}

struct Wish {
  std::uint64_t length = 0;
  std::string name;
};
Result<Wish> parse_wish(Request const& request) {
  Wish wish;
  TRIFORIUM_TRY(wish.length, number_in(request, "Upload-Length"));
  TRIFORIUM_TRY(wish.name, filename_of(request.fields.find("Upload-Metadata").value_or(std::string_view())));
  if (wish.name.empty()) wish.name = "upload";
  return wish;
}

bool is_piece(Request const& request) {
  auto const type = request.fields.find("Content-Type").value_or(std::string_view());
  return equals_ignoring_case(trim(type), "application/offset+octet-stream");
}

}  // namespace

Result<std::string> filename_of(std::string_view metadata) {
  for (auto const pair : split(metadata, ',')) {
    auto const entry = trim(pair);
    auto const space = entry.find(' ');
    if (space == std::string_view::npos || entry.substr(0, space) != "filename") continue;
    auto const name = from_base64(trim(entry.substr(space + 1)));
    if (name && is_valid_utf8(*name)) return *name;
    return fail(ErrorKind::bad_request, "The filename in Upload-Metadata is no text in base64.");
  }
  return std::string();
}

Task<Response> PostUploadEndpoint::operator()(Request request) const {
  if (auto refused = refuse(request, parts)) co_return std::move(*refused);
  auto const wish = parse_wish(request);
  if (!wish) co_return failure(wish.error(), request);
  auto create = [&uploads = *parts.uploads, wish = *wish] { return uploads.create(wish.length, wish.name); };
  Result<Upload> const upload = co_await parts.workers.run(Lane::io, 0, create);
  if (!upload) co_return failure(upload.error(), request);
  auto response = upload_response(201, *upload);
  response.fields.add("Location", fmt::format("{}/api/v1/uploads/{}", request.origin.base_url(), upload->id));
  co_return response;
}

Task<Response> UploadEndpoint::operator()(Request request) const {
  if (auto refused = refuse(request, parts)) co_return std::move(*refused);
  auto find = [&uploads = *parts.uploads, id = std::string(request.capture("upload"))] { return uploads.find(id); };
  Result<Upload> const upload = co_await parts.workers.run(Lane::io, 0, find);
  if (!upload) co_return failure(upload.error(), request);
  auto response = upload_response(200, *upload);
  if (request.method == http::Method::head) co_return response;
  response.fields.add("Content-Type", "application/json");
  response.body = bj::serialize(
      bj::object{{"id", upload->id}, {"name", upload->name}, {"length", upload->length}, {"offset", upload->offset}});
  co_return response;
}

Task<Response> PatchUploadEndpoint::operator()(Request request) const {
  if (auto refused = refuse(request, parts)) co_return std::move(*refused);
  if (!is_piece(request))
    co_return with_protocol(
        http::problem(415, "The Content-Type of a piece is application/offset+octet-stream.", request));
  auto const offset = number_in(request, "Upload-Offset");
  if (!offset) co_return failure(offset.error(), request);
  auto append = [&uploads = *parts.uploads, id = std::string(request.capture("upload")), offset = *offset,
                 body = std::move(request.body)] { return uploads.append(id, offset, body); };
  Result<Upload> const upload = co_await parts.workers.run(Lane::io, 0, append);
  if (!upload) co_return failure(upload.error(), request);
  co_return upload_response(204, *upload);
}

Task<Response> DeleteUploadEndpoint::operator()(Request request) const {
  if (auto refused = refuse(request, parts)) co_return std::move(*refused);
  auto remove = [&uploads = *parts.uploads, id = std::string(request.capture("upload"))] { return uploads.remove(id); };
  Result<void> const removed = co_await parts.workers.run(Lane::io, 0, remove);
  if (!removed) co_return failure(removed.error(), request);
  Response response;
  response.status = 204;
  co_return with_protocol(std::move(response));
}

// "A successful response indicated by the 204 No Content or 200 OK status MUST contain the Tus-Version header."
Task<Response> UploadOptionsEndpoint::operator()(Request request) const {
  Response response;
  response.status = 204;
  response.fields.add("Allow", methods);
  response.fields.add("Tus-Version", std::string(kVersion));
  response.fields.add("Tus-Extension", "creation,expiration,termination");
  response.fields.add("Tus-Max-Size", std::to_string(parts.uploads->settings().max_bytes));
  if (http::is_preflight(request)) {
    response.fields.add("Access-Control-Allow-Methods", methods);
    response.fields.add("Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, "
                        "X-Requested-With");
    response.fields.add("Access-Control-Max-Age", "86400");
  }
  co_return with_protocol(std::move(response));
}

}  // namespace triforium::items
