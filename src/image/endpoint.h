// The Image API over HTTP: what /iiif/{version}/… answers.
//
// One endpoint for each version; it reads the path once and leads to one of three answers: an image, info.json, or the
// redirection from the base URI to it.
#pragma once

#include <optional>
#include <string>

#include "http/conditional.h"
#include "http/message.h"
#include "image/info.h"
#include "image/info_documents.h"
#include "image/open_images.h"
#include "image/pictures.h"
#include "image/policy.h"

namespace triforium::image {

struct EndpointSettings {
  Policy policy;
  InfoSettings info;
  PictureSettings pictures;
  std::string cache_control;
};

// What the endpoints of all versions share; all of it outlives them.
struct Parts {
  OpenImages& images;
  Pictures& pictures;
  InfoDocuments& infos;
  EndpointSettings const& settings;
};

class Endpoint {
 public:
  // Without a version the Accept header chooses among them, 3.0 if it says nothing.
  Endpoint(Parts parts, std::optional<Version> version) : parts_(parts), version_(version) {}

  // The route's capture "rest" is what follows the version's prefix.
  Task<http::Response> operator()(http::Request request) const;

 private:
  Task<http::Response> answer_image(http::Request request, ImageRequest image_request) const;
  Task<http::Response> answer_info(http::Request request, InfoRequest info_request) const;
  Task<http::Response> redirect_to_info(http::Request request, BaseRequest base_request) const;
  InfoDocuments::Shared info_document(OpenImage const& image, Version version, std::string const& id,
                                      std::string const& media_type) const;
  std::string base_uri(http::Request const& request, Version version, Identifier const& identifier) const;
  http::Response finish(http::Response response) const;

  Parts parts_;
  std::optional<Version> version_;
};

}  // namespace triforium::image
