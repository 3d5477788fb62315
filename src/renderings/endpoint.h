// Other forms of a whole item, made while they are sent: its words as plain text, its files in a ZIP archive, its pages
// as a PDF.
//
// https://iiif.io/api/presentation/3.0/#rendering
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/workers.h"
#include "http/conditional.h"
#include "http/handler.h"
#include "renderings/page_pictures.h"
#include "renderings/prepared.h"
#include "store/store.h"

namespace triforium::renderings {

enum class RenderingKind : std::uint8_t { text, files, pdf };

struct EndpointSettings {
  PictureSettings pictures;
  std::string configuration;  // changes with every setting that shows in an answer
};

// GET /renderings/{item}/text.txt, …/originals.zip, …/document.pdf[?pages=3-10]. Each is there where the item's
// manifest offers it. 404 for what cannot be had; 308 for an item's former name, 410 for one that was deleted.
struct RenderingEndpoint {
  store::Store const& store;
  Workers& workers;
  std::filesystem::path data;  // below which files lie that are ours
  std::shared_ptr<EndpointSettings const> settings;
  RenderingKind kind = RenderingKind::text;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::renderings
