#include "ingest/mets/document.h"

#include <algorithm>

#include "base/text.h"

namespace triforium::ingest {
namespace {

using namespace xml;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (auto const word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

// Newspapers of the National Digital Newspaper Program give their only map no TYPE.
bool has_pages(pugi::xml_node map) {
  return !descendants_of(map, "fptr").empty();
}

}  // namespace

Result<MetsDocument> MetsDocument::parse(std::string_view bytes) {
  TRIFORIUM_TRY(auto xml, xml::Document::parse(bytes));
  MetsDocument document;
  document.xml_ = std::move(xml);
  if (!is_named(document.root(), "mets")) return fail(ErrorKind::corrupt_source, "the root is not <mets>");
  for (auto const section : children_of(document.root(), "dmdSec")) {
    document.sections_.emplace(attribute_of(section, "ID"), section);
  }
  document.read_files();
  document.read_maps();
  return document;
}

void MetsDocument::read_files() {
  for (auto const file : descendants_of(child_of(root(), "fileSec"), "file")) {
    MetsFile found{.id = std::string(attribute_of(file, "ID")),
                   .use = std::string(attribute_of(file, "USE")),
                   .media_type = std::string(attribute_of(file, "MIMETYPE")),
                   .href = std::string(attribute_of(child_of(file, "FLocat"), "href")),
                   .line = xml_.line_of(file)};
    for (auto group = file.parent(); found.use.empty() && is_named(group, "fileGrp"); group = group.parent()) {
      found.use = attribute_of(group, "USE");
    }
    files_.emplace(found.id, found);
  }
}

void MetsDocument::read_maps() {
  auto const maps = children_of(root(), "structMap");
  for (auto const map : maps) {
    auto const type = to_lower(attribute_of(map, "TYPE"));
    if (type == "physical" && !physical_) physical_ = child_of(map, "div");
    if (type == "logical" && !logical_) logical_ = child_of(map, "div");
  }
  for (auto const map : maps) {
    if (!physical_ && has_pages(map)) physical_ = child_of(map, "div");
  }
  for (auto const link : descendants_of(child_of(root(), "structLink"), "smLink")) {
    links_.emplace(attribute_of(link, "from"), attribute_of(link, "to"));
  }
}

std::vector<pugi::xml_node> MetsDocument::records(std::string_view ids) const {
  std::vector<pugi::xml_node> found;
  for (auto const& id : words_of(ids)) {
    auto const section = sections_.find(id);
    if (section == sections_.end()) continue;
    auto const data = child_of(child_of(section->second, "mdWrap"), "xmlData");
    for (auto const record : data.children()) {
      if (record.type() == pugi::node_element) found.push_back(record);
    }
  }
  return found;
}

std::vector<std::string> file_ids_of(pugi::xml_node division) {
  std::vector<std::string> ids;
  for (auto const pointer : children_of(division, "fptr")) {
    if (auto const id = attribute_of(pointer, "FILEID"); !id.empty()) ids.emplace_back(id);
    for (auto const area : descendants_of(pointer, "area"))
      ids.emplace_back(attribute_of(area, "FILEID"));
  }
  return ids;
}

}  // namespace triforium::ingest
