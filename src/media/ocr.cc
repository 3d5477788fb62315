#include "media/ocr.h"

#include <algorithm>

#include "base/text.h"
#include "media/process.h"

namespace triforium::media {
namespace {

using namespace std::chrono_literals;

constexpr char kProgram[] = "tesseract";

// The first line is a heading; the names of scripts have a slash ("script/Fraktur").
std::vector<std::string_view> listed(std::string_view list) {
  auto lines = split(list, '\n');
  std::erase_if(lines, [](std::string_view line) { return line.empty() || line.find(' ') != std::string_view::npos; });
  return lines;
}

}  // namespace

std::string parse_ocr_version(std::string_view report) {
  auto const line = trim(split(report, '\n').front());
  bool const is_version = line.starts_with("tesseract ") && line.size() < 40 && !has_control_character(line);
  return std::string(is_version ? line : "tesseract");
}

Result<void> check_ocr_languages(std::string_view languages, std::string_view list) {
  auto const there = listed(list);
  for (auto const language : split(languages, '+')) {
    if (std::ranges::find(there, language) != there.end()) continue;
    std::string names;
    for (auto const one : there)
      names += (names.empty() ? "" : ", ") + std::string(one);
    return fail(ErrorKind::bad_request, "Tesseract has no language " + quoted(language) +
                                            " on this machine; expected one of: " + names +
                                            ". Debian's packages are called tesseract-ocr-deu, tesseract-ocr-fra …");
  }
  return {};
}

namespace blocking {

Result<void> check_ocr(std::string const& languages) {
  if (!has_program(kProgram))
    return fail(ErrorKind::not_implemented,
                "Tesseract was not found on this machine; Debian's package is called tesseract-ocr.");
  TRIFORIUM_TRY(auto const list, run_process({kProgram, "--list-langs"}));
  return check_ocr_languages(languages, as_text(list));
}

Result<std::string> ocr_version() {
  TRIFORIUM_TRY(auto const report, run_process({kProgram, "--version"}));
  return parse_ocr_version(as_text(report));
}

Result<Bytes> recognise_text(std::filesystem::path const& picture, std::string const& languages) {
  if (!has_program(kProgram)) return fail(ErrorKind::not_implemented, "Tesseract was not found on this machine");
  // One thread: the import reads several pages at once, and Tesseract's own threads gain little.
  return run_process({"env", "OMP_THREAD_LIMIT=1", kProgram, picture.string(), "stdout", "-l", languages, "alto"},
                     {.time = 300s});
}

}  // namespace blocking
}  // namespace triforium::media
