// The physical structure: divisions with their files, as canvases.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ingest/file_index.h"
#include "ingest/mets/document.h"
#include "ingest/session.h"

namespace triforium::ingest {

// One METS file that is being read.
struct MetsSource {
  Session& session;
  MetsDocument const& document;
  FileIndex const& index;
  std::string path;  // of the METS file, in the tree

  std::string place(std::size_t line) const { return path + ":" + std::to_string(line); }
};

struct MetsPages {
  std::vector<presentation::CanvasDraft> canvases;
  // The canvases of a physical division, all that lie below it included.
  std::map<std::string, std::vector<std::size_t>> by_division;
  std::map<std::string, std::size_t> by_file;           // FILEID → canvas
  std::string start;                                    // the key of the canvas marked START_PAGE; empty: none
  std::vector<presentation::FileReference> renderings;  // files of the whole: PDF
};

MetsPages read_pages(MetsSource const& source);

// The label of a page: its ORDERLABEL or LABEL; "[n]" for one that is not counted.
std::string page_label(std::string_view order_label, std::string_view label, std::size_t number);

}  // namespace triforium::ingest
