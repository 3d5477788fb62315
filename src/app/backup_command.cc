#include "app/backup_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>

#include "app/image_files.h"
#include "store/store.h"

namespace triforium::app {

bool back_up_store(Config const& config, BackupOptions const& options) {
  bool const is_watched = ::isatty(STDERR_FILENO) != 0;
  auto const show = [&](double part) {
    if (is_watched) fmt::print(stderr, "\r{:3.0f} %\r", part * 100);
  };
  auto const backup = store::back_up(config.data, options.to, show);
  if (!backup) {
    fmt::print(stderr, "triforium: {}\n", sentence_of(backup.error()));
    return false;
  }
  if (options.as_json) {
    boost::json::object const line{{"file", options.to}, {"bytes", backup->bytes}, {"items", backup->items}};
    fmt::print("{}\n", boost::json::serialize(line));
  } else {
    fmt::print("{}: {} items, {:.1f} MB, checked\n", options.to, backup->items,
               static_cast<double>(backup->bytes) / 1e6);
  }
  return true;
}

}  // namespace triforium::app
