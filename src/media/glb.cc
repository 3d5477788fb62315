#include "media/glb.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace triforium::media {
namespace {

namespace js = boost::json;

constexpr std::size_t kHeadSize = 20;  // the header and that of the first chunk
constexpr std::uint64_t kJsonLimit = std::uint64_t{64} << 20;
constexpr std::size_t kNodeLimit = 200'000;
constexpr std::size_t kListLimit = 1'000;

std::uint32_t little_endian(ByteView bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} | std::uint32_t{bytes[at + 1]} << 8 | std::uint32_t{bytes[at + 2]} << 16 |
         std::uint32_t{bytes[at + 3]} << 24;
}

bool is_glb(ByteView bytes) {
  return bytes.size() >= kHeadSize && as_text(bytes.first(4)) == "glTF";
}

// https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification
Result<std::string_view> find_json(ByteView bytes) {
  if (!is_glb(bytes)) return as_text(bytes);
  if (auto const version = little_endian(bytes, 4); version != 2)
    return fail(ErrorKind::corrupt_source, "the GLB is of version " + std::to_string(version) + "; expected 2");
  if (little_endian(bytes, 16) != 0x4E4F534A)
    return fail(ErrorKind::corrupt_source, "the first chunk at byte 12 is not of type JSON");
  auto const length = little_endian(bytes, 12);
  if (length > kJsonLimit)
    return fail(ErrorKind::too_large, "the JSON chunk has " + std::to_string(length) + " bytes; at most " +
                                          std::to_string(kJsonLimit) + " are read");
  if (length > bytes.size() - kHeadSize)
    return fail(ErrorKind::corrupt_source,
                "the JSON chunk of " + std::to_string(length) + " bytes ends after the file");
  return as_text(bytes.subspan(kHeadSize, length));
}

Result<js::object> parse_object(std::string_view text) {
  if (text.size() > kJsonLimit)
    return fail(ErrorKind::too_large, "the glTF has more than " + std::to_string(kJsonLimit) + " bytes");
  js::parse_options options;
  options.max_depth = 64;
  boost::system::error_code error;
  auto value = js::parse(js::string_view(text.data(), text.size()), error, {}, options);
  if (error) return fail(ErrorKind::corrupt_source, "the glTF's JSON is not well-formed: " + error.message());
  if (!value.is_object()) return fail(ErrorKind::corrupt_source, "the glTF is not a JSON object");
  return std::move(value.as_object());
}

// Look-ups that find nothing rather than trust what they are given.
js::array const& array_at(js::object const& object, js::string_view key) {
  static js::array const empty;
  auto const* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : empty;
}
js::object const& object_at(js::object const& object, js::string_view key) {
  static js::object const empty;
  auto const* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : empty;
}
std::string text_at(js::object const& object, js::string_view key) {
  auto const* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string().subview(0, 2000));
}
std::optional<std::size_t> index_at(js::object const& object, js::string_view key) {
  auto const* value = object.if_contains(key);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return {};
  return static_cast<std::size_t>(value->get_int64());
}
js::object const& element(js::array const& array, std::optional<std::size_t> index) {
  static js::object const empty;
  return index && *index < array.size() && array[*index].is_object() ? array[*index].get_object() : empty;
}
std::optional<std::size_t> index_of(js::value const& value) {
  return value.is_int64() && value.get_int64() >= 0 ? std::optional(static_cast<std::size_t>(value.get_int64()))
                                                    : std::nullopt;
}

// `size` finite numbers, or nothing.
template <std::size_t size>
std::optional<std::array<double, size>> numbers_at(js::object const& object, js::string_view key) {
  auto const& array = array_at(object, key);
  if (array.size() != size) return {};
  std::array<double, size> numbers;
  for (std::size_t i = 0; i < size; ++i) {
    if (!array[i].is_number()) return {};
    numbers[i] = array[i].to_number<double>();
    if (!std::isfinite(numbers[i])) return {};
  }
  return numbers;
}

using Matrix = std::array<double, 16>;  // column-major, as glTF writes it
constexpr Matrix kIdentity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

Matrix product(Matrix const& a, Matrix const& b) {
  Matrix result{};
  for (std::size_t column = 0; column < 4; ++column)
    for (std::size_t row = 0; row < 4; ++row)
      for (std::size_t i = 0; i < 4; ++i)
        result[column * 4 + row] += a[i * 4 + row] * b[column * 4 + i];
  return result;
}

// https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#transformations – T × R × S, or a matrix.
Matrix transform_of(js::object const& node) {
  if (auto const matrix = numbers_at<16>(node, "matrix")) return *matrix;
  auto const t = numbers_at<3>(node, "translation").value_or(std::array<double, 3>{0, 0, 0});
  auto const [x, y, z, w] = numbers_at<4>(node, "rotation").value_or(std::array<double, 4>{0, 0, 0, 1});
  auto const s = numbers_at<3>(node, "scale").value_or(std::array<double, 3>{1, 1, 1});
  return {(1 - 2 * (y * y + z * z)) * s[0],
          2 * (x * y + z * w) * s[0],
          2 * (x * z - y * w) * s[0],
          0,
          2 * (x * y - z * w) * s[1],
          (1 - 2 * (x * x + z * z)) * s[1],
          2 * (y * z + x * w) * s[1],
          0,
          2 * (x * z + y * w) * s[2],
          2 * (y * z - x * w) * s[2],
          (1 - 2 * (x * x + y * y)) * s[2],
          0,
          t[0],
          t[1],
          t[2],
          1};
}

