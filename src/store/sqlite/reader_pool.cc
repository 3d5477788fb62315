#include "store/sqlite/reader_pool.h"

namespace triforium::store::sqlite {

class ReaderPool::Lease {
 public:
  explicit Lease(ReaderPool& pool) : pool_(pool), connection_(take(pool)) {}
  ~Lease() {
    {
      std::lock_guard const lock(pool_.mutex_);
      pool_.idle_.push_back(std::move(connection_));
    }
    pool_.one_is_idle_.notify_one();
  }
  Lease(Lease const&) = delete;
  Lease& operator=(Lease const&) = delete;
  Connection& connection() { return connection_; }

 private:
  static Connection take(ReaderPool& pool) {
    std::unique_lock lock(pool.mutex_);
    pool.one_is_idle_.wait(lock, [&] { return !pool.idle_.empty(); });
    Connection taken = std::move(pool.idle_.back());
    pool.idle_.pop_back();
    return taken;
  }

  ReaderPool& pool_;
  Connection connection_;
};

Result<void> ReaderPool::with(std::function<Result<void>(Connection&)> const& use) {
  Lease lease(*this);
  return use(lease.connection());
}

}  // namespace triforium::store::sqlite
