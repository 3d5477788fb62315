// What the parts of this room share while they work on one item.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "enrich/derived_folder.h"
#include "presentation/draft.h"

namespace triforium::enrich {

struct Task {
  presentation::ItemDraft& draft;
  DerivedFolder const& derived;
  std::vector<std::string>& complaints;

  // “song.mp3”: its message.
  void complain(presentation::FileReference const& file, Error const& error) const {
    auto const name = std::filesystem::path(file.location).filename().string();
    complaints.push_back("“" + name + "”: " + error.message + (error.message.ends_with('.') ? "" : "."));
  }
};

inline bool is_file_of_ours(presentation::FileReference const& file) {
  return file.location.starts_with('/');
}

}  // namespace triforium::enrich
