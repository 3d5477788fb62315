// SingleFlight: many callers that want the same thing at the same time get it from one computation.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "base/task.h"

namespace triforium {

// T is copied to every waiter: a shared_ptr, or something as small.
template <typename T>
class SingleFlight {
 public:
  // Runs `work` unless it runs for `key` already; either way the result of that run. Each caller is resumed on its own
  // executor. Callers on any number of event loops.
  Task<Result<T>> run(std::string key, std::function<Task<Result<T>>()> work) {
    bool is_pilot = false;
    std::shared_ptr<Flight> flight = board(key, is_pilot);
    if (!is_pilot) {
      Result<T> landed = co_await wait_for(flight);
      co_return landed;
    }

    Result<T> result = fail(ErrorKind::internal, "The server failed on this request.");
    try {
      result = co_await work();
    } catch (std::exception const& e) {
      result = fail(ErrorKind::internal, "The server failed on this request.", e.what());
    }
    flights_.with([&](auto& flights) { flights.erase(key); });
    flight->land(result);
    co_return result;
  }

 private:
  struct Flight {
    std::mutex mutex;
    std::optional<Result<T>> result;
    std::vector<std::function<void(Result<T>)>> waiters;

    void land(Result<T> const& landed) {
      std::vector<std::function<void(Result<T>)>> all;
      {
        std::lock_guard const lock(mutex);
        result = landed;
        all.swap(waiters);
      }
      for (auto const& waiter : all)
        waiter(landed);
    }
    void add(std::function<void(Result<T>)> waiter) {
      {
        std::lock_guard const lock(mutex);
        if (!result) {
          waiters.push_back(std::move(waiter));
          return;
        }
      }
      waiter(*result);
    }
  };

  std::shared_ptr<Flight> board(std::string const& key, bool& is_pilot) {
    return flights_.with([&](auto& flights) {
      auto const [place, is_new] = flights.try_emplace(key, nullptr);
      if (is_new) place->second = std::make_shared<Flight>();
      is_pilot = is_new;
      return place->second;
    });
  }

  static Task<Result<T>> wait_for(std::shared_ptr<Flight> flight) {
    namespace asio = boost::asio;
    // Named, not written inside the co_await: g++ 12 destroys the captures of such a temporary twice (GCC bug 99576).
    auto initiate = [flight](auto handler) {
      auto executor = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
      auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      flight->add([executor, shared](Result<T> result) {
        asio::post(executor, [shared, result = std::move(result)]() mutable {
          auto own = std::move(*shared);
          own(std::move(result));
        });
      });
    };
    Result<T> landed =
        co_await asio::async_initiate<asio::use_awaitable_t<> const, void(Result<T>)>(initiate, asio::use_awaitable);
    co_return landed;
  }

  Guarded<std::unordered_map<std::string, std::shared_ptr<Flight>>> flights_;
};

}  // namespace triforium
