#include "presentation/model.h"

namespace triforium::presentation {

namespace {

std::optional<Version> version_of_context(boost::json::value const& context) {
  if (!context.is_string()) return std::nullopt;
  std::string_view uri = context.get_string();
  // "https:" is wrong, and common.
  uri.remove_prefix(uri.find(':') == std::string_view::npos ? 0 : uri.find(':'));
  auto const after_scheme = [](std::string_view known) { return known.substr(known.find(':')); };
  if (uri == after_scheme(kContextOfV2)) return Version::v2;
  if (uri == after_scheme(kContextOfV3)) return Version::v3;
  if (uri == after_scheme(kContextOfV4)) return Version::v4;
  return std::nullopt;
}

}  // namespace

std::string pointer_to(std::string_view pointer, std::string_view key) {
  std::string longer(pointer);
  longer += '/';
  for (char const c : key) {
    // "'~' needs to be encoded as '~0' and '/' needs to be encoded as '~1'"
    if (c == '~') {
      longer += "~0";
    } else if (c == '/') {
      longer += "~1";
    } else {
      longer += c;
    }
  }
  return longer;
}

std::string pointer_to(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

// https://iiif.io/api/presentation/3.0/#46-linked-data-context-and-extensions
std::optional<Version> detect_version(boost::json::value const& document) {
  auto const* const object = document.if_object();
  auto const* const context = object == nullptr ? nullptr : object->if_contains("@context");
  if (context == nullptr) return std::nullopt;
  if (!context->is_array()) return version_of_context(*context);
  std::optional<Version> last;
  for (auto const& entry : context->get_array()) {
    if (auto const version = version_of_context(entry)) last = version;
  }
  return last;
}

}  // namespace triforium::presentation
