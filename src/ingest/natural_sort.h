// The order in which people number pages.
#pragma once

#include <string_view>

namespace triforium::ingest {

// Runs of digits compare by value ("page2" before "page10", "1r" before "1v" before "2r"), letters without regard to
// case, other bytes as they are (UTF-8 keeps the order of code points). Equal so far, the shorter, then the smaller in
// bytes comes first: a strict total order on different texts.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace triforium::ingest
