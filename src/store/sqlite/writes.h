// What store::Writing promises, as functions on a Change.
#pragma once

#include "store/sqlite/change.h"

namespace triforium::store::sqlite {

Result<Published> publish(Change& change, Publication const& publication, Expectation const& expected);
Result<void> move(Change& change, std::string_view id, std::string_view new_id, Expectation const& expected);
Result<void> erase(Change& change, std::string_view id, Expectation const& expected);
Result<void> remove_alias(Change& change, std::string_view name);

Result<void> set_members(Change& change, std::string_view collection, std::vector<MemberName> const& members,
                         Expectation const& expected);
Result<void> add_members(Change& change, std::string_view collection, std::vector<MemberName> const& members);
Result<void> remove_members(Change& change, std::string_view collection, std::vector<std::string> const& ids);
// From every collection; what the members of the item are, if it is one itself, is forgotten.
Result<void> forget_membership(Change& change, Number item);

// Whether anything has changed that others can see. `assets` and `texts` are all that the item has.
Result<bool> write_aliases(Change& change, Number item, std::vector<std::string> const& aliases);
Result<bool> write_assets(Change& change, Number item, std::vector<Asset> const& assets);
Result<bool> write_texts(Change& change, Number item, std::vector<Text> const& texts);
Result<void> put_text(Change& change, std::string_view item, Text const& text);

Result<Published> put_annotation(Change& change, Annotation const& annotation, Expectation const& expected);
Result<void> erase_annotation(Change& change, std::string_view item, std::string_view key, Expectation const& expected);

Result<std::uint64_t> add_job(Change& change, Job const& job);
Result<void> update_job(Change& change, Job const& job);
Result<void> add_job_failure(Change& change, std::uint64_t job, JobFailure const& failure);
Result<void> put_input(Change& change, Input const& input);
Result<void> forget_input(Change& change, std::string_view source);
Result<void> put_rendition(Change& change, std::string_view item, std::uint64_t revision, std::string_view key,
                           std::string_view bytes);

// The live item of that name, an alias too; else the error is not_found or gone.
Result<Named> need_item(Change& change, std::string_view name);
// By its present id only, and as `expected` says.
Result<Named> need_item(Change& change, std::string_view id, Expectation const& expected);

// Errors: bad_request, naming `what`.
Result<void> check_name(std::string_view name, std::string_view what);
Result<void> check_text(std::string_view text, std::string_view what);

}  // namespace triforium::store::sqlite
