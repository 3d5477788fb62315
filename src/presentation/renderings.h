// Other forms of a whole item that the server makes when they are asked for. Pure.
//
// https://iiif.io/api/presentation/3.0/#rendering
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace triforium::presentation {

// Whether works under that rights URI may be handed on as files by anybody, everywhere: those of Creative Commons,
// licences and marks of the public domain. All others, and none, may not.
bool allows_redistribution(std::string_view rights);

struct RenderingFacts {
  bool has_text = false;   // the store has words of some canvas
  bool has_files = false;  // files of ours belong to the item
  std::string rights{};
};

inline constexpr std::string_view kTextRendering = "text.txt";
inline constexpr std::string_view kFilesRendering = "originals.zip";

// "urn:triforium:renderings/{item}/{file}"
std::string rendering_name(std::string_view item, std::string_view file);

// What `rendering` of the manifest says beside what it has already; empty if there is nothing.
boost::json::array renderings_of(std::string_view item, RenderingFacts const& facts);

}  // namespace triforium::presentation
