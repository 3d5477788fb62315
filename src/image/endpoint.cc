#include "image/endpoint.h"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "http/error_response.h"
#include "image/canonical.h"
#include "image/derivatives.h"

namespace triforium::image {
namespace {

using Clock = std::chrono::steady_clock;

std::string_view segment_of(Version version) {
  switch (version) {
    case Version::v1_1:
      return "1";
    case Version::v2_1:
      return "2";
    case Version::v3_0:
      return "3";
  }
  return "3";
}

std::optional<std::string_view> accept_of(http::Request const& request) {
  return request.fields.find("Accept");
}

http::Validators validators_of(std::string etag, OpenImage const& image) {
  http::Validators validators{std::move(etag), std::nullopt};
  auto const modified = image.source->identity().modified;
  if (modified != 0) validators.modified = std::chrono::sys_seconds(std::chrono::seconds(modified));
  return validators;
}

// Image API 3.0 implementation notes, section 1: a name under which a browser saves the image.
std::string disposition(Identifier const& identifier, Format format) {
  auto name = identifier.text.substr(identifier.text.rfind('/') + 1);
  name = name.substr(0, name.rfind('.'));
  for (char& c : name) {
    bool const is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!is_plain) c = '_';
  }
  return fmt::format(FMT_COMPILE("inline; filename=\"{}.{}\""), name, name_of(format));
}

// https://iiif.io/api/image/3.0/#72-successful-responses – 304 among them.
// The answer for a precondition that decides it; absent if the request is to be answered in full.
std::optional<http::Response> answer_by_condition(http::Request const& request, http::Validators const& validators,
                                                  http::Fields const& fields) {
  switch (http::evaluate_preconditions(request, validators)) {
    case http::Precondition::proceed:
      return std::nullopt;
    case http::Precondition::not_modified:
      return http::not_modified(validators, fields);
    case http::Precondition::failed:
      return http::problem(412, "The image is not in the state that the request requires.", request);
  }
  return std::nullopt;
}

}  // namespace

// The query is not looked at: "information beyond the scope of the existing parameters could be passed to an image
// server as query parameters", and many clients send one to get past caches.
// https://iiif.io/api/image/3.0/#49-extensions
Task<http::Response> Endpoint::operator()(http::Request request) const {
  auto const version = version_ ? *version_ : negotiate_version(accept_of(request), Version::v3_0);
  auto parsed = parse_request(version, request.capture("rest"));
  http::Response response;
  if (!parsed) {
    response = http::error_response(parsed.error(), request);
  } else if (auto* const image_request = std::get_if<ImageRequest>(&*parsed)) {
    response = co_await answer_image(std::move(request), std::move(*image_request));
  } else if (auto* const info_request = std::get_if<InfoRequest>(&*parsed)) {
    response = co_await answer_info(std::move(request), std::move(*info_request));
  } else {
    response = co_await redirect_to_info(std::move(request), std::move(std::get<BaseRequest>(*parsed)));
  }
  co_return finish(std::move(response));
}

// GET …/{identifier}/{region}/{size}/{rotation}/{quality}.{format}
// https://iiif.io/api/image/3.0/#21-image-request-uri-syntax
Task<http::Response> Endpoint::answer_image(http::Request request, ImageRequest image_request) const {
  auto const started = Clock::now();
  auto [image, until] = parts_.images.find(image_request.identifier.text);
  bool const was_open = image != nullptr;
  if (!image) {
    Result<SharedImage> opened = co_await parts_.images.get(image_request.identifier.text);
    if (!opened) co_return http::error_response(opened.error(), request);
    image = std::move(*opened);
  }
  auto const& settings = parts_.settings;
  bool const is_negotiated = !image_request.format;
  if (is_negotiated) image_request.format = negotiate_format(accept_of(request), settings.policy);
  image = choose(image, *image_request.format, image_request.quality, settings.pictures.render.encode);
  auto const plan = make_plan(image_request, image->shape, settings.policy);
  if (!plan) co_return http::error_response(plan.error(), request);
  parts_.images.note_request(*image, *plan);

  auto const etag = entity_tag(image->state, cache_key(*plan));
  auto const validators = validators_of(etag, *image);
  http::Response response;
  response.timings.push_back({"open", Clock::now() - started});
  response.fields.add("Content-Type", std::string(media_type_of(plan->format)));
  response.fields.add("Cache-Control", settings.cache_control);
  if (is_negotiated) response.fields.add("Vary", "Accept");
  auto const canonical = base_uri(request, plan->version, image_request.identifier) + "/" + canonical_parameters(*plan);
  response.fields.add("Link", profile_link(plan->version) + ", " + canonical_link(canonical));
  if (auto decided = answer_by_condition(request, validators, response.fields)) co_return std::move(*decided);

  Wanted wanted{*plan, image, parts_.pictures.key(etag, *image), request.stop, request.method != http::Method::head};
  if (auto found = parts_.pictures.find(wanted)) {
    response.body = std::move(found->body);
    if (was_open && found->is_stored) response.fresh = http::Freshness{until};
  } else {
    Result<Picture> picture = co_await parts_.pictures.make(std::move(wanted));
    if (!picture) {
      auto error = std::move(picture).error();
      error.detail = fmt::format("{}: {}", image->source->name(), error.detail);
      co_return http::error_response(error, request);
    }
    response.body = std::move(picture->body);
    auto& timings = picture->timings;
    response.timings.insert(response.timings.end(), timings.begin(), timings.end());
  }
  http::add_validators(response.fields, validators);
  response.fields.add("Content-Disposition", disposition(image_request.identifier, plan->format));
  co_return response;
}

