#include "importer/publisher.h"

#include <algorithm>
#include <set>

#include "importer/inputs.h"
#include "json/parse.h"
#include "presentation/tree.h"

namespace triforium::importer {
namespace {

using store::Published;

constexpr std::size_t kMostMembers = 10'000;  // of one answer of the store

// Whoever asks for the original finds the copy. Of several copies the first has the name.
Result<store::Publication> with_name_of_original(store::Reading const& reading, Prepared const& prepared) {
  auto named = prepared.publication;
  TRIFORIUM_TRY(auto const taken, reading.resolve(prepared.original));
  if (std::holds_alternative<store::Unknown>(taken)) named.aliases.push_back(prepared.original);
  return named;
}

// A collection that was renamed since the source was written lists the item all the same.
Result<store::Publication> with_collections_now(store::Reading const& reading, store::Publication publication) {
  for (auto& id : publication.collections) {
    TRIFORIUM_TRY(auto const found, reading.resolve(id));
    if (auto const* const moved = std::get_if<store::Moved>(&found)) id = moved->id;
  }
  return publication;
}

Result<Published::Outcome> publish(store::Writing& writing, Prepared const& prepared) {
  if (prepared.failure) return Failure(*prepared.failure);
  if (prepared.is_known) return Published::Outcome::unchanged;
  store::Expectation const expected{.may_recreate = prepared.may_recreate};
  Published published;
  if (prepared.original.empty()) {
    TRIFORIUM_TRY(auto const listed, with_collections_now(writing, prepared.publication));
    TRIFORIUM_TRY(published, writing.publish(listed, expected));
  } else {
    TRIFORIUM_TRY(auto const named, with_name_of_original(writing, prepared));
    TRIFORIUM_TRY(published, writing.publish(named, expected));
  }
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

// As the collection lists it: an item of ours by its id now, also where it is named by the URL of what it is a copy of;
// a resource elsewhere as it is; absent for what was not published.
Result<std::optional<store::MemberName>> member_now(store::Reading const& reading, store::MemberName const& wanted) {
  TRIFORIUM_TRY(auto const found, reading.resolve(wanted.id));
  if (auto const* const live = std::get_if<store::Live>(&found)) return store::MemberName{live->id, {}};
  if (auto const* const moved = std::get_if<store::Moved>(&found)) return store::MemberName{moved->id, {}};
  if (wanted.reference.empty()) return std::nullopt;
  return wanted;
}

Result<void> list_members(store::Writing& writing, std::string const& collection,
                          std::vector<store::MemberName> const& wanted) {
  std::vector<store::MemberName> members;
  std::set<std::string, std::less<>> listed;
  TRIFORIUM_TRY(auto const present, present_members(writing, collection));
  for (auto const* const list : {&wanted, &present}) {
    for (auto const& one : *list) {
      TRIFORIUM_TRY(auto member, member_now(writing, one));
      if (member && listed.insert(member->id).second) members.push_back(std::move(*member));
    }
  }
  return writing.set_members(collection, members);
}

std::string label_of(store::MemberName const& member) {
  auto const reference = json::parse(member.reference);
  return reference && reference->is_object() ? presentation::plain_label(reference->get_object()) : std::string();
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

void Publisher::tell(std::string const& id, std::string const& label, Done const& done) {
  Settled settled;
  settled.id = id;
  settled.label = label;
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
    tell(batch[i].publication.id, batch[i].publication.label, all[i]);
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

void Publisher::blocking_refer(std::string const& collection, store::MemberName const& member) {
  tell(member.id, label_of(member), store_.write([&](store::Writing& writing) -> Done {
    TRIFORIUM_TRY(auto const before, writing.find_item(collection));
    TRIFORIUM_CHECK(writing.add_members(collection, {member}));
    TRIFORIUM_TRY(auto const after, writing.find_item(collection));
    bool const is_new = before && after && after->members > before->members;
    return is_new ? Published::Outcome::created : Published::Outcome::unchanged;
  }));
}

void Publisher::blocking_list_members(std::string const& collection, std::vector<store::MemberName> const& members) {
  if (members.empty()) return;
  auto const done = store_.write([&](store::Writing& writing) { return list_members(writing, collection, members); });
  if (!done) listener_.found({ingest::Severity::warning, collection, done.error().message});
}

}  // namespace triforium::importer
