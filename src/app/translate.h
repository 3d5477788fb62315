// From the configuration, as operators write it, to the settings of each part. Pure but for the folders that are
// opened.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/config.h"
#include "derive/store.h"
#include "image/derivatives.h"
#include "image/endpoint.h"
#include "image/open_images.h"
#include "importer/importer.h"
#include "items/documents.h"
#include "server/settings.h"
#include "storage/catalog.h"
#include "store/store.h"
#include "uploads/archive.h"
#include "uploads/uploads.h"

namespace triforium::app {

// Errors name the setting that is at fault.
// The configured sources, and the pictures among the files that items of `store` have; it outlives the catalogue.
Result<std::unique_ptr<storage::Catalog>> make_catalog(Config const& config, store::Store const& store,
                                                       Metrics& metrics);
// The store in the data folder. Where there is none and none can be made, one in memory, with a warning: images are
// served from folders that nobody may write to as well.
Result<std::unique_ptr<store::Store>> open_store(Config const& config);
items::Documents::Settings documents_settings(Config const& config, Metrics& metrics);
Result<image::OpenImages::Settings> open_images_settings(Config const& config);
Result<image::EndpointSettings> image_endpoint_settings(Config const& config);
// The same for the server and for what is built beforehand: both find the same derivatives.
Result<image::DerivativeSettings> derivative_settings(Config const& config);
std::filesystem::path derivatives_folder(Config const& config);
// Of what imports make of files for people to see. Absolute: kept in the store by these paths, whichever folder the
// server is started in.
std::filesystem::path derived_folder(Config const& config);
Result<std::unique_ptr<derive::Store>> open_derivatives(Config const& config);
uploads::Settings uploads_settings(Config const& config);
uploads::UnpackLimits unpack_limits(Config const& config);
// Absolute.
std::filesystem::path data_folder(Config const& config);
// The same for the command and for the jobs of the server.
Result<importer::Settings> importer_settings(Config const& config);
Result<server::Settings> make_server_settings(Config const& config);

// The configured folder; otherwise web/ beside the folder of the program (as built), or share/triforium/web
// (installed).
std::filesystem::path find_web_folder(Config const& config);

// Changes with every setting that shows in the bytes of an answer.
std::string fingerprint(Config const& config);

}  // namespace triforium::app
