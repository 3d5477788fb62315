// Places in a document by JSON pointers, and what is around them.
//
// https://www.rfc-editor.org/rfc/rfc6901
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace triforium::presentation {

// Nothing where there is nothing. Lives until the document changes.
boost::json::value* find_place(boost::json::value& document, std::string_view pointer);

// "/items/0/label" → "/items/0", and "label"; with "~1" and "~0" as "/" and "~".
std::string_view parent_pointer(std::string_view pointer);
std::string last_step(std::string_view pointer);

// The nearest object of that type around the place, itself not counted.
boost::json::object* find_around(boost::json::value& document, std::string_view pointer, std::string_view type);

// What is taken out of a document in one round: each leaves a null until all other places have been used.
class Removals {
 public:
  // Whether there was something.
  bool remove(boost::json::value& document, std::string_view pointer);
  // Takes out the nulls, from the last to the first of each list.
  void sweep(boost::json::value& document);

 private:
  std::set<std::string, std::less<>> pointers_;
};

}  // namespace triforium::presentation
