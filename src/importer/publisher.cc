#include "importer/publisher.h"

#include <algorithm>
#include <set>

#include "importer/inputs.h"

namespace triforium::importer {
namespace {

using store::Published;

constexpr std::size_t kMostMembers = 10'000;  // of one answer of the store

Result<Published::Outcome> publish(store::Writing& writing, Prepared const& prepared) {
  if (prepared.failure) return Failure(*prepared.failure);
  if (prepared.is_known) return Published::Outcome::unchanged;
  TRIFORIUM_TRY(auto const published, writing.publish(prepared.publication, {.may_recreate = prepared.may_recreate}));
  TRIFORIUM_CHECK(writing.put_input(prepared.input));
  return published.outcome;
}

// An item that somebody else has deleted or moved meanwhile has vanished already.
Result<void> erase(store::Writing& writing, store::Input const& input) {
  TRIFORIUM_TRY(auto const item, writing.find_item(input.item));
  if (item) TRIFORIUM_CHECK(writing.erase(input.item));
  return writing.put_input({input.source, std::string(kPruned), {}});
}

Outcome outcome_of(Published::Outcome outcome) {
  switch (outcome) {
    case Published::Outcome::created:
      return Outcome::published;
    case Published::Outcome::updated:
      return Outcome::updated;
    case Published::Outcome::unchanged:
      return Outcome::unchanged;
  }
  return Outcome::unchanged;
}

Result<std::vector<store::MemberName>> present_members(store::Reading const& reading, std::string const& collection) {
  std::vector<store::MemberName> present;
  for (std::size_t size = kMostMembers; size == kMostMembers;) {
    TRIFORIUM_TRY(auto const page, reading.members(collection, present.size(), kMostMembers));
    for (auto const& member : page)
      present.push_back({member.id, member.is_ours ? std::string() : member.reference});
    size = page.size();
  }
  return present;
}

Result<void> list_members(store::Writing& writing, presentation::CollectionDraft const& draft) {
  std::vector<store::MemberName> members;
  std::set<std::string, std::less<>> listed;
  for (auto const& id : draft.members) {
    TRIFORIUM_TRY(auto const item, writing.find_item(id));
    if (item && listed.insert(id).second) members.push_back({id});
  }
  TRIFORIUM_TRY(auto const present, present_members(writing, draft.id));
  for (auto const& member : present) {
    if (listed.insert(member.id).second) members.push_back(member);
  }
  return writing.set_members(draft.id, members);
}

}  // namespace

Publisher::Done Publisher::blocking_write_alone(Prepared const& prepared) {
  return store_.write([&](store::Writing& writing) { return publish(writing, prepared); });
}

std::vector<Publisher::Done> Publisher::blocking_write(std::vector<Prepared> const& batch) {
  std::vector<Done> all(batch.size(), Done(Published::Outcome::unchanged));
  if (std::ranges::all_of(batch, &Prepared::is_known)) return all;
  auto const written = store_.write([&](store::Writing& writing) -> Result<void> {
    all.clear();
    for (auto const& prepared : batch) {
      Done done;
      auto const attempted = writing.attempt([&]() -> Result<void> {
        done = publish(writing, prepared);
        return done ? Result<void>() : fail(done);
      });
      all.push_back(attempted || !done ? std::move(done) : Done(fail(attempted)));
    }
    return {};
  });
  if (written) return all;
  // What stands against all of them may stand against one only: a disk with room for some.
  all.clear();
  for (auto const& prepared : batch)
    all.push_back(blocking_write_alone(prepared));
  return all;
}

void Publisher::tell(Prepared const& prepared, Done const& done) {
  Settled settled;
  settled.id = prepared.publication.id;
  settled.label = prepared.publication.label;
  settled.outcome = done ? outcome_of(*done) : Outcome::failed;
  if (!done) settled.error = done.error();
  count(summary_, settled.outcome);
  listener_.settled(settled);
}

void Publisher::blocking_publish(std::vector<Prepared> const& batch) {
  auto const all = blocking_write(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    for (auto const& finding : batch[i].findings)
      listener_.found(finding);
    tell(batch[i], all[i]);
  }
}

void Publisher::blocking_delete(std::vector<store::Input> const& vanished) {
  for (auto const& input : vanished) {
    auto const done = store_.write([&](store::Writing& writing) { return erase(writing, input); });
    Settled settled{input.item, done ? Outcome::deleted : Outcome::failed, {}, {}};
    if (!done) settled.error = done.error();
    count(summary_, settled.outcome);
    listener_.settled(settled);
  }
}

void Publisher::blocking_list_members(presentation::CollectionDraft const& draft) {
  if (draft.members.empty()) return;
  auto const done = store_.write([&](store::Writing& writing) { return list_members(writing, draft); });
  if (!done) listener_.found({ingest::Severity::warning, draft.id, done.error().message});
}

}  // namespace triforium::importer
