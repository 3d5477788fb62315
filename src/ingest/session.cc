#include "ingest/session.h"

#include "ingest/keys.h"
#include "ingest/media_types.h"

namespace triforium::ingest {

presentation::FileReference reference_to(Session const& session, std::string_view path) {
  presentation::FileReference reference;
  reference.location = session.tree.location(path);
  if (auto const type = media_type_of_extension(extension_of(path))) reference.format = type->name;
  return reference;
}

Place place_below(Place const& place, std::string_view name, std::string parent) {
  return {.path = join(place.path, name),
          .name = std::string(name),
          .id = place.id + "/" + make_key(name),
          .parent = std::move(parent),
          .depth = place.depth + 1};
}

bool has_scheme(std::string_view location) {
  return location.starts_with("http://") || location.starts_with("https://");
}

}  // namespace triforium::ingest
