// What a manifest says, as far as a printed form of it needs it. Pure.
//
// https://iiif.io/api/presentation/3.0/
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace triforium::renderings {

// A picture of ours and where it lies on its canvas.
struct BookPicture {
  std::string asset;            // empty: it is elsewhere
  std::string region = "full";  // of it, as the Image API writes it
  std::string rotation = "0";
  double x = 0, y = 0, width = 0, height = 0;  // pixels of the canvas

  bool is_whole() const { return region == "full" && rotation == "0"; }
};

struct BookPage {
  std::string key;    // of the canvas; empty: its name is none of ours
  std::string label;  // plain; empty: it has none
  double width = 0;   // pixels of the canvas
  double height = 0;
  double points = 0.24;  // for one of them
  std::vector<BookPicture> pictures;
};

struct BookEntry {
  std::string title;
  std::optional<std::size_t> page;  // of Book::pages
  std::vector<BookEntry> parts;
};

// A line of the title page.
struct BookLine {
  std::string label;  // empty: none
  std::string value;
  std::string link;  // a URI to which it leads; empty: none
};

struct Book {
  std::string title;
  std::string language;   // BCP 47; empty: not said
  std::string rights;     // URI; empty: not said
  std::string statement;  // "Attribution: …"; empty: none
  std::string provider;
  std::vector<BookLine> lines;   // summary and metadata
  std::vector<BookLine> origin;  // provider, required statement, rights
  bool is_right_to_left = false;
  std::vector<BookPage> pages;  // those that have pictures of ours or a size, in order
  std::vector<BookEntry> contents;

  bool has_pictures() const;
};

// Of a stored manifest of Presentation 3.0 (presentation/marker.h). What does not have the shape that the
// specification wants is left out; at most 20,000 pages, and as many entries of the contents.
Book read_book(boost::json::object const& manifest);

}  // namespace triforium::renderings
