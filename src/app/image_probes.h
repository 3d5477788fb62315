// Whether an image service does what its info.json says: a few requests, and the size of what comes back.
//
// https://iiif.io/api/image/3.0/#6-compliance-level-and-profile-document
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "pixels/size.h"
#include "presentation/check/report.h"
#include "storage/http_client.h"

namespace triforium::app {

struct ImageProbe {
  std::string url;
  PixelSize size;         // that has to come back
  int tolerance = 0;      // pixels, where the service rounds
  std::string_view rule;  // which is broken if it does not: "image-tile"
  std::string_view format = "image/jpeg";
};

// The whole image, one of the sizes, the first and the last tile, and what its level has over the one below: at most
// ten requests; none where the info.json lacks what is needed to ask. Pure.
std::vector<ImageProbe> probes_of(boost::json::object const& info, int version);

// Asks all of it, one after the other, and looks at each picture's size without decoding it. Blocks.
presentation::Report blocking_probe(storage::HttpClient const& client, std::vector<ImageProbe> const& probes,
                                    int version);

}  // namespace triforium::app
