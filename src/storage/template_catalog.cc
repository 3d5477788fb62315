#include "storage/template_catalog.h"

#include <fmt/format.h>

#include <regex>

#include "storage/confined_folder.h"
#include "storage/identifier_template.h"

namespace triforium::storage {
namespace {

// std::regex recurses for each character that it matches: a longer identifier could exhaust the stack.
constexpr std::size_t kMaxIdentifier = 512;

class TemplateCatalog final : public Catalog {
 public:
  TemplateCatalog(ConfinedFolder root, IdentifierTemplate path, std::regex allowed)
      : root_(std::move(root)), path_(std::move(path)), allowed_(std::move(allowed)) {}

  Result<std::shared_ptr<Source const>> blocking_open(std::string const& identifier) const override {
    TRIFORIUM_TRY(auto const path, path_of(identifier));
    TRIFORIUM_TRY(auto source, root_.blocking_open(path));
    return std::shared_ptr<Source const>(std::move(source));
  }
  Result<Identity> blocking_identify(std::string const& identifier) const override {
    TRIFORIUM_TRY(auto const path, path_of(identifier));
    return root_.blocking_identify(path);
  }
  std::vector<std::string> blocking_list(std::size_t) const override { return {}; }

 private:
  Result<std::string> path_of(std::string const& identifier) const {
    if (identifier.size() > kMaxIdentifier || !std::regex_match(identifier, allowed_)) {
      return fail(ErrorKind::not_found, "There is no such image.");
    }
    return path_.fill(identifier, [](std::string_view piece) { return std::string(piece); });
  }

  ConfinedFolder root_;
  IdentifierTemplate path_;
  std::regex allowed_;
};

Result<std::regex> compile(std::string const& expression) {
  try {
    return std::regex(expression, std::regex::ECMAScript | std::regex::optimize);
  } catch (std::regex_error const& e) {
    return fail(ErrorKind::bad_request,
                fmt::format("sources.template_allowed is no regular expression: {}.", e.what()));
  }
}

}  // namespace

Result<std::unique_ptr<Catalog>> make_template_catalog(std::string const& root, std::string const& path_template,
                                                       std::string const& allowed) {
  TRIFORIUM_TRY(auto folder, ConfinedFolder::open(root));
  TRIFORIUM_TRY(auto path, IdentifierTemplate::parse(path_template));
  TRIFORIUM_TRY(auto expression, compile(allowed));
  return std::unique_ptr<Catalog>(
      std::make_unique<TemplateCatalog>(std::move(folder), std::move(path), std::move(expression)));
}

}  // namespace triforium::storage
