// The parts of which documents are built: texts, links, files, images with their services.
#pragma once

#include "presentation/build.h"

namespace triforium::presentation::parts {

// https://iiif.io/api/presentation/3.0/#44-language-of-property-values
boost::json::object language_map(LanguageMap const& map);

// "Image", "Sound" …: https://iiif.io/api/presentation/3.0/#type
std::string_view type_of(MediaKind kind);
std::string_view type_of_media(std::string_view media_type);

// The picture as the image server gives it, of that size, with the services of both versions of the Image API.
boost::json::object image(AssetFacts const& asset, std::uint32_t width, std::uint32_t height, std::string_view size);
// The same, small enough for a list.
boost::json::object thumbnail(AssetFacts const& asset);

// id, type, label, format, profile, language of what a link leads to; absent if it is a file that is not there.
// `needs_label`: a link that readers choose from; without a label of its own it gets the file's name.
std::optional<boost::json::object> link(FileReference const& file, FindAsset const& assets, bool needs_label);
boost::json::array links(std::vector<FileReference> const& files, FindAsset const& assets, bool needs_label);

// Adds to `resource`, in the order of the specification, whatever the description says.
void describe(boost::json::object& resource, Description const& description, FindAsset const& assets);

}  // namespace triforium::presentation::parts