class Extent {
 public:
  void add(Matrix const& matrix, BoundingBox const& box) {
    for (int corner = 0; corner < 8; ++corner) {
      double const p[3] = {(corner & 1) != 0 ? box.high[0] : box.low[0], (corner & 2) != 0 ? box.high[1] : box.low[1],
                           (corner & 4) != 0 ? box.high[2] : box.low[2]};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        auto const at = matrix[axis] * p[0] + matrix[4 + axis] * p[1] + matrix[8 + axis] * p[2] + matrix[12 + axis];
        box_.low[axis] = std::min(box_.low[axis], at);
        box_.high[axis] = std::max(box_.high[axis], at);
      }
    }
  }
  std::optional<BoundingBox> box() const {
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (!(box_.low[axis] <= box_.high[axis]) || !std::isfinite(box_.low[axis]) || !std::isfinite(box_.high[axis]))
        return {};
    return box_;
  }

 private:
  static constexpr double kFar = std::numeric_limits<double>::infinity();
  BoundingBox box_{{kFar, kFar, kFar}, {-kFar, -kFar, -kFar}};
};

// "the min and max properties of a POSITION accessor MUST be defined": the vertices need not be read.
void add_mesh(js::object const& gltf, js::object const& mesh, Matrix const& matrix, Extent& extent) {
  for (auto const& primitive : array_at(mesh, "primitives")) {
    if (!primitive.is_object()) continue;
    auto const& attributes = object_at(primitive.get_object(), "attributes");
    auto const& accessor = element(array_at(gltf, "accessors"), index_at(attributes, "POSITION"));
    auto const low = numbers_at<3>(accessor, "min");
    auto const high = numbers_at<3>(accessor, "max");
    if (low && high) extent.add(matrix, {*low, *high});
  }
}

// Nodes form trees; a file may say otherwise, so how many are visited is bounded.
std::optional<BoundingBox> measure(js::object const& gltf, js::object const& scene) {
  struct Visit {
    std::size_t node;
    Matrix parent;
  };
  auto const& nodes = array_at(gltf, "nodes");
  std::vector<Visit> open;
  auto const add = [&](js::array const& indices, Matrix const& parent) {
    for (auto const& value : indices)
      if (auto const index = index_of(value); index && open.size() < kNodeLimit) open.push_back({*index, parent});
  };
  add(array_at(scene, "nodes"), kIdentity);
  Extent extent;
  for (std::size_t visited = 0; !open.empty() && visited < kNodeLimit; ++visited) {
    auto const [index, parent] = open.back();
    open.pop_back();
    auto const& node = element(nodes, index);
    auto const matrix = product(parent, transform_of(node));
    if (auto const mesh = index_at(node, "mesh"))
      add_mesh(gltf, element(array_at(gltf, "meshes"), mesh), matrix, extent);
    add(array_at(node, "children"), matrix);
  }
  return extent.box();
}

std::string name_of(js::object const& gltf, js::object const& scene) {
  auto const& roots = array_at(scene, "nodes");
  auto name = text_at(scene, "name");
  if (name.empty() && roots.size() == 1) name = text_at(element(array_at(gltf, "nodes"), index_of(roots[0])), "name");
  return name;
}

void add_files(js::array const& resources, std::vector<std::string>& files) {
  for (auto const& resource : resources) {
    if (!resource.is_object() || files.size() >= kListLimit) continue;
    auto uri = text_at(resource.get_object(), "uri");
    if (!uri.empty() && uri.find(':') == std::string::npos && uri[0] != '/') files.push_back(std::move(uri));
  }
}

}  // namespace

std::optional<std::uint64_t> glb_head_size(ByteView bytes) {
  if (!is_glb(bytes)) return {};
  return std::uint64_t{kHeadSize} + little_endian(bytes, 12);
}

Result<Model> read_model(ByteView head) {
  TRIFORIUM_TRY(auto const text, find_json(head));
  TRIFORIUM_TRY(auto const gltf, parse_object(text));
  auto const& asset = object_at(gltf, "asset");
  if (!text_at(asset, "version").starts_with("2."))
    return fail(ErrorKind::corrupt_source, "asset.version is " + quoted(text_at(asset, "version")) + "; expected 2.0");
  auto const& scene = element(array_at(gltf, "scenes"), index_at(gltf, "scene").value_or(0));

  Model model{.media_type = is_glb(head) ? "model/gltf-binary" : "model/gltf+json", .name = name_of(gltf, scene)};
  model.generator = text_at(asset, "generator");
  model.copyright = text_at(asset, "copyright");
  model.bounding_box = measure(gltf, scene);
  model.meshes = array_at(gltf, "meshes").size();
  for (auto const& animation : array_at(gltf, "animations"))
    if (animation.is_object() && model.animations.size() < kListLimit)
      model.animations.push_back(text_at(animation.get_object(), "name"));
  for (auto const& extension : array_at(gltf, "extensionsRequired"))
    if (extension.is_string() && model.extensions.size() < kListLimit)
      model.extensions.emplace_back(extension.get_string());
  add_files(array_at(gltf, "buffers"), model.files);
  add_files(array_at(gltf, "images"), model.files);
  return model;
}

}  // namespace triforium::media
