// A settings file, or one value of --set: what is taken is shown, and taken again as the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "app/config.h"
#include "base/text.h"

using namespace triforium;

namespace {

void expect_to_come_back(app::Config const& config) {
  (void)config.verify();
  auto const shown = app::to_toml(config);
  app::Config again;
  if (!app::apply_toml(again, shown, "shown.toml") || app::to_toml(again) != shown) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const text(reinterpret_cast<char const*>(data), size);
  app::Config from_file;
  if (app::apply_toml(from_file, text, "fuzz.toml")) expect_to_come_back(from_file);
  app::Config from_word;
  // A path may be other bytes, which TOML cannot say.
  if (is_valid_utf8(text) && app::apply_assignment(from_word, text)) expect_to_come_back(from_word);
  return 0;
}
