// triforium import PATH…: folders, spreadsheets, METS and bags become items of the store.
#pragma once

#include "app/import_command.h"

namespace triforium::app {

// Publishes what lies there, a line for each item that changed; what is in the store already as it is stays so. An item
// that cannot be published does not stop the others; then it returns false, as it does where a path has errors.
bool import_items(Config const& config, ImportOptions const& options);

}  // namespace triforium::app
