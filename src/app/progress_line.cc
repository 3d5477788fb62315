#include "app/progress_line.h"

#include <fmt/format.h>

namespace triforium::app {
namespace {

using std::chrono::seconds;

// With a comma before each three digits.
std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3;)
    text.insert(at -= 3, ",");
  return text;
}

std::string length_of(seconds time) {
  if (time < seconds(90)) return fmt::format("{} s", time.count());
  if (time < std::chrono::minutes(90)) return fmt::format("{} min", (time.count() + 30) / 60);
  return fmt::format("{:.1f} h", static_cast<double>(time.count()) / 3600);
}

}  // namespace

std::string progress_line(std::uint64_t done, std::uint64_t total, std::chrono::milliseconds elapsed) {
  auto line = fmt::format("{} of {}", grouped(done), grouped(total));
  if (total > 0) line += fmt::format(" ({} %)", done * 100 / total);
  if (done == 0 || elapsed < seconds(1)) return line;
  auto const rate = static_cast<double>(done) * 1000 / static_cast<double>(elapsed.count());
  line += rate < 10 ? fmt::format(", {:.1f} a second", rate) : fmt::format(", {:.0f} a second", rate);
  if (done < total) {
    auto const left = seconds(static_cast<std::int64_t>(static_cast<double>(total - done) / rate) + 1);
    line += fmt::format(", {} left", length_of(left));
  }
  return line;
}

}  // namespace triforium::app
