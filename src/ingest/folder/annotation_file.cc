#include "ingest/folder/annotation_file.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/file_index.h"
#include "ingest/media_types.h"
#include "ingest/yaml.h"

namespace triforium::ingest {
namespace {

std::string field(boost::json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

presentation::MediaKind kind_of(std::string_view type, std::string_view value) {
  using presentation::MediaKind;
  if (type == "Sound") return MediaKind::sound;
  if (type == "Video") return MediaKind::video;
  if (type == "Model") return MediaKind::model;
  if (type == "Image") return MediaKind::image;
  auto const media = media_type_of_extension(extension_of(value));
  return media && media->kind ? *media->kind : MediaKind::text;
}

}  // namespace

void read_annotation_file(Session& session, std::string const& folder, std::string_view name,
                          presentation::CanvasDraft& canvas) {
  auto const path = join(folder, name);
  auto const text = session.tree.read(path, std::size_t{256} << 10);
  auto const parsed = text ? parse_yaml(*text) : Result<boost::json::value>(fail(text));
  if (!parsed || !parsed->is_object()) {
    return session.reading.error(
        path, "It is no annotation: " + (parsed ? std::string("it has no fields") : parsed.error().message) + ".");
  }
  auto const& fields = parsed->as_object();
  auto const value = field(fields, "value");
  auto const below = normal_path(join(folder, value));
  bool const is_below = below && (folder.empty() || below->starts_with(folder + "/"));
  bool const is_file = is_below && !value.empty() && session.tree.read_head(*below, 1).has_value();
  if (!is_file && !has_scheme(value)) {
    return session.reading.warn(path,
                                "Its value " + quoted(value) + " is no file beside it and no address; it is left out.");
  }
  auto reference = is_file ? reference_to(session, *below)
                           : presentation::FileReference{
                                 .location = value, .format = {}, .profile = {}, .language = {}, .label = {}};
  if (auto const format = field(fields, "format"); !format.empty()) reference.format = format;
  auto const motivation = field(fields, "motivation");
  // "Here we've excluded the motivation (painting is assumed)"
  if (motivation.empty() || motivation == "painting") {
    canvas.paintings.push_back({.file = std::move(reference),
                                .kind = kind_of(field(fields, "type"), value),
                                .fragment = {},
                                .alternatives = {}});
  } else {
    canvas.texts.push_back({.file = std::move(reference), .motivation = motivation});
  }
}

}  // namespace triforium::ingest
