// The interfaces of store.h on a connection that is inside a transaction.
#pragma once

#include "store/sqlite/writes.h"

namespace triforium::store::sqlite {

// What Reading and Writing have in common.
template <typename Interface>
class Reads : public Interface {
 public:
  explicit Reads(Connection& connection) : connection_(connection) {}

  Result<Resolution> resolve(std::string_view name) const override { return sqlite::resolve(connection_, name); }
  Result<std::optional<Item>> find_item(std::string_view id) const override {
    return sqlite::find_item(connection_, id);
  }
  Result<std::optional<Document>> find_document(std::string_view id) const override {
    return sqlite::find_document(connection_, id);
  }
  Result<ItemPage> list_items(ItemQuery const& query) const override { return sqlite::list_items(connection_, query); }
  Result<Counts> counts() const override { return sqlite::counts(connection_); }
  Result<std::vector<std::string>> aliases(std::string_view item) const override {
    return sqlite::aliases(connection_, item);
  }
  Result<std::vector<Member>> members(std::string_view collection, std::uint64_t position,
                                      std::size_t limit) const override {
    return sqlite::members(connection_, collection, position, limit);
  }
  Result<std::vector<Item>> parents(std::string_view item) const override { return sqlite::parents(connection_, item); }
  Result<std::optional<OwnedAsset>> find_asset(std::string_view id) const override {
    return sqlite::find_asset(connection_, id);
  }
  Result<std::vector<Asset>> assets(std::string_view item) const override { return sqlite::assets(connection_, item); }
  Result<bool> has_stored_below(std::string_view folder) const override {
    return sqlite::has_stored_below(connection_, folder);
  }
  Result<std::optional<Text>> find_text(std::string_view item, std::string_view canvas) const override {
    return sqlite::find_text(connection_, item, canvas);
  }
  Result<std::vector<std::string>> text_canvases(std::string_view item) const override {
    return sqlite::text_canvases(connection_, item);
  }
  Result<std::optional<Annotation>> find_annotation(std::string_view item, std::string_view key) const override {
    return sqlite::find_annotation(connection_, item, key);
  }
  Result<std::vector<Annotation>> annotations(std::string_view item, std::string_view page, std::uint64_t position,
                                              std::size_t limit) const override {
    return sqlite::annotations(connection_, item, page, position, limit);
  }
  Result<std::vector<Activity>> activities(std::uint64_t from, std::size_t limit) const override {
    return sqlite::activities(connection_, from, limit);
  }
  Result<std::uint64_t> last_sequence() const override { return sqlite::last_sequence(connection_); }
  Result<std::optional<Job>> find_job(std::uint64_t id) const override { return sqlite::find_job(connection_, id); }
  Result<std::vector<Job>> list_jobs(std::uint64_t before, std::size_t limit) const override {
    return sqlite::list_jobs(connection_, before, limit);
  }
  Result<std::vector<JobFailure>> job_failures(std::uint64_t job, std::uint64_t position,
                                               std::size_t limit) const override {
    return sqlite::job_failures(connection_, job, position, limit);
  }
  Result<std::optional<Input>> find_input(std::string_view source) const override {
    return sqlite::find_input(connection_, source);
  }
  Result<std::vector<Input>> list_inputs(std::string_view prefix, std::string_view after,
                                         std::size_t limit) const override {
    return sqlite::list_inputs(connection_, prefix, after, limit);
  }
  Result<std::optional<std::string>> find_rendition(std::string_view item, std::string_view key) const override {
    return sqlite::find_rendition(connection_, item, key);
  }

 private:
  Connection& connection_;
};

using ReadTransaction = Reads<Reading>;

class WriteTransaction : public Reads<Writing> {
 public:
  explicit WriteTransaction(Change& change) : Reads(change.connection()), change_(change) {}

  // Members are numbered without gaps for whoever looks, inside the transaction too.
  Result<std::vector<Member>> members(std::string_view collection, std::uint64_t position,
                                      std::size_t limit) const override {
    TRIFORIUM_CHECK(change_.close_gaps());
    return Reads::members(collection, position, limit);
  }
  Result<std::optional<Item>> find_item(std::string_view id) const override {
    TRIFORIUM_CHECK(change_.close_gaps());
    return Reads::find_item(id);
  }

  Result<Published> publish(Publication const& publication, Expectation const& expected) override {
    return sqlite::publish(change_, publication, expected);
  }
  Result<void> move(std::string_view id, std::string_view new_id, Expectation const& expected) override {
    return sqlite::move(change_, id, new_id, expected);
  }
  Result<void> erase(std::string_view id, Expectation const& expected) override {
    return sqlite::erase(change_, id, expected);
  }
  Result<void> remove_alias(std::string_view name) override { return sqlite::remove_alias(change_, name); }
  Result<void> set_members(std::string_view collection, std::vector<MemberName> const& members,
                           Expectation const& expected) override {
    return sqlite::set_members(change_, collection, members, expected);
  }
  Result<void> add_members(std::string_view collection, std::vector<MemberName> const& members) override {
    return sqlite::add_members(change_, collection, members);
  }
  Result<void> remove_members(std::string_view collection, std::vector<std::string> const& ids) override {
    return sqlite::remove_members(change_, collection, ids);
  }
  Result<void> put_text(std::string_view item, Text const& text) override {
    return sqlite::put_text(change_, item, text);
  }
  Result<Published> put_annotation(Annotation const& annotation, Expectation const& expected) override {
    return sqlite::put_annotation(change_, annotation, expected);
  }
  Result<void> erase_annotation(std::string_view item, std::string_view key, Expectation const& expected) override {
    return sqlite::erase_annotation(change_, item, key, expected);
  }
  Result<std::uint64_t> add_job(Job const& job) override { return sqlite::add_job(change_, job); }
  Result<void> update_job(Job const& job) override { return sqlite::update_job(change_, job); }
  Result<void> add_job_failure(std::uint64_t job, JobFailure const& failure) override {
    return sqlite::add_job_failure(change_, job, failure);
  }
  Result<void> put_input(Input const& input) override { return sqlite::put_input(change_, input); }
  Result<void> forget_input(std::string_view source) override { return sqlite::forget_input(change_, source); }
  Result<void> put_rendition(std::string_view item, std::uint64_t revision, std::string_view key,
                             std::string_view bytes) override {
    return sqlite::put_rendition(change_, item, revision, key, bytes);
  }
  Result<void> attempt(std::function<Result<void>()> const& work) override { return change_.attempt(work); }

 private:
  Change& change_;
};

}  // namespace triforium::store::sqlite
