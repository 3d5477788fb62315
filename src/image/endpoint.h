// The Image API over HTTP: what /iiif/{version}/… answers.
//
// One endpoint for each version; it reads the path once and leads to one of three answers: an image, info.json, or the
// redirection from the base URI to it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/guarded.h"
#include "base/lru_cache.h"
#include "base/metrics.h"
#include "base/workers.h"
#include "http/conditional.h"
#include "http/message.h"
#include "image/info.h"
#include "image/open_images.h"
#include "image/policy.h"
#include "image/render.h"

namespace triforium::image {

// Encoded answers in memory, by their entity tag.
class Answers {
 public:
  explicit Answers(std::uint64_t max_bytes, Metrics& metrics);
  SharedBytes find(std::string const& entity_tag);
  void insert(std::string const& entity_tag, SharedBytes bytes);

 private:
  Guarded<LruCache<SharedBytes>> cache_;
  prometheus::Counter& hits_;
  prometheus::Counter& misses_;
};

struct EndpointSettings {
  Policy policy;
  InfoSettings info;
  RenderSettings render;
  std::uint64_t tile_cost = 4'000'000;  // decoded pixels up to which a request is a tile
  std::chrono::milliseconds render_timeout{60'000};
  std::string cache_control;
  std::string configuration;  // changes with every setting that shows in an answer; part of entity tags
};

// What the endpoints of all versions share; all of it outlives them.
struct Parts {
  OpenImages& images;
  Workers& workers;
  Answers& answers;
  Metrics& metrics;
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
  Task<Result<SharedBytes>> make_answer(http::Request request, Plan plan, SharedImage image,
                                        std::vector<http::Timing>* timings) const;
  std::string base_uri(http::Request const& request, Version version, Identifier const& identifier) const;
  http::Response finish(http::Response response) const;

  Parts parts_;
  std::optional<Version> version_;
};

}  // namespace triforium::image
