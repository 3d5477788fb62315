// The store on one SQLite file in WAL mode: several connections that read, and one that writes.
//
// https://www.sqlite.org/wal.html
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "store/sqlite/connection.h"
#include "store/sqlite/reader_pool.h"
#include "store/store.h"

namespace triforium::store::sqlite {

class SqliteStore : public Store {
 public:
  // The database has the present form. Without readers, reading uses the writer, in turns with writing.
  SqliteStore(Connection writer, std::vector<Connection> readers, std::function<Time()> clock);

  Result<void> check() const override;

 private:
  // A change that waits to be committed, in the frame of the thread that waits for it.
  struct Waiting {
    std::function<Result<void>(Writing&)> const& work;
    Result<void> result{};
    bool is_done = false;
  };

  Result<void> do_read(std::function<Result<void>(Reading&)> const& use) const override;
  Result<void> do_write(std::function<Result<void>(Writing&)> const& work) override;

  Result<void> with_reader(std::function<Result<void>(Connection&)> const& use) const;
  std::vector<Waiting*> take_group();
  void commit_group(std::vector<Waiting*> const& group);
  Result<void> run_group_caught(std::vector<Waiting*> const& group);
  Result<void> run_group(std::vector<Waiting*> const& group);

  std::function<Time()> clock_;

  mutable ReaderPool readers_;

  std::mutex queue_mutex_;
  std::condition_variable turn_;
  std::deque<Waiting*> queue_;
  bool is_writing_ = false;

  mutable std::mutex writer_mutex_;
  mutable Connection writer_;
};

// A reader's or writer's connection to a store's file, set up as all of them are.
Result<void> set_up(Connection& connection);
// Error: internal, with what is damaged in `detail`.
Result<void> check_whole(Connection& connection);

inline constexpr char const* kFileName = "triforium.db";

}  // namespace triforium::store::sqlite
