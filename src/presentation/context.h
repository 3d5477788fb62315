// The "@context" of a document: first, once, and the one of the Presentation API last in it.
//
// https://iiif.io/api/presentation/3.0/#46-linked-data-context-and-extensions
#pragma once

#include <boost/json.hpp>
#include <string_view>

namespace triforium::presentation {

inline constexpr std::string_view kContextOfNavPlace = "http://iiif.io/api/extension/navplace/context.json";

// The contexts of extensions, gathered while a document is walked.
class Contexts {
 public:
  // Of the resource itself or of one within it: one context or an array of them, each kept once. Those of any
  // Presentation API are left out: put_first says which it is; so is that of navPlace, which belongs to 4.0.
  void hoist(boost::json::value const& context);

  // Takes the contexts of Auth 2 and Search 2 out of services, where they may not stand; services of older APIs keep
  // theirs, which tells clients what they are.
  void hoist_from_services(boost::json::value& services);

  // The first of all, before what the document had.
  void add(std::string_view context);

  // `tree`, which has no "@context", with one that ends with `presentation`: text, or an array where there are others.
  boost::json::object put_first(boost::json::object tree, std::string_view presentation) const;

 private:
  boost::json::array extensions_;
};

}  // namespace triforium::presentation
