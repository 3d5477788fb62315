// An image as files that any web server can hand out: compliance level 0, in both versions of the Image API. Pure.
//
// https://iiif.io/api/image/3.0/compliance/#4-level-0-compliance
// https://iiif.io/api/image/3.0/#a-implementation-notes
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace triforium::exports {

struct Rectangle {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
  bool operator==(Rectangle const&) const = default;
};
struct Extent {
  std::int64_t width = 0, height = 0;
  bool operator==(Extent const&) const = default;
};

// A picture that is to be there: a region of the image in a size.
struct StaticPicture {
  Rectangle region;
  Extent size;
  bool operator==(StaticPicture const&) const = default;
};

// What is offered of an image.
struct StaticImage {
  Extent full;
  Extent tile;
  std::vector<std::int64_t> scale_factors;  // 1, 2, 4 …
  std::vector<Extent> sizes;                // of the whole, smallest first

  // Every tile, and the whole in every size. None twice.
  std::vector<StaticPicture> pictures() const;
};

// From the info.json (3.0) that the server answers. `tile_size` in pixels; 0: as the server offers them.
// Errors: bad_request, if it is no such document.
Result<StaticImage> make_static_image(boost::json::object const& info, std::int64_t tile_size);

// The names under which clients ask for a picture, from the region on: "0,0,512,512/512,512/0/default.jpg". The first
// is the one that the specification recommends.
std::vector<std::string> names_of(StaticPicture const& picture, StaticImage const& image, int version);
// The largest picture of the whole: "full/max/0/default.jpg", in version 2 "full/full/0/default.jpg".
std::string largest_name(int version);

// The document with what files can keep: `profile`, `sizes` and `tiles` are those of level 0, and nothing is offered
// beyond it.
boost::json::object level0_info(boost::json::object info, StaticImage const& image, int version);

}  // namespace triforium::exports
