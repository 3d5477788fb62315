// Media fragments, and what of a resource they name.
//
// https://www.w3.org/TR/media-frags/
#pragma once

#include <optional>
#include <string_view>

namespace triforium::presentation {

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  bool is_percent = false;
};
struct Interval {
  double begin = 0;
  std::optional<double> end;  // to the end where none is given
};

// "t=1,2&xywh=0,0,10,10", "xywh=percent:0,0,50,50", in any order. Nothing where the part is missing.
std::optional<Box> box_of(std::string_view fragment);
std::optional<Interval> interval_of(std::string_view fragment);

// Whether a part that is written "xywh=" or "t=" cannot be read.
bool is_broken_fragment(std::string_view fragment);

}  // namespace triforium::presentation
