// Texts that lie beside a page and are called like it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/session.h"

namespace triforium::ingest {

// https://github.com/IIIF/registry – profiles by which texts and records are recognised.
inline constexpr std::string_view kAltoProfile = "http://www.loc.gov/standards/alto";
inline constexpr std::string_view kPageProfile = "http://schema.primaresearch.org/PAGE/gts/pagecontent/";
inline constexpr std::string_view kHocrProfile = "http://kba.cloud/hocr-spec/1.2/";
inline constexpr std::string_view kMetsProfile = "http://www.loc.gov/METS/";
inline constexpr std::string_view kTeiProfile = "http://www.tei-c.org/ns/1.0";

// Reads the file's first bytes where its name does not tell. Absent: no text of a canvas (some other XML, an HTML page
// without OCR, an unknown extension).
std::optional<presentation::CanvasText> canvas_text(Session const& session, std::string_view path);

// Texts by the stem of the media they belong to: "0001.xml", "0001.en.vtt" (in English) and "0001.txt" belong to
// "0001.tif". Files of `folder`, and of its sub-folders that hold nothing but texts ("alto", "ocr", "page", …).
struct Sidecars {
  std::map<std::string, std::vector<presentation::CanvasText>> by_stem;
  std::set<std::string> used;     // names of files in the folder
  std::set<std::string> folders;  // names of sub-folders
};
Sidecars find_sidecars(Session& session, std::string const& folder, Entries const& entries,
                       std::set<std::string> const& media_stems);

}  // namespace triforium::ingest
