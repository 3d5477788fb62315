#include "importer/inputs.h"

namespace triforium::importer {
namespace {

constexpr std::size_t kPage = 1000;

}  // namespace

std::string input_name(std::string_view root, std::string_view id) {
  return std::string(root) + "//" + std::string(id);
}

Result<std::vector<store::Input>> blocking_find_inputs(store::Store const& store,
                                                       std::vector<std::string> const& names) {
  return store.read([&](store::Reading const& reading) -> Result<std::vector<store::Input>> {
    std::vector<store::Input> all;
    for (auto const& name : names) {
      TRIFORIUM_TRY(auto found, reading.find_input(name));
      all.push_back(found ? std::move(*found) : store::Input{name, {}, {}});
    }
    return all;
  });
}

Result<Known> blocking_find_known(store::Store const& store, std::string const& name, std::string const& item) {
  return store.read([&](store::Reading const& reading) -> Result<Known> {
    TRIFORIUM_TRY(auto const input, reading.find_input(name));
    TRIFORIUM_TRY(auto const found, reading.find_item(item));
    return Known{input.value_or(store::Input{name, {}, {}}), !found || found->kind == store::ItemKind::manifest};
  });
}

Result<std::vector<store::Input>> blocking_find_vanished(store::Store const& store, std::string_view root,
                                                         std::set<std::string, std::less<>> const& seen) {
  auto const prefix = input_name(root, {});
  return store.read([&](store::Reading const& reading) -> Result<std::vector<store::Input>> {
    std::vector<store::Input> vanished;
    std::string after;
    for (std::size_t size = kPage; size == kPage;) {
      TRIFORIUM_TRY(auto const page, reading.list_inputs(prefix, after, kPage));
      for (auto const& input : page) {
        if (!input.item.empty() && !seen.contains(input.source)) vanished.push_back(input);
      }
      size = page.size();
      if (size > 0) after = page.back().source;
    }
    return vanished;
  });
}

}  // namespace triforium::importer