// GET …/{identifier}/info.json
// https://iiif.io/api/image/3.0/#22-image-information-request-uri-syntax
Task<http::Response> Endpoint::answer_info(http::Request request, InfoRequest info_request) const {
  auto [image, until] = parts_.images.find(info_request.identifier.text);
  http::Response response;
  if (image) {
    response.fresh = http::Freshness{until};
  } else {
    Result<SharedImage> opened = co_await parts_.images.get(info_request.identifier.text);
    if (!opened) co_return http::error_response(opened.error(), request);
    image = std::move(*opened);
  }
  auto const& settings = parts_.settings;
  auto const media_type = info_media_type(info_request.version, accept_of(request));
  auto const document = info_document(*image, info_request.version,
                                      base_uri(request, info_request.version, info_request.identifier), media_type);
  auto const validators = validators_of(document->entity_tag, *image);
  response.fields.add("Content-Type", media_type);
  response.fields.add("Cache-Control", settings.cache_control);
  response.fields.add("Vary", "Accept");
  response.fields.add("Link", profile_link(info_request.version));
  if (auto decided = answer_by_condition(request, validators, response.fields)) {
    decided->fresh = response.fresh;
    co_return std::move(*decided);
  }

  http::add_validators(response.fields, validators);
  response.body = std::vector<http::Piece>{{document, as_bytes(document->body)}};
  co_return response;
}

InfoDocuments::Shared Endpoint::info_document(OpenImage const& image, Version version, std::string const& id,
                                              std::string const& media_type) const {
  auto const key = fmt::format(FMT_COMPILE("{} {} {}"), image.state, id, media_type);
  if (auto known = parts_.infos.find(key)) return known;
  auto const& settings = parts_.settings;
  auto const document = std::make_shared<InfoDocument const>(
      InfoDocument{entity_tag(image.state, "info-" + state_tag(id, media_type)),
                   boost::json::serialize(make_info(version, id, image.shape, settings.policy, settings.info))});
  parts_.infos.insert(key, document);
  return document;
}

// "It is RECOMMENDED that … the response to be a redirection with the HTTP status code 303 (See Other) to the image
// information document's URI."
// https://iiif.io/api/image/3.0/#2-uri-syntax
//
// Anything that has no other shape looks like a base URI (“cat/full/max”): only what exists is worth a redirection.
Task<http::Response> Endpoint::redirect_to_info(http::Request request, BaseRequest base_request) const {
  Result<SharedImage> const image = co_await parts_.images.get(base_request.identifier.text);
  if (!image) co_return http::error_response(image.error(), request);

  http::Response response;
  response.status = 303;
  response.fields.add("Location", base_uri(request, base_request.version, base_request.identifier) + "/info.json");
  co_return response;
}

std::string Endpoint::base_uri(http::Request const& request, Version version, Identifier const& identifier) const {
  if (!version_) return fmt::format(FMT_COMPILE("{}/iiif/{}"), request.origin.base_url(), identifier.as_sent);
  return fmt::format(FMT_COMPILE("{}/iiif/{}/{}"), request.origin.base_url(), segment_of(version), identifier.as_sent);
}

http::Response Endpoint::finish(http::Response response) const {
  // 1.1, section 6: the compliance level stands in a Link header of every response.
  bool const is_1_1 = version_ == Version::v1_1;
  if (is_1_1 && !response.fields.has("Link")) response.fields.add("Link", profile_link(Version::v1_1));
  if (!version_) response.fields.set("Vary", "Accept");
  return response;
}

}  // namespace triforium::image
