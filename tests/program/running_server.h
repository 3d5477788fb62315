// The whole server in this process, on a port of its own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/application.h"
#include "support/http_get.h"
#include "support/temporary_folder.h"

namespace triforium::test {

// Defaults, but for what a test wants otherwise: a free port, two threads, that folder, fast PNG, no pages, and nothing
// kept on disk.
app::Config config_for(std::filesystem::path const& folder);

class RunningServer {
 public:
  enum class Check { verified, as_it_is };
  // Throws where it does not start: then there is nothing to test.
  explicit RunningServer(app::Config const& config, Check check = Check::verified);

  std::uint16_t port() const { return application_->port(); }
  app::Application& application() { return *application_; }

  Answer get(std::string const& target, std::string const& fields = {}) const;
  Answer head(std::string const& target, std::string const& fields = {}) const;
  // The value of a line of /metrics, named as it stands there; 0 if there is no such line.
  double metric(std::string const& series) const;

 private:
  std::unique_ptr<app::Application> application_;
};

// Asks again and again until it is so, at most for that long. False if it never was.
bool eventually(std::chrono::milliseconds limit, std::function<bool()> const& is_so);

// Standard error goes to a file while the tests run: what the server logs can be read there, and does not flood ours.
// The file stays if the program dies.
class LogEnvironment : public testing::Environment {
 public:
  void SetUp() override;
  void TearDown() override;
};
// Everything logged since the mark; 0: since the beginning.
std::size_t log_mark();
std::string log_since(std::size_t mark);

}  // namespace triforium::test
