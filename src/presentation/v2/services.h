// Services: how 2.1 tells them apart (by "@context" and "profile") and how 3.0 does (by type).
//
// https://iiif.io/api/presentation/2.1/#service
// https://iiif.io/api/presentation/3.0/#service
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>

#include "presentation/model.h"
#include "presentation/v2/downgrade.h"

namespace triforium::presentation::v2 {

namespace json = boost::json;

// One service or several of 2.1 → the array of 3.0. `owner` is the id of the resource that has them: a service without
// an id of its own is named after it.
json::array upgrade_services(json::value const& services, std::string_view owner, std::string const& pointer,
                             Losses& losses);

// The services of one 3.0 document on their way to 2.1.
class ServiceDowngrade {
 public:
  ServiceDowngrade(V2Names const& names, Losses& losses) : names_(names), losses_(losses) {}

  // Remembers the property `services` of the document, which 2.1 lacks, so that references to them can be replaced.
  void remember_shared(json::array const& services);

  // Says which of the remembered were referred to by nothing, and so written nowhere. `pointer` is that of `services`.
  void lose_unwritten(std::string const& pointer);

  // `service` of one resource → one object or an array; null where none is left.
  json::value operator()(json::value const& services, std::string const& pointer);

 private:
  json::value downgrade_one(json::object const& service, std::string const& pointer);
  json::value downgrade_image_3(json::object const& service, std::string const& pointer);

  struct Shared {
    json::object service;
    bool written = false;
  };
  V2Names const& names_;
  Losses& losses_;
  std::map<std::string, Shared, std::less<>> shared_;
};

}  // namespace triforium::presentation::v2
