#include "program/running_server.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "base/log.h"

namespace triforium::test {
namespace {

std::string log_path;
int own_standard_error = -1;

}  // namespace

app::Config config_for(std::filesystem::path const& folder) {
  app::Config config;
  config.server.listen = {"127.0.0.1:0"};
  config.server.web_folder = folder.string();
  config.sources.folders = {folder.string()};
  config.limits.workers = 2;
  config.data = (folder / ".data").string();
  config.derivatives.enabled = false;  // or answers would change while a test compares them
  config.encode.png_level = 1;
  config.cache.disk = {0};
  return config;
}

RunningServer::RunningServer(app::Config const& config, Check check) {
  auto const faults = check == Check::verified ? config.verify() : std::vector<std::string>();
  if (!faults.empty()) throw std::runtime_error(faults.front());
  auto started = app::Application::start(config);
  if (!started) throw std::runtime_error(started.error().message);
  application_ = std::move(*started);
}

Answer RunningServer::get(std::string const& target, std::string const& fields) const {
  return http_get(port(), target, fields);
}

Answer RunningServer::head(std::string const& target, std::string const& fields) const {
  return http_get(port(), target, fields, "HEAD");
}

double RunningServer::metric(std::string const& series) const {
  auto const body = "\n" + get("/metrics").body;
  auto const at = body.find("\n" + series + " ");
  return at == std::string::npos ? 0 : std::atof(body.c_str() + at + series.size() + 2);
}

bool eventually(std::chrono::milliseconds limit, std::function<bool()> const& is_so) {
  auto const deadline = std::chrono::steady_clock::now() + limit;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

void LogEnvironment::SetUp() {
  std::string name = (std::filesystem::temp_directory_path() / "triforium-test-log-XXXXXX").string();
  int const file = ::mkstemp(name.data());
  log_path = name;
  std::fflush(stderr);
  own_standard_error = ::dup(STDERR_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::close(file);
  log::start(log::Level::info, log::Format::json);
}

void LogEnvironment::TearDown() {
  std::fflush(stderr);
  ::dup2(own_standard_error, STDERR_FILENO);
  ::close(own_standard_error);
  std::error_code ignored;
  std::filesystem::remove(log_path, ignored);
}

std::size_t log_mark() {
  std::error_code error;
  auto const size = std::filesystem::file_size(log_path, error);
  return error ? 0 : static_cast<std::size_t>(size);
}

std::string log_since(std::size_t mark) {
  std::ifstream file(log_path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(mark));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace triforium::test
