// METS as tables: divisions, files and sections by their ID.
//
// https://www.loc.gov/standards/mets/mets-schemadocs.html
#pragma once

#include <map>
#include <string>
#include <vector>

#include "xml/document.h"

namespace triforium::ingest {

struct MetsFile {
  std::string id, use, media_type, href;
  std::size_t line = 0;
};

class MetsDocument {
 public:
  // Errors: of xml::Document::parse; corrupt_source if the root is not <mets>.
  static Result<MetsDocument> parse(std::string_view bytes);

  pugi::xml_node root() const { return xml_.root(); }
  std::size_t line_of(pugi::xml_node node) const { return xml_.line_of(node); }

  std::map<std::string, MetsFile> const& files() const { return files_; }
  // The <mods>, <dc> or other record of a dmdSec; null where there is none. `ids`: one or several, as in DMDID.
  std::vector<pugi::xml_node> records(std::string_view ids) const;
  // ID of a logical division → IDs of physical ones, in the document's order.
  std::multimap<std::string, std::string> const& links() const { return links_; }

  // The root division of a structMap; null where there is none.
  pugi::xml_node physical() const { return physical_; }
  pugi::xml_node logical() const { return logical_; }

 private:
  void read_files();
  void read_maps();

  xml::Document xml_;
  std::map<std::string, MetsFile> files_;
  std::map<std::string, pugi::xml_node> sections_;
  std::multimap<std::string, std::string> links_;
  pugi::xml_node physical_, logical_;
};

// FILEIDs that a division points to itself, not through divisions below: of <fptr>, <area>, <par> and <seq>.
std::vector<std::string> file_ids_of(pugi::xml_node division);

}  // namespace triforium::ingest
