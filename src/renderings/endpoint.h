// Other forms of a whole item, made while they are sent: its words as plain text, its files in a ZIP archive.
//
// https://iiif.io/api/presentation/3.0/#rendering
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/workers.h"
#include "http/handler.h"
#include "store/store.h"

namespace triforium::renderings {

enum class RenderingKind : std::uint8_t { text, files };

// GET /renderings/{item}/text.txt, or …/originals.zip, which is there where the item's rights allow anybody
// to hand its files on. 404 for what cannot be had; 308 for an item's former name, 410 for one that was deleted.
struct RenderingEndpoint {
  store::Store const& store;
  Workers& workers;
  std::filesystem::path data;  // below which files lie that are ours
  RenderingKind kind = RenderingKind::text;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::renderings
