// What comes out of a reader: drafts, and what people should know about the source.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/file_tree.h"
#include "presentation/draft.h"

namespace triforium::ingest {

enum class Severity { note, warning, error };
std::string_view name_of(Severity severity);  // "note", "warning", "error"

struct Finding {
  Severity severity = Severity::note;
  std::string place;  // within the source: "mets.xml:120", "list.xlsx B7", "maps/rome.tif"; never a path of the machine
  std::string message;  // what is there, what was expected, what was done
};

// A manifest or collection that exists already: read by the presentation room, not here.
struct LinkedDocument {
  std::string location;  // an absolute path or an http(s) URL
  presentation::LanguageMap label;
  std::string thumbnail;   // an absolute path or an http(s) URL; empty: none
  std::string collection;  // the id of the collection that lists it; empty: none
  std::string source;      // where it was found, for people
  std::string id{};        // that it gets here, if it is copied; empty: one is made of its URL
};

struct Reading {
  std::vector<presentation::ItemDraft> items;
  std::vector<presentation::CollectionDraft> collections;
  std::vector<LinkedDocument> documents;
  std::vector<Finding> findings;        // at most kMaxFindings
  std::uint64_t findings_left_out = 0;  // more than that

  void note(std::string place, std::string message);
  void warn(std::string place, std::string message);
  void error(std::string place, std::string message);
  bool has_errors() const;

  static constexpr std::size_t kMaxFindings = 1000;

 private:
  void add(Severity severity, std::string place, std::string message);
};

struct ReadOptions {
  // One file of the root, as given on the command line: a spreadsheet, a METS file, a PDF. Empty: the whole folder.
  std::string file;
  // What the root is called; empty: the tree's own name. Becomes the first segment of ids.
  std::string name;
  // The collection that lists what the root gives; empty: none.
  std::string parent;
  // USE groups of METS, best image first, without regard to case. Groups that are not listed come after these.
  std::vector<std::string> image_groups = {"MAX",     "MASTER",  "ORIGINAL", "PRESERVATION", "OCR-D-IMG",
                                           "SERVICE", "DEFAULT", "IMAGES",   "OBJECTS",      "PRESENTATION"};
  // Between several values of one cell; empty: what the kind of spreadsheet uses.
  std::string value_separator;
  // Whether the payload of a bag is compared with its checksums, which reads every byte.
  bool verify_checksums = true;

  // Dated items above which a collection gets one for each year; 0: never. A year of a daily paper stays together.
  std::size_t many_dated = 366;

  std::size_t max_depth = 32;         // folders within folders
  std::size_t max_files = 2'000'000;  // in the whole tree
};

}  // namespace triforium::ingest
