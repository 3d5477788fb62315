// From what was prepared to the store: many items in one transaction, each wholly or not at all.
#pragma once

#include <vector>

#include "importer/prepare.h"
#include "presentation/draft.h"

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

  // Lists the members of a draft in their order, those that were not published left out; others that the collection
  // lists already follow. Blocks.
  void blocking_list_members(presentation::CollectionDraft const& draft);

 private:
  using Done = Result<store::Published::Outcome>;

  std::vector<Done> blocking_write(std::vector<Prepared> const& batch);
  Done blocking_write_alone(Prepared const& prepared);
  void tell(Prepared const& prepared, Done const& done);

  store::Store& store_;
  Listener& listener_;
  Summary& summary_;
};

}  // namespace triforium::importer
