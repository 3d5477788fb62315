#include "storage/combined_catalog.h"

namespace triforium::storage {
namespace {

class CombinedCatalog final : public Catalog {
 public:
  explicit CombinedCatalog(std::vector<std::unique_ptr<Catalog>> catalogs) : catalogs_(std::move(catalogs)) {}

  Result<std::shared_ptr<Source const>> blocking_open(std::string const& identifier) const override {
    return first_that_knows<std::shared_ptr<Source const>>(
        [&](Catalog const& catalog) { return catalog.blocking_open(identifier); });
  }
  Result<Identity> blocking_identify(std::string const& identifier) const override {
    return first_that_knows<Identity>([&](Catalog const& catalog) { return catalog.blocking_identify(identifier); });
  }
  std::vector<std::string> blocking_list(std::size_t limit) const override {
    std::vector<std::string> all;
    for (auto const& catalog : catalogs_) {
      for (auto& identifier : catalog->blocking_list(limit - all.size()))
        all.push_back(std::move(identifier));
      if (all.size() >= limit) break;
    }
    return all;
  }

 private:
  template <typename T, typename Ask>
  Result<T> first_that_knows(Ask ask) const {
    for (auto const& catalog : catalogs_) {
      auto answer = ask(*catalog);
      if (answer || answer.error().kind != ErrorKind::not_found) return answer;
    }
    return fail(ErrorKind::not_found, "There is no such image.");
  }

  std::vector<std::unique_ptr<Catalog>> catalogs_;
};

}  // namespace

std::unique_ptr<Catalog> make_combined_catalog(std::vector<std::unique_ptr<Catalog>> catalogs) {
  return std::make_unique<CombinedCatalog>(std::move(catalogs));
}

}  // namespace triforium::storage
