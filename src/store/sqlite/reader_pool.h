// Connections that read, each lent to one thread at a time.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "store/sqlite/connection.h"

namespace triforium::store::sqlite {

class ReaderPool {
 public:
  explicit ReaderPool(std::vector<Connection> readers) : size_(readers.size()), idle_(std::move(readers)) {}

  bool is_empty() const { return size_ == 0; }
  // Waits for a connection, and has it back however `use` ends. The pool must not be empty.
  Result<void> with(std::function<Result<void>(Connection&)> const& use);

 private:
  class Lease;

  std::size_t const size_;
  std::mutex mutex_;
  std::condition_variable one_is_idle_;
  std::vector<Connection> idle_;
};

}  // namespace triforium::store::sqlite
