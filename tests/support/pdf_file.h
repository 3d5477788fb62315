// A small PDF with text, an outline and a description.
#pragma once

#include <string>

namespace triforium::test {

// Two pages: 200 × 300 points with “Guten Tag”, and 300 × 200 turned by 90° with “Zweite Seite”. The outline:
// “Erstes Kapitel” on the first page, within it “Unterkapitel” on the second, then “Zweites” there. “Ein Titel” by
// “Anna Autorin”.
std::string pdf_file();

}  // namespace triforium::test
