// The plainest HTTP client: sends exactly the bytes it is given, and reads until the server closes.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace triforium::test {

struct Answer {
  int status = 0;                             // 0: nothing that looks like HTTP came back
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;                           // without its transfer coding
  bool is_complete = true;                    // a chunked body has its last chunk

  std::string field(std::string const& name) const {
    auto const found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  }
};

// Sends `bytes` to 127.0.0.1:`port`, then reads all that comes until the other side closes, at most for 60 seconds.
std::string exchange(std::uint16_t port, std::string const& bytes);
Answer parse_answer(std::string const& bytes);

// One request on a connection of its own. `target` goes out as it is; `fields` are whole lines, each with its CRLF.
Answer http_get(std::uint16_t port, std::string const& target, std::string const& fields = {},
                std::string const& method = "GET");

}  // namespace triforium::test
