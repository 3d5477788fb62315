#include "presentation/v2/loss.h"

namespace triforium::presentation::v2 {

std::string at(std::string const& pointer, std::string_view key) {
  auto place = pointer + '/';
  for (char const c : key) {
    if (c == '~') {
      place += "~0";
    } else if (c == '/') {
      place += "~1";
    } else {
      place += c;
    }
  }
  return place;
}

std::string at(std::string const& pointer, std::size_t index) {
  return pointer + '/' + std::to_string(index);
}

}  // namespace triforium::presentation::v2
