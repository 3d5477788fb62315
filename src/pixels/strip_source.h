// The rows of a reader one after the other, read a strip at a time. Inside this room only.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "pixels/rows.h"

namespace triforium {

class StripSource {
 public:
  static constexpr std::int64_t kRows = 8;

  // Delivers rows [first, end) of `in` and touches none behind them.
  StripSource(std::unique_ptr<RowReader> in, std::int64_t first, std::int64_t end)
      : in_(std::move(in)), first_(first), end_(end) {}

  RowReader const& reader() const { return *in_; }

  // The next row; valid until the next call.
  Result<std::uint8_t const*> next() {
    if (used_ == held_) TRIFORIUM_CHECK(refill());
    return std::as_const(*strip_).view().row(used_++);
  }

 private:
  Result<void> read(std::int64_t count) {
    TRIFORIUM_CHECK(in_->read(strip_->view().rows(0, count)));
    position_ += count;
    return {};
  }

  Result<void> refill() {
    if (!strip_) {
      TRIFORIUM_TRY(auto strip,
                    Pixels::create({in_->size().width, std::min(kRows, in_->size().height)}, in_->format()));
      strip_.emplace(std::move(strip));
    }
    auto const room = strip_->size().height;
    while (position_ < first_)
      TRIFORIUM_CHECK(read(std::min(room, first_ - position_)));
    held_ = std::min(room, end_ - position_);
    used_ = 0;
    return read(held_);
  }

  std::unique_ptr<RowReader> in_;
  std::int64_t first_, end_;
  std::int64_t position_ = 0;  // rows read from `in`
  std::int64_t held_ = 0, used_ = 0;
  std::optional<Pixels> strip_;
};

}  // namespace triforium
