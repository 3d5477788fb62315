// Any bytes as a request of any version: never a crash, and what is answered once has a canonical form that is answered
// the same. The first byte chooses version, image and policy.
#include <cstdlib>

#include "image/canonical.h"
#include "image/info.h"
#include "image/plan.h"

namespace {

using namespace triforium;
using namespace triforium::image;

ImageShape shape_of(unsigned choice) {
  ImageShape shape;
  shape.stored = choice % 3 == 0 ? PixelSize{1, 1} : choice % 3 == 1 ? PixelSize{6001, 4003} : PixelSize{2147483647, 2};
  shape.orientation = codecs::orientation_of(static_cast<int>(1 + choice % 8));
  shape.levels.push_back({shape.stored, {256, 256}, true});
  if (choice % 3 == 1) shape.levels.push_back({{3000, 2001}, {256, 256}, true});
  return shape;
}

Policy policy_of(unsigned choice) {
  Policy policy;
  if (choice % 2 == 1) policy.limits = {5000, 0, 9'000'000};
  policy.allow_upscaling = choice / 2 % 2 == 0;
  return policy;
}

void require(bool holds) {
  if (!holds) std::abort();
}

void check_plan(Plan const& plan, ImageShape const& shape, Policy const& policy) {
  require(!plan.read.is_empty() && !plan.size.is_empty() && !plan.output.is_empty());
  require(plan.read.intersection(PixelRect::whole(shape.levels[plan.level].size)) == plan.read);
  require(is_within(plan.size, policy.limits));

  auto const again = parse_request(plan.version, "x/" + canonical_parameters(plan));
  require(again.has_value() && std::holds_alternative<ImageRequest>(*again));
  auto const same = make_plan(std::get<ImageRequest>(*again), shape, policy);
  require(same.has_value() && cache_key(*same) == cache_key(plan));
  require(canonical_parameters(*same) == canonical_parameters(plan));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  unsigned const choice = data[0];
  std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
  auto const version = static_cast<Version>(choice % 3);
  auto const shape = shape_of(choice / 3);
  auto const policy = policy_of(choice / 24);

  (void)info_media_type(version, text);
  (void)negotiate_version(text, version);
  (void)negotiate_format(text, policy);
  (void)parse_linked(Linked::service, text);

  auto const request = parse_request(version, text);
  if (!request) return 0;
  if (auto const* const info = std::get_if<InfoRequest>(&*request)) {
    (void)make_info(version, info->identifier.as_sent, shape, policy, {});
  }
  if (auto const* const image = std::get_if<ImageRequest>(&*request)) {
    auto const plan = make_plan(*image, shape, policy);
    if (plan) check_plan(*plan, shape, policy);
  }
  return 0;
}
