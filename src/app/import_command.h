// triforium import --optimise PATH…: pyramids for the images that need them, before anybody has asked.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"

namespace triforium::app {

struct ImportOptions {
  std::vector<std::string> paths;
  bool optimises = false;
  std::string to;  // a folder for the pyramids; empty: the server's store of derivatives
  bool is_dry_run = false;
  bool recognises_text = false;
  std::string ocr_language = "eng";  // as Tesseract calls it, several with "+"
  bool makes_derivatives = true;     // posters, waveforms …
  bool as_json = false;
  bool is_verbose = false;  // tells notes, too
  bool watches = false;     // imports again whenever something has changed
  bool prunes = false;      // deletes items whose source has gone
  std::string as;           // "reference", "copy", "whole": manifests that exist already; empty: as it suits
};

// Prints a line for each image, or a JSON array. What was built before is not built again. An image that fails does not
// stop the others; then it returns false, as it does if there was none.
bool import_images(Config const& config, ImportOptions const& options);

}  // namespace triforium::app
