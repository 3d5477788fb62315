// What each image is to a server, what its tiles cost, and what would make them cheaper.
#pragma once

#include <boost/json.hpp>
#include <vector>

#include "app/config.h"
#include "app/image_files.h"

namespace triforium::app {

// Prints a line for each file, or adds it to `report` where there is one. Opens files, decodes nothing. False if one of
// them could not be opened.
bool blocking_check_images(Config const& config, std::vector<ImageFile> const& files, boost::json::array* report);

}  // namespace triforium::app
