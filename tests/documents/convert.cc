// triforium_convert IN_DIR OUT_DIR --to 2|3|4: every document of the Presentation API in IN_DIR, of any version, in that
// one, in a folder of the same shape; what has it already goes through the model and back. Says on standard error what
// was lost or refused. Annotation lists that 2.1 splits out become OUT_DIR/<document>.lists/N.json. For tests.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "json/parse.h"
#include "presentation/v2/downgrade.h"
#include "presentation/v2/upgrade.h"
#include "presentation/v3/read.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"
#include "presentation/v4/write.h"

namespace fs = std::filesystem;
using namespace triforium;
using namespace triforium::presentation;

namespace {

// Told on standard error under this name.
void tell(std::string const& name, auto const& losses) {
  for (auto const& loss : losses)
    fmt::print(stderr, "{}: {}: {}: {}\n", name, loss.pointer, loss.property, loss.why);
}

Result<boost::json::object> read_document(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  TRIFORIUM_TRY(auto value, json::parse(text));
  if (!value.is_object()) return fail(ErrorKind::bad_request, "It is no object.");
  return std::move(value.get_object());
}

Result<Model> model_of(boost::json::object document, std::string const& name) {
  auto const version = detect_version(document);
  if (version == Version::v4) return read_v4(std::move(document));
  if (version == Version::v3) return read_v3(std::move(document));
  TRIFORIUM_TRY(auto upgraded, v2::upgrade_v2(document));
  tell(name, upgraded.losses);
  return read_v3(std::move(upgraded.document));
}

void write_document(fs::path const& path, boost::json::object const& document) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << boost::json::serialize(document) << '\n';
}

Result<void> write_as_v2(boost::json::object const& document, std::string const& name, fs::path const& to) {
  auto const list = [](std::string_view, std::size_t ordinal) {
    return fmt::format("https://example.org/list/{}", ordinal);
  };
  TRIFORIUM_TRY(auto const downgraded, v2::downgrade_v3(document, {.list = list}));
  tell(name, downgraded.losses);
  write_document(to, downgraded.document);
  for (std::size_t i = 0; i < downgraded.lists.size(); ++i)
    write_document(to.string() + ".lists" + fmt::format("/{}.json", i + 1), downgraded.lists[i].second);
  return {};
}

Result<void> convert(fs::path const& from, std::string const& name, fs::path const& to, std::string const& version) {
  TRIFORIUM_TRY(auto document, read_document(from));
  TRIFORIUM_TRY(auto const model, model_of(std::move(document), name));
  auto const converted = version == "4" ? write_v4(model) : write_v3(model);
  tell(name, converted.losses);
  if (version == "2") return write_as_v2(converted.document, name, to);
  write_document(to, converted.document);
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> const words(arguments + 1, arguments + count);
  if (words.size() != 4 || words[2] != "--to" || (words[3] != "2" && words[3] != "3" && words[3] != "4")) {
    fmt::print(stderr, "triforium_convert IN_DIR OUT_DIR --to 2|3|4\n");
    return 2;
  }
  for (auto const& entry : fs::recursive_directory_iterator(words[0])) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    auto const name = fs::relative(entry.path(), words[0]).string();
    auto const done = convert(entry.path(), name, fs::path(words[1]) / name, words[3]);
    if (!done) fmt::print(stderr, "{}: refused: {}\n", name, done.error().message);
  }
  return 0;
}
