#include "media/glb.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include "support/data.h"

namespace triforium::media {
namespace {

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8)
    bytes += static_cast<char>(value >> shift);
  return bytes;
}
std::string glb(std::string const& json) {
  return "glTF" + number(2) + number(static_cast<std::uint32_t>(20 + json.size())) +
         number(static_cast<std::uint32_t>(json.size())) + "JSON" + json;
}
Bytes read_bytes(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// A unit cube, turned by 90° about Z, ten times as large, and moved.
constexpr char const* kScene = R"({"asset":{"version":"2.0","generator":"hand","copyright":"CC0"},"scene":0,
  "scenes":[{"nodes":[0]}],"nodes":[{"name":"cube","translation":[1,0,0],"children":[1]},
  {"mesh":0,"rotation":[0,0,0.7071067811865476,0.7071067811865476],"scale":[10,10,10]}],
  "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"accessors":[{"min":[0,0,0],"max":[1,2,3]}],
  "animations":[{"name":"spin"},{}],"extensionsRequired":["KHR_draco_mesh_compression"],
  "buffers":[{"uri":"cube.bin"},{"uri":"data:application/octet-stream;base64,AA"}],"images":[{"uri":"wood.png"}]})";

TEST(ReadModel, says_what_a_manifest_needs) {
  auto const model = read_model(as_bytes(glb(kScene)));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->media_type, "model/gltf-binary");
  EXPECT_EQ(model->name, "cube");
  EXPECT_EQ(model->generator, "hand");
  EXPECT_EQ(model->copyright, "CC0");
  EXPECT_EQ(model->meshes, 1U);
  EXPECT_EQ(model->animations, (std::vector<std::string>{"spin", ""}));
  EXPECT_EQ(model->extensions, std::vector<std::string>{"KHR_draco_mesh_compression"});
  EXPECT_EQ(model->files, (std::vector<std::string>{"cube.bin", "wood.png"}));
  ASSERT_TRUE(model->bounding_box);
  std::array<double, 6> const expected = {-19, 0, 0, 1, 10, 30};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_NEAR(model->bounding_box->low[axis], expected[axis], 1e-9);
    EXPECT_NEAR(model->bounding_box->high[axis], expected[axis + 3], 1e-9);
  }
  EXPECT_EQ(read_model(as_bytes(kScene))->media_type, "model/gltf+json");
}

TEST(ReadModel, needs_the_head_only) {
  auto const bytes = glb(kScene) + number(1000) + "BIN";
  EXPECT_EQ(glb_head_size(as_bytes(bytes).first(20)), 20 + std::string(kScene).size());
  EXPECT_TRUE(read_model(as_bytes(bytes).first(20 + std::string(kScene).size())));
  EXPECT_FALSE(glb_head_size(as_bytes(kScene)));
}

TEST(ReadModel, refuses_what_lies) {
  EXPECT_FALSE(read_model({}));
  EXPECT_FALSE(read_model(as_bytes("[]")));
  EXPECT_EQ(read_model(as_bytes(R"({"asset":{"version":"1.0"}})")).error().message,
            "asset.version is “1.0”; expected 2.0");
  auto cut = glb(kScene);
  cut.resize(100);
  EXPECT_NE(read_model(as_bytes(cut)).error().message.find("ends after the file"), std::string::npos);
  EXPECT_EQ(read_model(as_bytes("glTF" + number(1) + number(20) + number(0) + "JSON")).error().message,
            "the GLB is of version 1; expected 2");
  EXPECT_FALSE(read_model(as_bytes(std::string(100'000, '['))));
}

TEST(ReadModel, ends_where_nodes_run_in_circles) {
  auto const model = read_model(as_bytes(R"({"asset":{"version":"2.0"},"scenes":[{"nodes":[0,-1,"x",7]}],
    "nodes":[{"children":[0,0,0],"mesh":99,"matrix":[1]}],"meshes":7,"accessors":{}})"));
  ASSERT_TRUE(model);
  EXPECT_FALSE(model->bounding_box);
}

TEST(ReadModel, reads_real_models) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  for (auto const* name : {"astronaut.glb", "Box.glb", "BoxMeshopt.glb", "lamp_post.glb", "whale_cranium_draco.glb",
                           "whale_mandible_draco.glb", "BoxTextured_gltf/BoxTextured.gltf"}) {
    SCOPED_TRACE(name);
    auto const model = read_model(read_bytes(*data / "models" / name));
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_GE(model->meshes, 1U);
    ASSERT_TRUE(model->bounding_box);
    EXPECT_LT(model->bounding_box->low[1], model->bounding_box->high[1]);
  }
  EXPECT_EQ(read_model(read_bytes(*data / "models/Box.glb"))->bounding_box,
            (BoundingBox{{-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5}}));
  EXPECT_EQ(read_model(read_bytes(*data / "models/BoxTextured_gltf/BoxTextured.gltf"))->files,
            (std::vector<std::string>{"BoxTextured0.bin", "CesiumLogoFlat.png"}));
}

}  // namespace
}  // namespace triforium::media
