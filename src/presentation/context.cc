#include "presentation/context.h"

#include <algorithm>
#include <utility>

#include "presentation/model.h"
#include "presentation/tree.h"

namespace triforium::presentation {

namespace json = boost::json;

namespace {

bool is_hoisted_from_services(std::string_view context) {
  return context.starts_with("http://iiif.io/api/auth/2/") || context.starts_with("http://iiif.io/api/search/2/");
}

bool is_implied(json::value const& context) {
  if (context.is_null()) return true;
  if (!context.is_string()) return false;
  std::string_view const uri = context.get_string();
  return uri == kContextOfNavPlace || detect_version(json::object{{"@context", uri}}).has_value();
}

}  // namespace

void Contexts::hoist(json::value const& context) {
  if (auto const* const array = context.if_array()) {
    for (auto const& element : *array) {
      if (!element.is_array()) hoist(element);
    }
  } else if (!is_implied(context) && std::ranges::find(extensions_, context) == extensions_.end()) {
    extensions_.push_back(context);
  }
}

// https://iiif.io/api/auth/2.0/#21-authorization-flow-services
void Contexts::hoist_from_services(json::value& services) {
  if (auto* const array = services.if_array()) {
    for (auto& service : *array)
      hoist_from_services(service);
    return;
  }
  auto* const service = services.if_object();
  if (service == nullptr) return;
  if (is_hoisted_from_services(text_of(*service, "@context"))) {
    hoist(service->at("@context"));
    json::object rest;
    for (auto& member : *service) {
      if (member.key() != "@context") rest.emplace(member.key(), std::move(member.value()));
    }
    *service = std::move(rest);
  }
  if (auto* const inner = service->if_contains("service")) hoist_from_services(*inner);
}

void Contexts::add(std::string_view context) {
  json::value const entry(context);
  if (std::ranges::find(extensions_, entry) == extensions_.end()) extensions_.insert(extensions_.begin(), entry);
}

json::object Contexts::put_first(json::object tree, std::string_view presentation) const {
  json::object out;
  out.reserve(tree.size() + 1);
  if (extensions_.empty()) {
    out.emplace("@context", presentation);
  } else {
    json::array all = extensions_;
    // "… the Presentation API context … MUST be the last"
    all.push_back(json::value(presentation));
    out.emplace("@context", std::move(all));
  }
  for (auto& member : tree)
    out.emplace(member.key(), std::move(member.value()));
  return out;
}

}  // namespace triforium::presentation
