// Small steps through a manifest that may say anything. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace triforium::renderings {

// Empty where it is absent or something else.
boost::json::array const& list_at(boost::json::object const& object, std::string_view key);
boost::json::object const& object_at(boost::json::object const& object, std::string_view key);
// The member `index` of a list, where it is an object; else an empty one.
boost::json::object const& object_in(boost::json::array const& list, std::size_t index);
double number_at(boost::json::object const& object, std::string_view key);

// The text in the first of its languages, values apart by "; ", without markup, in one line, at most 2,000 bytes.
// https://iiif.io/api/presentation/3.0/#44-language-of-property-values
std::string first_language_text(boost::json::object const& languages);
// The same of all its languages, one after another: those who read one of them are served.
std::string every_language_text(boost::json::object const& languages);

// https://iiif.io/api/presentation/3.0/#45-html-markup-in-property-values
//   "the first character in the string must be the '<' character and the last character must be '>'": else it is as it
//   stands.
std::string without_markup(std::string_view text);

}  // namespace triforium::renderings
