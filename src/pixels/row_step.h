// What every step has in common that makes a row of one row: a strip of the input, converted. Inside this room only.
#pragma once

#include <functional>
#include <memory>

#include "pixels/rows.h"

namespace triforium {

// Fills the second view with what becomes of the first; both have the same size, up to 16 rows.
using ConvertRows = std::function<void(ConstPixelsView, PixelsView)>;

std::unique_ptr<RowReader> make_row_step(std::unique_ptr<RowReader> in, PixelFormat out, ConvertRows convert);

// Without premultiplication. Where alpha is 0 the colours are 0. Others pass unchanged.
std::unique_ptr<RowReader> make_straight(std::unique_ptr<RowReader> in);

// `rows` in both views, with the samples as numbers.
template <typename Sample, typename View>
auto samples(View const& view, std::int64_t y) {
  if constexpr (std::is_const_v<std::remove_pointer_t<decltype(view.data)>>) {
    return reinterpret_cast<Sample const*>(view.row(y));
  } else {
    return reinterpret_cast<Sample*>(view.row(y));
  }
}

}  // namespace triforium
