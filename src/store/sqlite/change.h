// One transaction in the making: its time, which items it has changed, and what is left to be put in order at its end.
#pragma once

#include <map>
#include <set>

#include "store/sqlite/reads.h"

namespace triforium::store::sqlite {

// An item as members name it: one of ours by number, or a resource elsewhere.
struct MemberRow {
  std::optional<Number> item;
  std::optional<std::string> url;
  std::optional<std::string> reference;
  bool operator==(MemberRow const&) const = default;
};

class Change {
 public:
  // Inside a transaction of `connection`. `now` is put off until after the last activity's time.
  static Result<Change> begin(Connection& connection, Time now);

  Connection& connection() const { return *connection_; }
  Time now() const { return now_; }

  // The item has changed: a new revision, and an activity. Several changes in one transaction are one update; whatever
  // else happens to it counts each time.
  Result<void> touch(Number item, ActivityType type, std::string_view target = {});
  // An activity of something that is not an item.
  Result<void> record(ActivityType type, ObjectKind kind, std::string_view object, std::string_view target = {});

  // Takes the rows from `position` on away, and puts these in their place.
  Result<void> write_members(Number collection, std::uint64_t position, std::vector<MemberRow> const& rows);
  // Members at and after `position` may have gaps between them until close_gaps(); or tighten(), once it has none.
  void loosen(Number collection, std::uint64_t position);
  void tighten(Number collection) { notes_.loose.erase(collection); }
  Result<void> close_gaps();

  // Does `work` wholly or not at all.
  Result<void> attempt(std::function<Result<void>()> const& work);

 private:
  // What has to be undone with the rows.
  struct Notes {
    std::set<Number> touched;
    std::map<Number, std::uint64_t> loose;  // the first position that may be wrong
  };

  Change(Connection& connection, Time now) : connection_(&connection), now_(now) {}
  Result<void> close_gaps_of(Number collection, std::uint64_t position);

  Connection* connection_;
  Time now_;
  Notes notes_;
  int depth_ = 0;  // of attempts within each other
};

}  // namespace triforium::store::sqlite
