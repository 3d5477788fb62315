// The published files as they are: recordings, models, PDFs, METS; pictures, too, for who wants the original.
#pragma once

#include <filesystem>

#include "base/workers.h"
#include "http/handler.h"
#include "store/store.h"

namespace triforium::items {

// GET /files/{asset}/{name}: the file with its media type, validators, conditions and ranges. What {name} is does not
// matter: it is there for people, and for programs that look at its end. 404 for what is no asset, or is no file now.
struct FilesEndpoint {
  store::Store const& store;
  Workers& workers;
  std::filesystem::path data;  // below which files lie that are ours
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
