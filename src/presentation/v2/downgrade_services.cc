#include <algorithm>
#include <array>
#include <utility>

#include "presentation/v2/service_types.h"
#include "presentation/v2/services.h"
#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {
namespace {

// Services that 2.1's clients do not know, and what they know instead.
struct Successor {
  std::string_view type;
  std::string_view older;
};
constexpr std::array<Successor, 6> kSuccessors = {{
    {"SearchService2", "SearchService1"},
    {"AutoCompleteService2", "AutoCompleteService1"},
    {"AuthProbeService2", "AuthCookieService1"},
    {"AuthAccessService2", "AuthCookieService1"},
    {"AuthAccessTokenService2", "AuthTokenService1"},
    {"AuthLogoutService2", "AuthLogoutService1"},
}};

Successor const* find_successor(std::string_view type) {
  auto const found = std::ranges::find(kSuccessors, type, &Successor::type);
  return found == kSuccessors.end() ? nullptr : &*found;
}

std::string_view type_of(json::object const& service) {
  auto const type = text_of(service, "type");
  return type.empty() ? text_of(service, "@type") : type;
}

bool has_type(std::vector<Entry> const& services, std::string_view type) {
  return std::ranges::any_of(services, [&](Entry const& entry) {
    auto const* object = entry.value->if_object();
    return object != nullptr && type_of(*object) == type;
  });
}

bool is_name(std::string_view key) {
  return key == "id" || key == "@id" || key == "type" || key == "@type";
}

// https://iiif.io/api/presentation/3.0/#services
//   "… the JSON object in service has only id and type": a reference to the same in `services`.
bool is_stub(json::object const& service) {
  return std::ranges::all_of(service, [](auto const& member) { return is_name(member.key()); });
}

// What Image API 2 says in the same words.
bool is_in_image_2(std::string_view key) {
  return key == "width" || key == "height" || key == "sizes" || key == "tiles";
}

std::string profile_of(json::object const& service, ServiceKind const& kind) {
  auto const written = text_of(service, "profile");
  if (kind.type == "ImageService2") return std::string(written.empty() ? written : image_2_profile(written));
  if (!written.empty()) return std::string(written);
  if (kind.type == "SearchService1") return "http://iiif.io/api/search/1/search";
  return kind.type == "ImageService1" ? "" : std::string(kind.profile);
}

}  // namespace

void ServiceDowngrade::remember_shared(json::array const& services) {
  for (auto const& value : services) {
    auto const* service = value.if_object();
    if (service != nullptr) shared_.emplace(uri_of(value), Shared{*service});
  }
}

void ServiceDowngrade::lose_unwritten(std::string const& pointer) {
  for (auto const& [id, shared] : shared_)
    if (!shared.written) losses_.push_back({pointer, "services", id + " is used by no resource of this document"});
}

json::value ServiceDowngrade::operator()(json::value const& services, std::string const& pointer) {
  auto const entries = entries_of(services, pointer);
  json::array kept;
  for (auto const& entry : entries) {
    auto const* service = entry.value->if_object();
    if (service == nullptr) {
      losses_.push_back({entry.pointer, "service", "is no service and was left out"});
      continue;
    }
    auto const type = type_of(*service);
    if (type == "ImageService3" && has_type(entries, "ImageService2")) continue;
    if (auto const* successor = find_successor(type)) {
      if (!has_type(entries, successor->older))
        losses_.push_back({entry.pointer, "service",
                           std::string(type) + " is not known to clients of 2.1, and there is no " +
                               std::string(successor->older) + " beside it"});
      continue;
    }
    kept.push_back(downgrade_one(*service, entry.pointer));
  }
  return kept.empty() ? json::value(nullptr) : unwrap_single(std::move(kept));
}

json::value ServiceDowngrade::downgrade_one(json::object const& service, std::string const& pointer) {
  auto const id = uri_of(service);
  if (auto const shared = shared_.find(id); shared != shared_.end() && is_stub(service)) {
    // "if the same service is used again, only its @id": first the whole, then the reference.
    if (std::exchange(shared->second.written, true)) return json::object{{"@id", id}};
    if (!is_stub(shared->second.service)) return downgrade_one(shared->second.service, pointer);
  }
  auto const type = type_of(service);
  if (type == "ImageService3") return downgrade_image_3(service, pointer);

  json::object older;
  auto const* kind = find_service_kind(type);
  // https://iiif.io/api/presentation/2.1/#service
  //   "Services … must have a @context … should have an @id … and a profile"
  if (kind != nullptr) older["@context"] = kind->context;
  if (!id.empty()) older["@id"] = id;
  if (kind == nullptr && !type.empty() && type != "Service") older["@type"] = type;
  if (kind != nullptr)
    if (auto const profile = profile_of(service, *kind); !profile.empty()) older["profile"] = profile;
  for (auto const& [key, value] : service) {
    if (is_name(key) || older.contains(key)) continue;
    if (key != "service") {
      older[key] = value;
    } else if (auto nested = (*this)(value, pointer_to(pointer, key)); !nested.is_null()) {
      older[key] = std::move(nested);
    }
  }
  return older;
}

json::value ServiceDowngrade::downgrade_image_3(json::object const& service, std::string const& pointer) {
  auto const id = std::string(uri_of(service));
  auto const second = names_.image_service ? names_.image_service(id) : std::string();
  json::object older;
  older["@context"] =
      second.empty() ? "http://iiif.io/api/image/3/context.json" : "http://iiif.io/api/image/2/context.json";
  older["@id"] = second.empty() ? id : second;
  auto const profile = text_of(service, "profile");
  if (!profile.empty()) older["profile"] = second.empty() ? profile : image_2_profile(profile);
  for (auto const& [key, value] : service) {
    if (is_name(key) || key == "profile" || key == "service") continue;
    if (second.empty() || is_in_image_2(key)) {
      older[key] = value;
    } else {
      losses_.push_back(
          {pointer_to(pointer, key), std::string(key), "Image API 2 says it otherwise, in its info.json"});
    }
  }
  if (auto const* nested = service.if_contains("service"))
    if (auto auth = (*this)(*nested, pointer_to(pointer, "service")); !auth.is_null())
      older["service"] = std::move(auth);
  if (second.empty())
    losses_.push_back(
        {pointer, "service", "clients of 2.1 do not know Image API 3, and no Image API 2 service stands beside it"});
  return older;
}

}  // namespace triforium::presentation::v2
