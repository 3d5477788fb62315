#include "app/check_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "app/translate.h"

namespace triforium::app {
namespace {

std::string tiling_of(derive::Advice const& advice) {
  return advice.tiling == derive::Tiling::whole ? "none" : fmt::format("{}×{}", advice.tile.width, advice.tile.height);
}

// Columns for people; fmt counts characters, not bytes.
constexpr char kLine[] = "{:<{}}  {:<6} {:>13} {:>11} {:>6}  {:<24} {:>8}  {}\n";

std::size_t width_of(std::vector<ImageFile> const& files) {
  std::size_t width = 4;
  for (auto const& file : files)
    width = std::max(width, file.path.string().size());
  return width;
}

void print_heading(std::size_t width) {
  fmt::print(kLine, "file", width, "format", "size", "tiles", "levels", "colour", "Mpx/tile", "advice");
}

void print_line(std::string const& file, std::size_t width, derive::Advice const& advice) {
  fmt::print(kLine, file, width, advice.format, fmt::format("{}×{}", advice.size.width, advice.size.height),
             tiling_of(advice), advice.stored_levels, advice.colour,
             fmt::format("{:.1f}", static_cast<double>(advice.tile_pixels) / 1e6), advice.sentence);
}

boost::json::object to_json(std::string const& file, derive::Advice const& advice) {
  return {{"file", file},
          {"format", advice.format},
          {"width", advice.size.width},
          {"height", advice.size.height},
          {"tile_width", advice.tile.width},
          {"tile_height", advice.tile.height},
          {"levels", advice.stored_levels},
          {"colour", advice.colour},
          {"decoded_pixels_per_tile", advice.tile_pixels},
          {"memory_per_tile", advice.tile_memory},
          {"slow", advice.is_slow},
          {"pyramid_would_help", advice.pyramid_would_help},
          {"advice", advice.sentence}};
}

}  // namespace

bool blocking_check_images(Config const& config, std::vector<ImageFile> const& files, boost::json::array* report) {
  if (files.empty()) return true;
  auto const settings = derivative_settings(config);
  if (!settings) {
    fmt::print(stderr, "triforium: {}\n", settings.error().message);
    return false;
  }
  bool is_fine = true;
  auto const width = width_of(files);
  if (report == nullptr) print_heading(width);
  for (auto const& file : files) {
    auto const name = file.path.string();
    auto const opened = open_image_file(file.path, 0, config);
    if (!opened) {
      is_fine = false;
      auto const sentence = sentence_of(opened.error());
      if (report != nullptr) report->push_back({{"file", name}, {"error", sentence}});
      if (report == nullptr) fmt::print("{:<{}}  broken: {}\n", name, width, sentence);
      continue;
    }
    auto const advice = image::derivation_of(opened->source, opened->decoder, 0, *settings).advice;
    if (report != nullptr) report->push_back(to_json(name, advice));
    if (report == nullptr) print_line(name, width, advice);
  }
  return is_fine;
}

}  // namespace triforium::app
