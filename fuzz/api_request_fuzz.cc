// What a client may write into a request to /api/v1 and into the parts of a path: numbers are within their bounds, ids
// are ids, and what has two forms leads from the one to the other. Lines: a path, the query, If-Match, If-None-Match.
// What follows is the record of a job.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "items/api_answers.h"
#include "items/paths.h"
#include "items/server_jobs.h"
#include "items/text_page.h"
#include "renderings/pdf_rendering.h"

using namespace triforium;

namespace {

std::string take_line(std::string_view& rest) {
  auto const line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return std::string(line);
}

void try_query(http::Request const& request) {
  auto const limit = items::parse_limit(request, 50, 1000);
  if (limit && (*limit == 0 || *limit > 1000)) std::abort();
  if (items::query_value(request.query(), "cursor").size() > request.target.size()) std::abort();
  (void)items::parse_expectation(request);
  auto const pages = renderings::parse_page_range(items::query_value(request.query(), "pages"));
  if (pages && (pages->first == 0 || pages->last < pages->first)) std::abort();
}

void try_path(std::string const& path) {
  if (auto const version = items::parse_version(path); version && (*version < 2 || *version > 4)) std::abort();
  (void)items::parse_name_path(path);
  (void)items::parse_text_page_key(path);
  if (auto const page = items::page_of_text_annotation(path); !page.empty() && !items::parse_text_page_key(page))
    std::abort();
}

void try_parameters(std::string const& stored) {
  auto const import = items::parse_parameters(stored);
  if (!import) return;
  auto const again = items::parse_parameters(items::parameters_of(*import));
  if (!again || again->paths != import->paths || again->upload != import->upload) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<char const*>(data), size);
  http::Request request;
  auto const path = take_line(rest);
  request.target = path + "?" + take_line(rest);
  request.captures = {{"item", 0, path.size()}};
  request.fields.add("If-Match", take_line(rest));
  request.fields.add("If-None-Match", take_line(rest));
  if (auto const id = items::item_of(request); id && (id->empty() || !is_valid_utf8(*id))) std::abort();
  try_query(request);
  try_path(path);
  try_parameters(std::string(rest));
  return 0;
}
