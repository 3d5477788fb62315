// Bytes, and views of them. A view never outlives its owner; what crosses a thread or a co_await owns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace triforium {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<std::uint8_t const>;
// Immutable, shared by caches, connections and workers. Null means "none".
using SharedBytes = std::shared_ptr<Bytes const>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}
inline ByteView view_of(SharedBytes const& bytes) {
  return bytes ? ByteView(*bytes) : ByteView();
}
inline SharedBytes share(Bytes bytes) {
  return std::make_shared<Bytes const>(std::move(bytes));
}

}  // namespace triforium
