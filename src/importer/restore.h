// What an export wrote, as the items that they were: under the same names, with the same documents, files and texts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "importer/course.h"
#include "importer/publisher.h"
#include "portable/contents.h"
#include "portable/record.h"

namespace triforium::importer {

class RestoreImport {
 public:
  // All outlive this. `root` is the absolute path of the export's folder.
  RestoreImport(Course& course, Publisher& publisher, std::string root)
      : course_(course), publisher_(publisher), root_(std::move(root)) {}

  // Collections before items; what they list at the end. Blocks. Errors: those of the store that concern all.
  Result<void> blocking_run(portable::Contents const& contents);

  // The ids of all that was there, failed ones too.
  std::set<std::string, std::less<>> const& seen() const { return seen_; }

 private:
  void blocking_read_ahead(std::vector<std::string> const& collections);
  Result<void> blocking_restore_all(std::vector<std::string> const& files);
  Result<void> blocking_restore_batch(std::vector<std::string> const& files);
  Result<std::optional<Prepared>> blocking_make(portable::Record record, std::string const& text);
  Result<void> blocking_fill(portable::Record record, std::string const& id, Prepared& prepared);
  Result<bool> blocking_has_own_root() const;
  Result<std::vector<std::string>> blocking_find_parents(std::vector<std::string> const& collections) const;

  Course& course_;
  Publisher& publisher_;
  std::string const root_;
  std::set<std::string, std::less<>> coming_;  // collections of this export
  std::set<std::string, std::less<>> seen_;
  std::vector<std::pair<std::string, std::vector<store::MemberName>>> members_;  // of collections, to be listed
};

}  // namespace triforium::importer
