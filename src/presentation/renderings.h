// Other forms of a whole item that the server makes when they are asked for. Pure.
//
// https://iiif.io/api/presentation/3.0/#rendering
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::presentation {

// Under which rights each form is offered: URIs begin with one of these, "http:" or "https:"; "*" is all, and none.
struct DownloadPolicy {
  // What anybody may hand on as a file, at least without earning by it: licences of Creative Commons, marks of the
  // public domain, and the statements of RightsStatements.org that no copyright stands against it.
  static std::vector<std::string> what_may_be_handed_on();

  std::vector<std::string> originals = what_may_be_handed_on();
  std::vector<std::string> pdf = what_may_be_handed_on();
  std::vector<std::string> text = {"*"};
};
bool allows(std::vector<std::string> const& policy, std::string_view rights);

struct RenderingFacts {
  bool has_text = false;       // the store has words of some canvas
  bool has_files = false;      // files of ours belong to the item
  bool has_pictures = false;   // and some of them are pictures that canvases show
  std::optional<bool> wish{};  // of the publisher; it counts more than the policy
  std::string rights{};
};

inline constexpr std::string_view kTextRendering = "text.txt";
inline constexpr std::string_view kFilesRendering = "originals.zip";
inline constexpr std::string_view kPdfRendering = "document.pdf";

// "urn:triforium:renderings/{item}/{file}"
std::string rendering_name(std::string_view item, std::string_view file);

// What `rendering` of the manifest says beside what it has already; empty if there is nothing.
boost::json::array renderings_of(std::string_view item, RenderingFacts const& facts, DownloadPolicy const& policy);

// Whether `rendering` of a stored manifest names it: then it is offered, and not otherwise.
bool offers(boost::json::object const& manifest, std::string_view item, std::string_view file);

}  // namespace triforium::presentation
