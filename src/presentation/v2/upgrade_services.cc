#include <utility>

#include "presentation/v2/language.h"
#include "presentation/v2/service_types.h"
#include "presentation/v2/services.h"
#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {
namespace {

// Image API 2 writes [level, {what it can besides}]; 3.0 knows one name.
std::string_view first_profile(json::object const& service, std::string const& pointer, Losses& losses) {
  auto const profiles = entries_of(service, "profile", pointer);
  std::string_view first;
  for (auto const& entry : profiles) {
    auto const* text = entry.value->if_string();
    if (text != nullptr && first.empty()) {
      first = {text->data(), text->size()};
    } else {
      losses.push_back({entry.pointer, "profile", "3.0 names one profile; the service's own description has the rest"});
    }
  }
  return first;
}

class ServiceUpgrade {
 public:
  ServiceUpgrade(std::string_view owner, Losses& losses) : owner_(owner), losses_(losses) {}

  json::array all(std::vector<Entry> const& entries) {
    json::array services;
    for (auto const& entry : entries) {
      if (auto const* object = entry.value->if_object()) {
        services.push_back(one(*object, entry.pointer));
      } else if (auto const id = uri_of(*entry.value); !id.empty()) {
        services.push_back(json::object{{"id", id}, {"type", "Service"}});
      } else {
        losses_.push_back({entry.pointer, "service", "is no service and was left out"});
      }
    }
    return services;
  }

 private:
  json::object one(json::object const& service, std::string const& pointer) {
    auto const profile = first_profile(service, pointer, losses_);
    auto const context = text_of(service, "@context");
    auto const* kind = find_service_kind(context, profile);
    bool const is_newer = kind != nullptr && kind->type == "ImageService3";
    // "if the API version has @id and @type, they are used": only what has no version of its own is named the new way.
    bool const is_known = kind != nullptr && !is_newer;
    json::object upgraded;
    upgraded[is_known ? "@id" : "id"] = id_of(service, pointer);
    upgraded[is_known ? "@type" : "type"] = kind == nullptr ? type_of(service) : kind->type;
    if (!profile.empty()) upgraded["profile"] = profile;
    for (auto const& [key, value] : service)
      copy(key, value, kind != nullptr, upgraded, pointer);
    return upgraded;
  }

  void copy(std::string_view key, json::value const& value, bool is_known, json::object& upgraded,
            std::string const& pointer) {
    if (key == "@id" || key == "id" || key == "@type" || key == "type" || key == "profile") return;
    // The type tells what the context told; where there is no such type, the context keeps the meaning of the rest.
    if (key == "@context" && is_known) return;
    if (key == "service") {
      upgraded["service"] = all(entries_of(value, pointer_to(pointer, "service")));
    } else if (key == "label" && !is_known) {
      upgraded["label"] = upgrade_text(value, pointer_to(pointer, "label"), losses_);
    } else {
      upgraded[key] = value;
    }
  }

  std::string id_of(json::object const& service, std::string const& pointer) {
    auto const id = uri_of(service);
    if (!id.empty()) return std::string(id);
    losses_.push_back({pointer, "@id", "3.0 demands an id for a service; it was named after its resource"});
    return std::string(owner_) + "#service-" + std::to_string(++unnamed_);
  }

  static std::string_view type_of(json::object const& service) {
    auto const classes = classes_of(service, "@type");
    return classes.empty() ? "Service" : classes.back();
  }

  std::string_view owner_;
  Losses& losses_;
  int unnamed_ = 0;
};

}  // namespace

json::array upgrade_services(json::value const& services, std::string_view owner, std::string const& pointer,
                             Losses& losses) {
  return ServiceUpgrade(owner, losses).all(entries_of(services, pointer));
}

}  // namespace triforium::presentation::v2
