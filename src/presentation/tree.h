// Small steps through JSON trees that the readers and writers of all versions share.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace triforium::presentation {

// The text of `key`; empty where it is absent or no text. Lives as long as the object stays unchanged.
std::string_view text_of(boost::json::object const& object, std::string_view key);

// The first text of the `label`, a language map; empty where there is none.
std::string plain_label(boost::json::object const& resource);

bool has_type(boost::json::object const& object, std::string_view type);

// "https://example.org/canvas/1#xywh=0,0,9,9" → "https://example.org/canvas/1"
// As 3.0 writes it, one or several, or as 4.0 does.
bool has_motivation(boost::json::object const& annotation, std::string_view motivation);
std::string_view without_fragment(std::string_view uri);

// Whether what stands at `key` is for others to read: languages, services, GeoJSON, documents elsewhere. Conversions
// between 3.0 and 4.0 hand it on untouched.
bool is_opaque(std::string_view key);

// A way from a root into a tree, one step each; lives on the stack of a walk, and becomes text only where it is needed.
class Place {
 public:
  Place() = default;
  Place(Place const& parent, std::string_view key) : parent_(&parent), key_(key) {}
  Place(Place const& parent, std::size_t index) : parent_(&parent), index_(index) {}

  // What is here has an `id`, and what it contains may be named after it. `id` outlives this.
  void name(std::string_view id) { id_ = id; }

  // RFC 6901
  std::string pointer() const;

  // An id for what has none: that of the nearest resource around it, and the way from there. "https://…/annotation/1"
  // with "target" → "https://…/annotation/1/target". The same for the same tree, always.
  std::string minted_id() const;

 private:
  Place const* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  std::string_view id_;
};

}  // namespace triforium::presentation
