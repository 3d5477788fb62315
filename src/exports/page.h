// Pages for people: what stands in a manifest or collection, as plain HTML that needs no script. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::exports {

// One line of the start page.
struct Entry {
  std::string label;
  std::string page;       // relative address
  std::string thumbnail;  // address; empty: none
};

// `root` leads from the page to the site's folder: "" or "../../". Addresses of the site become relative by it.
// The argument is a manifest or collection of 3.0, as rewrite() leaves it.
std::string item_page(boost::json::object const& manifest, std::string_view base_url, std::string_view root);
std::string start_page(std::vector<Entry> const& entries);

// What the start page says of it.
Entry entry_of(boost::json::object const& manifest, std::string_view base_url, std::string page);

// The style sheet that both link to, at the site's folder.
inline constexpr std::string_view kStyleName = "site.css";
std::string_view style_sheet();

}  // namespace triforium::exports
