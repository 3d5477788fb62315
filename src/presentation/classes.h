// Which class the resources of a document of Presentation 3 or 4 have, also where they are only named.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>

namespace triforium::presentation {

// A Canvas with a duration and neither height nor width.
bool is_timeline(boost::json::object const& canvas);

// A Canvas on which nothing but Models is painted, each on the whole of it: 3.0 has no space to put them in.
bool is_scene(boost::json::object const& canvas);

// By the ending of its path: "https://example.org/a.jpg" → "Image"; "Dataset" where that tells nothing.
std::string_view class_of_uri(std::string_view uri);

class ClassIndex {
 public:
  // The depth of `document` is what json::parse let through.
  explicit ClassIndex(boost::json::object const& document);

  // "Canvas", "Timeline", "Scene", "Manifest", "Range" …; empty for what the document does not contain. A fragment of
  // the URI does not count.
  std::string_view find(std::string_view uri) const;

 private:
  void add(boost::json::value const& value);
  void add(boost::json::object const& resource);

  std::map<std::string, std::string_view, std::less<>> classes_;
};

}  // namespace triforium::presentation
