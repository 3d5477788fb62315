#include "presentation/v3/collections.h"

#include <array>
#include <string_view>
#include <utility>

namespace triforium::presentation {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 5> kLinks = {"first", "last", "next", "prev", "startIndex"};

bool is_link(std::string_view key) {
  for (auto const link : kLinks) {
    if (key == link) return true;
  }
  return false;
}

// "Manifests and Collections … MUST have the label property."
json::object page_reference(json::object const& page, json::object const& collection) {
  json::object reference{{"id", text_of(page, "id")}, {"type", "Collection"}};
  auto const* label = page.if_contains("label");
  if (label == nullptr) label = collection.if_contains("label");
  if (label != nullptr) reference.emplace("label", *label);
  return reference;
}

json::array page_references(json::object const& collection) {
  json::array pages;
  for (auto const key : {"first", "last"}) {
    auto const* const page = collection.if_contains(key);
    if (page == nullptr || !page->is_object()) continue;
    auto reference = page_reference(page->get_object(), collection);
    if (pages.empty() || pages.front().at("id") != reference.at("id")) pages.push_back(std::move(reference));
  }
  return pages;
}

}  // namespace

bool is_paged(json::object const& collection) {
  return has_type(collection, "CollectionPage") || (has_type(collection, "Collection") && collection.contains("first"));
}

void list_pages(json::object const& in, json::object& out, Place const& place, Losses& losses) {
  json::object rest;
  for (auto& member : out) {
    if (!is_link(member.key())) {
      rest.emplace(member.key(), std::move(member.value()));
      continue;
    }
    losses.push_back({pointer_to(place.pointer(), std::string_view(member.key())), std::string(member.key()),
                      "Presentation 3 has no pages of collections"});
  }
  if (!rest.contains("items")) rest.emplace("items", page_references(in));
  out = std::move(rest);
}

}  // namespace triforium::presentation
