// What a file is, from its name: enough to sort an import. The bytes decide later.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "presentation/draft.h"

namespace triforium::ingest {

struct MediaType {
  std::string_view name;  // "image/jpeg"
  // What is painted on a canvas; absent for what is not: PDF, archives, XML.
  std::optional<presentation::MediaKind> kind;
};

// By extension, lower case, without dot. Absent: nothing that is published.
std::optional<MediaType> media_type_of_extension(std::string_view extension);

// The kind that a media type itself names ("image/jp2", "audio/…"); absent for text and applications.
std::optional<presentation::MediaKind> kind_of_media_type(std::string_view media_type);

}  // namespace triforium::ingest
