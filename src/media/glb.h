// glTF 2.0, binary (GLB) or JSON: what a manifest says about a model.
//
// https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::media {

// In the units of glTF: metres, Y up.
struct BoundingBox {
  std::array<double, 3> low{};
  std::array<double, 3> high{};
  bool operator==(BoundingBox const&) const = default;
};

struct Model {
  std::string media_type = {};                   // model/gltf-binary or model/gltf+json
  std::string name = {};                         // of the default scene, or of the only node at its root
  std::string generator = {};                    // asset.generator
  std::string copyright = {};                    // asset.copyright: "suitable for display to credit the content author"
  std::optional<BoundingBox> bounding_box = {};  // of the default scene; where the POSITION accessors say it
  std::size_t meshes = 0;
  std::vector<std::string> animations = {};  // names; "" for those without
  std::vector<std::string> extensions = {};  // extensionsRequired: what a viewer must know (Draco, meshopt …)
  std::vector<std::string> files = {};       // relative URIs of buffers and images that belong to it
};

// `head`: the file, or its beginning with at least the whole JSON chunk (see glb_head_size). Errors: corrupt_source
// with the place and what was expected; too_large for JSON above 64 MiB.
Result<Model> read_model(ByteView head);

// Of a GLB's first twenty bytes: how many bytes read_model needs. Nothing if it is no GLB (then: the whole file).
std::optional<std::uint64_t> glb_head_size(ByteView first_bytes);

}  // namespace triforium::media
