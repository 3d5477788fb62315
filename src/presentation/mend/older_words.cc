#include "presentation/mend/older_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "presentation/check/values.h"
#include "presentation/mend/coerce.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

Mend mend_of(std::string pointer, std::string message, std::string what) {
  return {{.severity = Severity::warning,
           .pointer = std::move(pointer),
           .rule = "older-words",
           .message = std::move(message),
           .link = {}},
          std::move(what)};
}

bool take_as_summary(json::object& document, json::value const& old) {
  auto texts = as_language_map(old);
  return texts && document.emplace("summary", std::move(*texts)).second;
}

bool take_as_statement(json::object& document, json::value const& old) {
  auto texts = as_language_map(old);
  if (!texts || document.contains("requiredStatement")) return false;
  document.emplace("requiredStatement", json::object{{"label", {{"en", {"Attribution"}}}}, {"value", *texts}});
  return true;
}

bool take_as_rights(json::object& document, json::value const& old) {
  auto address = as_web_uri(old);
  return address && document.emplace("rights", std::move(*address)).second;
}

// https://iiif.io/api/presentation/3.0/#logo – "The logo property … MUST NOT" stand on anything but an Agent.
bool take_as_provider(json::object& document, json::value const& old) {
  auto logos = as_resources(old);
  if (!logos) return false;
  auto& providers = document["provider"];
  if (!providers.is_array()) providers.emplace_array();
  auto& list = providers.get_array();
  if (!list.empty()) {
    auto* const first = list.front().if_object();
    return first != nullptr && first->emplace("logo", std::move(*logos)).second;
  }
  auto const uri = text_of(logos->get_array().front().get_object(), "id");
  auto const host_end = uri.find('/', std::min(uri.size(), uri.find("://") + 3));
  auto const host = std::string(uri.substr(0, host_end));
  auto const name = host.substr(std::min(host.size(), host.find("://") + 3));
  if (name.empty()) {
    document.erase("provider");
    return false;
  }
  list.push_back(
      json::object{{"id", host + "/"}, {"type", "Agent"}, {"label", {{"none", {name}}}}, {"logo", std::move(*logos)}});
  return true;
}

bool take_as_placeholder(json::object& document, json::value const& old) {
  return old.is_object() && document.emplace("placeholderCanvas", old).second;
}

bool take_nothing(json::object&, json::value const&) {
  return false;
}

struct Word {
  std::string_view name;
  std::string_view now;
  bool (*take)(json::object& document, json::value const& old);
};
constexpr std::array kWords{
    Word{"description", "summary", take_as_summary},
    Word{"attribution", "requiredStatement", take_as_statement},
    Word{"license", "rights", take_as_rights},
    Word{"logo", "provider", take_as_provider},
    Word{"posterCanvas", "placeholderCanvas", take_as_placeholder},
    Word{"sequences", "items", take_nothing},
};

// https://www.rfc-editor.org/rfc/rfc3986#appendix-A; “[” and “]” are for addresses of hosts only.
bool is_of_uris(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~:/?#@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

bool is_odd_address(std::string_view text) {
  return (text.starts_with("http://") || text.starts_with("https://")) && !text.starts_with("http://[") &&
         !text.starts_with("https://[") && !std::ranges::all_of(text, is_of_uris);
}

std::string encoded(std::string_view text) {
  std::string made;
  for (char const c : text)
    made += is_of_uris(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return made;
}

bool is_address(std::string_view key) {
  constexpr std::array<std::string_view, 15> kKeys{"id",        "@id",      "target",  "on",      "source",
                                                   "full",      "canvases", "ranges",  "within",  "startCanvas",
                                                   "thumbnail", "logo",     "related", "seeAlso", "rendering"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

struct Encoder {
  std::size_t count = 0;
  std::string first;

  void run(json::value& here, bool is_address_here) {
    if (auto* const list = here.if_array())
      for (auto& one : *list)
        run(one, is_address_here);
    if (auto* const object = here.if_object())
      for (auto& member : *object)
        run(member.value(), is_address(member.key()));
    if (!is_address_here || !here.is_string() || !is_odd_address(text_of(&here))) return;
    if (count++ == 0) first = text_of(&here);
    here = json::string(encoded(text_of(&here)));
  }
};

}  // namespace

std::vector<Mend> replace_older_words(json::object& document) {
  std::vector<Mend> mends;
  for (auto const& word : kWords) {
    auto const found = document.find(word.name);
    if (found == document.end() || (word.name == "sequences" && !document.contains("items"))) continue;
    auto const old = found->value();
    document.stable_erase(found);
    bool const is_taken = word.take(document, old);
    mends.push_back(mend_of("/" + std::string(word.name), fmt::format("{} is no word of 3.0", quoted(word.name)),
                            is_taken ? fmt::format("became {}", quoted(word.now)) : "left out"));
  }
  return mends;
}

std::vector<Mend> encode_addresses(json::value& document) {
  Encoder encoder;
  encoder.run(document, false);
  if (encoder.count == 0) return {};
  return {mend_of("", fmt::format("{} has characters that no URI has", quoted(encoder.first)),
                  fmt::format("percent-encoded in {} places", encoder.count))};
}

}  // namespace triforium::presentation
