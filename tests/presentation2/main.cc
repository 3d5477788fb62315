// triforium_presentation_v2 IN_DIR OUT_DIR --to 2|3: converts every document that has the other version, keeps the
// folders, and writes what was lost to stderr. Annotation lists that were split out become
// OUT_DIR/<document>.lists/N.json.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "json/parse.h"
#include "presentation/v2/downgrade.h"
#include "presentation/v2/upgrade.h"

namespace fs = std::filesystem;
using namespace triforium;

namespace {

struct Written {
  int documents = 0;
  int refused = 0;
};

void write_document(fs::path const& path, boost::json::object const& document) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << boost::json::serialize(document) << '\n';
}

void tell(fs::path const& path, presentation::v2::Losses const& losses) {
  for (auto const& loss : losses)
    fmt::print(stderr, "{}: {}: {}: {}\n", path.string(), loss.pointer, loss.property, loss.why);
}

bool upgrade(boost::json::object const& document, fs::path const& name, fs::path const& out) {
  auto const upgraded = presentation::v2::upgrade_v2(document);
  if (!upgraded) {
    fmt::print(stderr, "{}: refused: {}\n", name.string(), upgraded.error().message);
    return false;
  }
  write_document(out / name, upgraded->document);
  tell(name, upgraded->losses);
  return true;
}

bool downgrade(boost::json::object const& document, fs::path const& name, fs::path const& out) {
  auto const list = [](std::string_view, std::size_t ordinal) {
    return fmt::format("https://example.org/list/{}", ordinal);
  };
  auto const downgraded = presentation::v2::downgrade_v3(document, {.list = list});
  if (!downgraded) {
    fmt::print(stderr, "{}: refused: {}\n", name.string(), downgraded.error().message);
    return false;
  }
  write_document(out / name, downgraded->document);
  for (std::size_t i = 0; i < downgraded->lists.size(); ++i)
    write_document(out / (name.string() + ".lists") / fmt::format("{}.json", i + 1), downgraded->lists[i].second);
  tell(name, downgraded->losses);
  return true;
}

bool convert(fs::path const& path, fs::path const& name, fs::path const& out, bool is_up) {
  std::ifstream file(path, std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  auto const value = json::parse(text);
  if (!value || !value->is_object()) {
    fmt::print(stderr, "{}: refused: {}\n", name.string(), value ? "is no object" : value.error().message);
    return false;
  }
  return is_up ? upgrade(value->get_object(), name, out) : downgrade(value->get_object(), name, out);
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> const words(arguments + 1, arguments + count);
  if (words.size() != 4 || words[2] != "--to" || (words[3] != "2" && words[3] != "3")) {
    fmt::print(stderr, "triforium_presentation_v2 IN_DIR OUT_DIR --to 2|3\n");
    return 2;
  }
  Written written;
  for (auto const& entry : fs::recursive_directory_iterator(words[0])) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    bool const done = convert(entry.path(), fs::relative(entry.path(), words[0]), words[1], words[3] == "3");
    ++(done ? written.documents : written.refused);
  }
  fmt::print("{} documents converted, {} refused\n", written.documents, written.refused);
  return 0;
}
