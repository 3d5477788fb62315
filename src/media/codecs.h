// The names of containers and codecs that browsers ask for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::media {

// As ffprobe names them: "h264", "Constrained Baseline", 13.
struct StreamCodec {
  std::string name = {};
  std::string profile = {};
  std::int64_t level = 0;
};

// https://www.rfc-editor.org/rfc/rfc6381 – the value of `codecs`; empty if one of them is not known.
std::string codecs_parameter(std::vector<StreamCodec> const& streams);

// From ffprobe's format_name ("mov,mp4,m4a,3gp,3g2,mj2") and what is in it; "application/octet-stream" if not known.
std::string container_media_type(std::string_view format_name, std::string_view major_brand,
                                 std::vector<StreamCodec> const& streams, bool has_film);

}  // namespace triforium::media
