#include "presentation/draft.h"

#include <algorithm>

namespace triforium::presentation {

void LanguageMap::add(std::string language, std::string text) {
  if (text.empty()) return;
  if (language.empty()) language = "none";
  auto const of_language = std::ranges::find(values, language, [](auto const& entry) { return entry.first; });
  if (of_language != values.end()) {
    of_language->second.push_back(std::move(text));
    return;
  }
  values.emplace_back(std::move(language), std::vector{std::move(text)});
}

}  // namespace triforium::presentation
