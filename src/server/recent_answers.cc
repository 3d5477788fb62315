#include "server/recent_answers.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <functional>
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

bool is_of_file(http::Piece const& piece) {
  return piece.descriptor >= 0;
}

// Neither a stream, which ends, nor a file that is read, which waits for a disk; and of mapped files one at most.
bool is_at_hand(http::Body const& body) {
  if (std::holds_alternative<std::monostate>(body) || std::holds_alternative<std::string>(body)) return true;
  auto const* const pieces = std::get_if<std::vector<http::Piece>>(&body);
  return pieces != nullptr && std::count_if(pieces->begin(), pieces->end(), is_of_file) <= 1;
}

// All zero where nothing can be said. Without asking the server of a network's file system.
LastWritten last_written(int descriptor) {
  struct statx status {};
  if (::statx(descriptor, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_SIZE | STATX_MTIME, &status) != 0) return {};
  return {status.stx_mtime.tv_sec, status.stx_mtime.tv_nsec, status.stx_size};
}

http::Piece* piece_of_file(http::Body& body) {
  auto* const pieces = std::get_if<std::vector<http::Piece>>(&body);
  if (pieces == nullptr) return nullptr;
  auto const found = std::find_if(pieces->begin(), pieces->end(), is_of_file);
  return found == pieces->end() ? nullptr : &*found;
}

bool may_be_kept(http::Response const& response, RecentAnswers::Clock::time_point now) {
  bool const is_read = response.status == 200 || response.status == 304;
  return is_read && response.fresh && response.fresh->holds(now) && is_at_hand(response.body) &&
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

KnownAnswer RecentAnswers::find(std::string const& key, Clock::time_point now) {
  auto found = answers_.find(key);
  if (!found) return {};
  KnownAnswer known{std::move(*found), nullptr};
  if (known.answer->is_of_file) known.file = known.answer->file.lock();
  // A tile that the old file had there may be anything in what somebody has just written over it.
  auto const is_as_it_was = [&] { return last_written(known.answer->descriptor) == known.answer->written; };
  bool const is_there = !known.answer->is_of_file || (known.file != nullptr && is_as_it_was());
  if (is_there && known.answer->response.fresh->holds(now)) {
    ++use_.hits;
    return known;
  }
  answers_.erase(key);
  return {};
}

KnownAnswer RecentAnswers::keep(std::string const& key, http::Response& response, Clock::time_point now) {
  if (!may_be_kept(response, now)) return {};
  ++use_.misses;
  auto* const piece = piece_of_file(response.body);
  if (piece != nullptr && !is_asked_again(key)) return {};
  auto answer = std::make_shared<RecentAnswer>();
  append_fields(answer->fields, response, {});
  auto weight = key.size() + answer->fields.size() + http::size_of(response.body) + kOverhead;
  KnownAnswer known;
  if (piece != nullptr) {
    weight -= piece->bytes.size();
    known.file = std::exchange(piece->owner, nullptr);
    answer->file = known.file;
    answer->is_of_file = true;
    answer->descriptor = piece->descriptor;
    answer->written = last_written(piece->descriptor);
  }
  answer->response = std::move(response);
  answer->response.timings.clear();
  known.answer = std::move(answer);
  answers_.insert(key, known.answer, weight);
  return known;
}

// By a table in which keys that meet forget each other: then one is kept later, or not at all.
bool RecentAnswers::is_asked_again(std::string const& key) {
  auto const hash = std::hash<std::string>()(key);
  auto& place = asked_[hash % asked_.size()];
  auto const mark = static_cast<std::uint32_t>(hash >> 32U) | 1U;
  return std::exchange(place, mark) == mark;
}

RecentUse RecentAnswers::take_use() {
  auto use = std::exchange(use_, {});
  auto const bytes = static_cast<std::int64_t>(answers_.weight());
  auto const entries = static_cast<std::int64_t>(answers_.size());
  use.bytes = bytes - std::exchange(told_.bytes, bytes);
  use.entries = entries - std::exchange(told_.entries, entries);
  return use;
}

}  // namespace triforium::server
