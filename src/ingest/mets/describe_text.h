// Labels in the two languages that these records' readers speak.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "presentation/draft.h"

namespace triforium::ingest {

inline presentation::LanguageMap bilingual(std::string_view english, std::string_view german) {
  presentation::LanguageMap map;
  map.add("en", std::string(english));
  map.add("de", std::string(german));
  return map;
}

// A value under its label; several under one label are one entry. Empty text, repetitions, and what
// follows two hundred values are left out.
inline void add_metadata(presentation::Description& description, std::string_view english, std::string_view german,
                         std::string text) {
  if (text.empty()) return;
  auto const label = bilingual(english, german);
  auto const entry = std::ranges::find(description.metadata, label, &presentation::LabelledText::label);
  if (entry == description.metadata.end()) {
    description.metadata.push_back({label, {}});
    description.metadata.back().value.add("none", std::move(text));
    return;
  }
  constexpr std::size_t kMaxValues = 200;
  auto const& values = entry->value.values.front().second;
  if (values.size() >= kMaxValues) return;
  if (std::ranges::find(values, text) == values.end()) entry->value.add("none", std::move(text));
}

inline void add_homepage(presentation::Description& description, std::string_view address, std::string_view english,
                         std::string_view german) {
  auto const is_known =
      std::ranges::any_of(description.homepages, [&](auto const& page) { return page.location == address; });
  if (is_known || description.homepages.size() >= 100) return;
  description.homepages.push_back({.location = std::string(address),
                                   .format = "text/html",
                                   .profile = {},
                                   .language = {},
                                   .label = bilingual(english, german)});
}

}  // namespace triforium::ingest
