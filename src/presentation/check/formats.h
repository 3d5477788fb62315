// Media types as the names of files tell them. Pure.
#pragma once

#include <string_view>

namespace triforium::presentation {

// The media type of what a URI's name ends with: "…/default.jpg?x" → "image/jpeg"; "" where it is not known.
std::string_view format_by_name(std::string_view uri);

// Whether two media types may be of one file: equal but for parameters, case and the older names ("audio/mp3").
bool is_same_format(std::string_view one, std::string_view other);

// Whether no browser shows it as a picture: TIFF, JPEG 2000, raw and PDF pictures, by media type.
bool is_hidden_from_browsers(std::string_view format);

}  // namespace triforium::presentation
