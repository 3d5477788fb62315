#include "presentation/negotiate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "http/accept.h"

namespace triforium::presentation {
namespace {

enum class Form { linked, json, page };

struct Offer {
  Form form = Form::linked;
  int version = 3;
};

// How much an offer is wanted: by its weight first, then by how closely it was described, so that of
// "application/json, */*" the first is the answer.
struct Preference {
  int quality = 0;    // thousandths; 0: not at all
  int closeness = 0;  // 0: not described; 1: */*; 2: application/*; 3: the type; 4: its profile too

  auto operator<=>(Preference const&) const = default;
};

bool is_type_of(http::MediaType const& media, Form form) {
  switch (form) {
    case Form::linked:
      return media.type == "application" && media.subtype == "ld+json";
    case Form::json:
      return media.type == "application" && media.subtype == "json";
    case Form::page:
      return (media.type == "text" && media.subtype == "html") ||
             (media.type == "application" && media.subtype == "xhtml+xml");
  }
  return false;
}

std::string_view family_of(Form form) {
  return form == Form::page ? "text" : "application";
}

// A profile is a list of URIs separated by spaces (https://www.rfc-editor.org/rfc/rfc6906#section-3.1); clients write
// commas as well. The list names a version if one of them does.
bool names_version(std::string_view profiles, int version) {
  constexpr std::string_view kSeparators = " \t,'\"";
  while (!profiles.empty()) {
    auto const end = std::min(profiles.find_first_of(kSeparators), profiles.size());
    if (version_of_profile(profiles.substr(0, end)) == version) return true;
    profiles.remove_prefix(std::min(end + 1, profiles.size()));
  }
  return false;
}

// "Accept: application/json; charset=utf-8" is common: of the parameters only the profile counts. Unquoted, as the
// validator and the cookbook of IIIF send it, it is no token of RFC 9110; http/accept.h reads it all the same.
int closeness_of(http::MediaType const& wanted, Offer const& offer) {
  if (wanted.type == "*") return 1;
  if (wanted.subtype == "*") return wanted.type == family_of(offer.form) ? 2 : 0;
  if (!is_type_of(wanted, offer.form)) return 0;
  auto const profile = wanted.parameter("profile");
  if (!profile || offer.form == Form::page) return 3;
  return names_version(*profile, offer.version) ? 4 : 0;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1-12
//   "If more than one media range applies to a given type, the most specific reference has precedence."
Preference preference_for(Offer const& offer, std::span<http::MediaRange const> accept) {
  Preference best;
  for (auto const& range : accept) {
    int const closeness = closeness_of(range.media, offer);
    if (closeness > best.closeness || (closeness > 0 && closeness == best.closeness && range.quality > best.quality))
      best = {range.quality, closeness};
  }
  return best;
}

// The form that is sent to those who did not ask for one, and the other. The versions have opposite defaults: 2.1 has
// JSON-LD for those who ask for it only, 3.0 for those who send no Accept header.
//
// https://iiif.io/api/presentation/2.1/#responses
// https://iiif.io/api/presentation/3.0/#63-responses
std::pair<Form, Form> forms_of(int version) {
  return version <= 2 ? std::pair(Form::json, Form::linked) : std::pair(Form::linked, Form::json);
}

std::vector<Offer> offers_of(std::span<int const> versions) {
  std::vector<Offer> offers;
  for (int const version : versions) {
    auto const [usual, other] = forms_of(version);
    offers.push_back({usual, version});
    offers.push_back({other, version});
  }
  offers.push_back({Form::page, versions.front()});
  return offers;
}

Negotiated answer(Offer const& offer, bool is_acceptable) {
  switch (offer.form) {
    case Form::linked:
      return {false, offer.version, linked_data_type(offer.version), is_acceptable};
    case Form::json:
      return {false, offer.version, "application/json", is_acceptable};
    case Form::page:
      return {true, offer.version, "text/html; charset=utf-8", is_acceptable};
  }
  return {};
}

}  // namespace

std::string linked_data_type(int version) {
  return fmt::format("application/ld+json;profile=\"http://iiif.io/api/presentation/{}/context.json\"", version);
}

std::optional<int> version_of_profile(std::string_view profile) {
  std::string const text = to_lower(profile);
  std::string_view rest = text;
  for (std::string_view const beginning : {"http://", "https://"}) {
    if (rest.starts_with(beginning)) rest.remove_prefix(beginning.size());
  }
  if (rest.starts_with("www.")) rest.remove_prefix(4);
  constexpr std::string_view kPresentation = "iiif.io/api/presentation/";
  if (!rest.starts_with(kPresentation)) return std::nullopt;
  rest.remove_prefix(kPresentation.size());
  auto const number = rest.substr(0, rest.find_first_of("./#"));
  auto const version = parse_unsigned(number, 9);
  if (!version) return std::nullopt;
  return static_cast<int>(*version);
}

Negotiated negotiate(std::string_view accept, std::span<int const> versions) {
  auto const offers = offers_of(versions);
  if (trim(accept).empty()) return answer(offers.front(), true);
  auto const ranges = http::parse_accept(accept);
  Offer const* best = nullptr;
  Preference most;
  for (auto const& offer : offers) {
    auto const preference = preference_for(offer, ranges);
    if (preference.quality == 0 || preference <= most) continue;
    best = &offer;
    most = preference;
  }
  return best != nullptr ? answer(*best, true) : answer(offers.front(), false);
}

Negotiated negotiate_document(std::string_view accept, int version) {
  auto negotiated = negotiate(accept, std::array{version});
  if (!negotiated.wants_page) return negotiated;
  return answer({Form::json, version}, true);
}

}  // namespace triforium::presentation
