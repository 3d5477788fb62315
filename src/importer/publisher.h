// From what was prepared to the store: many items in one transaction, each wholly or not at all.
#pragma once

#include <vector>

#include "importer/prepare.h"

namespace triforium::importer {

class Publisher {
 public:
  // All outlive this.
  Publisher(store::Store& store, Listener& listener, Summary& summary)
      : store_(store), listener_(listener), summary_(summary) {}

  // Tells what came of each in the given order, when the disk has it. Blocks.
  void blocking_publish(std::vector<Prepared> const& batch);

  // Deletes what once came of a source, with its tombstone. Blocks.
  void blocking_delete(std::vector<store::Input> const& vanished);

  // Lists one more, at the end. Blocks.
  void blocking_refer(std::string const& collection, store::MemberName const& member);

  // Lists the members of a collection in that order, those that were not published left out; others that it lists
  // already follow. What is named by the URL of which there is a copy becomes the copy. Blocks.
  void blocking_list_members(std::string const& collection, std::vector<store::MemberName> const& members);

 private:
  using Done = Result<store::Published::Outcome>;

  std::vector<Done> blocking_write(std::vector<Prepared> const& batch);
  Done blocking_write_alone(Prepared const& prepared);
  void tell(std::string const& id, std::string const& label, Done const& done);

  store::Store& store_;
  Listener& listener_;
  Summary& summary_;
};

}  // namespace triforium::importer
