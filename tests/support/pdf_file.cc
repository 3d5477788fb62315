#include "support/pdf_file.h"

#include <cstdio>
#include <vector>

namespace triforium::test {
namespace {

std::string stream(std::string const& content) {
  return "<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content + "\nendstream";
}

std::string page(std::string const& attributes) {
  return "<</Type/Page/Parent 2 0 R/Resources<</Font<</F 7 0 R>>>>" + attributes + ">>";
}

std::vector<std::string> objects() {
  return {"<</Type/Catalog/Pages 2 0 R/Outlines 8 0 R>>",
          "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
          page("/MediaBox[0 0 200 300]/Contents 5 0 R"),
          page("/MediaBox[0 0 300 200]/Rotate 90/Contents 6 0 R"),
          stream("BT /F 24 Tf 20 250 Td (Guten Tag) Tj ET"),
          stream("BT /F 24 Tf 20 150 Td (Zweite Seite) Tj ET"),
          "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
          "<</Type/Outlines/First 9 0 R/Last 10 0 R/Count 2>>",
          "<</Title(Erstes Kapitel)/Parent 8 0 R/Next 10 0 R/First 12 0 R/Last 12 0 R/Count 1/Dest[3 0 R/Fit]>>",
          "<</Title(Zweites)/Parent 8 0 R/Prev 9 0 R/Dest[4 0 R/Fit]>>",
          "<</Title(Ein Titel)/Author(Anna Autorin)>>",
          "<</Title(Unterkapitel)/Parent 9 0 R/Dest[4 0 R/Fit]>>"};
}

}  // namespace

std::string pdf_file() {
  std::string file = "%PDF-1.4\n", table;
  auto const all = objects();
  for (std::size_t i = 0; i < all.size(); ++i) {
    char line[32];
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", file.size());
    table += line;
    file += std::to_string(i + 1) + " 0 obj\n" + all[i] + "\nendobj\n";
  }
  auto const size = std::to_string(all.size() + 1);
  return file + "xref\n0 " + size + "\n0000000000 65535 f \n" + table + "trailer\n<</Size " + size +
         "/Root 1 0 R/Info 11 0 R>>\nstartxref\n" + std::to_string(file.size()) + "\n%%EOF\n";
}

}  // namespace triforium::test
