// Folders as a catalogue: the identifier of an image is its path below the folder.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/catalog.h"
#include "storage/confined_folder.h"

namespace triforium::storage {

// What names the file maps/rome.tif: "maps/rome.tif" (path), "maps/rome" (stem), or either.
enum class Identifiers { path, stem, both };

// Errors: not_found for a folder that cannot be read.
Result<std::unique_ptr<Catalog>> make_folder_catalog(std::vector<std::string> const& folders, Identifiers identifiers);

// Extensions of images, best source first: of files that differ only in it, a stem means the first. Listings show
// these.
std::vector<std::string_view> const& image_extensions();

// "page2.jpg" before "page10.jpg": runs of digits compare by their value. A strict weak order; pure.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace triforium::storage
