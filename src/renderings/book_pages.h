// The canvases of a manifest as pages. Pure.
#pragma once

#include "renderings/book.h"

namespace triforium::renderings {

inline constexpr std::size_t kMostPages = 20'000;

// Of canvases that have a width and a height; with their ids, to find them by.
struct NamedPage {
  std::string id;
  BookPage page;
};
std::vector<NamedPage> read_pages(boost::json::object const& manifest);

}  // namespace triforium::renderings
