#include "presentation/tree.h"

#include <algorithm>
#include <array>

#include "presentation/model.h"

namespace triforium::presentation {

std::string_view text_of(boost::json::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

std::string plain_label(boost::json::object const& resource) {
  auto const* const label = resource.if_contains("label");
  auto const* const languages = label == nullptr ? nullptr : label->if_object();
  if (languages == nullptr || languages->empty()) return {};
  auto const* const values = languages->begin()->value().if_array();
  bool const has_text = values != nullptr && !values->empty() && values->front().is_string();
  return has_text ? std::string(values->front().get_string()) : std::string();
}

bool has_type(boost::json::object const& object, std::string_view type) {
  return text_of(object, "type") == type;
}

bool has_motivation(boost::json::object const& annotation, std::string_view motivation) {
  auto const* const said = annotation.if_contains("motivation");
  if (said == nullptr) return false;
  if (auto const* const one = said->if_string()) return *one == motivation;
  auto const* const all = said->if_array();
  return all != nullptr && std::ranges::find(*all, boost::json::value(motivation)) != all->end();
}

std::string_view without_fragment(std::string_view uri) {
  return uri.substr(0, uri.find('#'));
}

bool is_opaque(std::string_view key) {
  static constexpr std::array<std::string_view, 9> kKeys = {
      "@context", "label", "metadata", "summary", "requiredStatement", "navPlace", "service", "services", "via"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

std::string Place::pointer() const {
  if (parent_ == nullptr) return {};
  return key_.empty() ? pointer_to(parent_->pointer(), index_) : pointer_to(parent_->pointer(), key_);
}

std::string Place::minted_id() const {
  if (!id_.empty()) return std::string(id_);
  if (parent_ == nullptr) return {};
  return parent_->minted_id() + "/" + (key_.empty() ? std::to_string(index_) : std::string(key_));
}

}  // namespace triforium::presentation
