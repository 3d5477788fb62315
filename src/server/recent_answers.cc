#include "server/recent_answers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "server/head.h"

namespace triforium::server {
namespace {

constexpr std::uint64_t kLargestBody = 64U << 10;  // beyond it, sending costs far more than asking
constexpr std::uint64_t kOverhead = 1U << 10;      // of an answer beside its bytes

enum class Matter { none, selects, forbids };

struct Known {
  std::string_view name;
  Matter matter;
};
constexpr std::array<Known, 11> kFields{{{"Accept", Matter::selects},
                                         {"Accept-Encoding", Matter::selects},
                                         {"If-None-Match", Matter::selects},
                                         {"If-Modified-Since", Matter::selects},
                                         {"Authorization", Matter::forbids},
                                         {"Cookie", Matter::forbids},
                                         {"Range", Matter::forbids},
                                         {"If-Range", Matter::forbids},
                                         {"If-Match", Matter::forbids},
                                         {"If-Unmodified-Since", Matter::forbids},
                                         {"X-Server-Timing", Matter::forbids}}};

Known find_known(std::string_view name) {
  auto const found = std::find_if(kFields.begin(), kFields.end(), [&](Known const& known) {
    return known.name.size() == name.size() && equals_ignoring_case(known.name, name);
  });
  return found == kFields.end() ? Known{{}, Matter::none} : *found;
}

// Neither a stream, which ends, nor a file, which is not held in memory.
bool is_in_memory(http::Body const& body) {
  if (std::holds_alternative<std::monostate>(body) || std::holds_alternative<std::string>(body)) return true;
  auto const* const pieces = std::get_if<std::vector<http::Piece>>(&body);
  return pieces != nullptr &&
         std::all_of(pieces->begin(), pieces->end(), [](http::Piece const& piece) { return piece.descriptor < 0; });
}

bool may_be_kept(http::Response const& response, RecentAnswers::Clock::time_point now) {
  bool const is_read = response.status == 200 || response.status == 304;
  return is_read && response.fresh && response.fresh->holds(now) && is_in_memory(response.body) &&
         http::size_of(response.body) <= kLargestBody;
}

}  // namespace

bool write_key(std::string& key, http::Request const& request) {
  if (request.method != http::Method::get || !request.body.empty()) return false;
  key.assign(request.target);
  for (auto const* part : {&request.origin.scheme, &request.origin.authority, &request.origin.path_prefix})
    key.append(1, '\n').append(*part);
  for (auto const& [name, value] : request.fields) {
    auto const known = find_known(name);
    if (known.matter == Matter::forbids) return false;
    if (known.matter == Matter::selects) key.append(1, '\n').append(known.name).append(1, ':').append(value);
  }
  return true;
}

SharedAnswer RecentAnswers::find(std::string const& key, Clock::time_point now) {
  auto answer = answers_.find(key);
  if (!answer) return nullptr;
  if ((*answer)->response.fresh->holds(now)) return std::move(*answer);
  answers_.erase(key);
  return nullptr;
}

SharedAnswer RecentAnswers::keep(std::string const& key, http::Response& response, Clock::time_point now) {
  if (!may_be_kept(response, now)) return nullptr;
  std::string fields;
  append_fields(fields, response, {});
  auto const weight = key.size() + fields.size() + http::size_of(response.body) + kOverhead;
  auto answer = std::make_shared<RecentAnswer const>(RecentAnswer{std::move(response), std::move(fields)});
  answers_.insert(key, answer, weight);
  return answer;
}

}  // namespace triforium::server
