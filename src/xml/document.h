// XML from outside: bounded, without entities of its own making, and with lines for messages.
//
// https://www.w3.org/TR/xml/ – pugixml skips document types, so that neither external entities nor bombs of internal
// ones are ever expanded.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xml/shape.h"
#include "xml/tree.h"

namespace triforium::xml {

enum class BadBytes { refused, replaced };

struct Limits {
  std::size_t bytes = std::size_t{64} << 20;
  Shape shape = {};
  // What is not in the encoding that the document declares: a mistake in a record, but one letter of a page of text.
  BadBytes bad_bytes = BadBytes::refused;
};

class Document {
 public:
  // UTF-8, UTF-16, Latin-1 and Windows-1252, by the mark or by the declaration. Errors: too_large beyond the limits;
  // corrupt_source, with the line, for what is not well-formed or declares entities.
  static Result<Document> parse(std::string_view bytes, Limits const& limits = {});

  pugi::xml_node root() const { return document_->document_element(); }
  // From 1.
  std::size_t line_of(pugi::xml_node node) const;

 private:
  std::unique_ptr<pugi::xml_document> document_;
  std::vector<std::size_t> line_starts_;
};

}  // namespace triforium::xml
