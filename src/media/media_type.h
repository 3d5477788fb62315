// Which media type a published file has, by its first bytes and its name.
//
// https://www.iana.org/assignments/media-types/media-types.xhtml
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace triforium::media {

inline constexpr std::size_t kMediaTypeBytes = 4096;

// The bytes decide where they can; the name tells apart what looks alike inside (EPUB and DOCX are ZIP, a captions file
// is text). "application/octet-stream" where nothing is known. `head`: the first kMediaTypeBytes, or all if fewer.
std::string find_media_type(ByteView head, std::string_view file_name);

// The IIIF type of a resource with that media type: "Image", "Sound", "Video", "Model", "Text" or "Dataset".
std::string_view resource_type_of(std::string_view media_type);

}  // namespace triforium::media
