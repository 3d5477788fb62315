// Task<T>: what a function returns that waits without blocking its thread.
//
// Parameters of coroutines are values; no lock and no view of a temporary is held across co_await.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace triforium {

template <typename T>
using Task = boost::asio::awaitable<T>;

}  // namespace triforium
