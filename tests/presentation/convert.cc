// triforium_presentation_convert IN_DIR OUT_DIR --to 3|4: every document of Presentation 3 or 4 in IN_DIR, in the other
// version, for validators. Says what was lost. For tests.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "json/parse.h"
#include "presentation/v3/read.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"
#include "presentation/v4/write.h"

namespace {

namespace fs = std::filesystem;
using namespace triforium;
using namespace triforium::presentation;

Result<Model> read(boost::json::value document) {
  auto const version = detect_version(document);
  if (version == Version::v3) return read_v3(std::move(document.get_object()));
  if (version == Version::v4) return read_v4(std::move(document.get_object()));
  return fail(ErrorKind::bad_request, "neither Presentation 3 nor 4");
}

void convert(fs::path const& from, fs::path const& to, bool to_v3) {
  std::ostringstream text;
  text << std::ifstream(from, std::ios::binary).rdbuf();
  auto document = json::parse(text.str());
  if (!document || !document->is_object()) return;
  auto const model = read(std::move(*document));
  if (!model) return;
  auto const converted = to_v3 ? write_v3(*model) : write_v4(*model);
  fs::create_directories(to.parent_path());
  std::ofstream(to) << converted.document;
  for (auto const& loss : converted.losses)
    std::cout << from.string() << " " << loss.pointer << " " << loss.property << ": " << loss.why << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> const arguments(argv + 1, argv + argc);
  if (arguments.size() != 4 || arguments[2] != "--to" || (arguments[3] != "3" && arguments[3] != "4")) {
    std::cerr << "triforium_presentation_convert IN_DIR OUT_DIR --to 3|4\n";
    return 2;
  }
  for (auto const& entry : fs::recursive_directory_iterator(arguments[0])) {
    if (entry.path().extension() != ".json") continue;
    convert(entry.path(), fs::path(arguments[1]) / fs::relative(entry.path(), arguments[0]), arguments[3] == "3");
  }
}
