#include "ingest/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "ingest/encoding.h"

namespace triforium::ingest {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{256} << 10;
constexpr int kMaxDepth = 16;
constexpr int kMaxValues = 20'000;

struct TooMuch {};

// Bounded in depth and number: an anchor that is used again and again counts every time.
boost::json::value to_json(YAML::Node const& node, int depth, int& values) {
  if (depth > kMaxDepth || ++values > kMaxValues) throw TooMuch();
  if (node.IsSequence()) {
    boost::json::array array;
    for (auto const& element : node)
      array.push_back(to_json(element, depth + 1, values));
    return array;
  }
  if (node.IsMap()) {
    boost::json::object object;
    for (auto const& entry : node) {
      if (entry.first.IsScalar()) object[entry.first.Scalar()] = to_json(entry.second, depth + 1, values);
    }
    return object;
  }
  if (node.IsScalar()) return boost::json::string(node.Scalar());
  return nullptr;
}

// yaml-cpp compares every alias and every key with those before, and descends into brackets within brackets.
bool is_too_intricate(std::string_view text) {
  int open = 0, indent = 0;
  for (char const c : text) {
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    indent = c == '\n' ? 0 : c == ' ' || c == '-' || c == '?' || c == ':' ? indent + 1 : indent;
    if (open > 64 || indent > 2000) return true;
  }
  return false;
}

}  // namespace

Result<boost::json::value> parse_yaml(std::string_view bytes) {
  if (bytes.size() > kMaxBytes) return fail(ErrorKind::too_large, "more than 256 KiB of YAML");
  TRIFORIUM_TRY(auto const decoded, decode_text(bytes));
  if (is_too_intricate(decoded.text)) return fail(ErrorKind::too_large, "YAML with more than 64 brackets open");
  try {
    int values = 0;
    return to_json(YAML::Load(decoded.text), 0, values);
  } catch (TooMuch) {
    return fail(ErrorKind::too_large,
                fmt::format("YAML of more than {} values, or more than {} deep", kMaxValues, kMaxDepth));
  } catch (YAML::Exception const& error) {
    auto const line = error.mark.is_null() ? 1 : error.mark.line + 1;
    return fail(ErrorKind::bad_request,
                fmt::format("line {} is not YAML: {} (a value with “: ” in it needs quotes)", line, error.msg));
  } catch (std::exception const& error) {
    return fail(ErrorKind::bad_request, fmt::format("this is not YAML: {}", error.what()));
  }
}

}  // namespace triforium::ingest
