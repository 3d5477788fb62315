#include "program/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

namespace triforium::test {

ServerProcess::ServerProcess(std::filesystem::path const& data, std::vector<std::string> const& arguments)
    : log_(data.parent_path() / (data.filename().string() + ".log")) {
  std::vector<std::string> words{"triforium", "serve",
                                 "--data",    data.string(),
                                 "--listen",  "127.0.0.1:0",
                                 "--set",     "server.api_token=open sesame",
                                 "--set",     "server.web_folder=" + data.string(),
                                 "--set",     "log.format=json"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int const log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  child_ = ::fork();
  if (child_ == 0) {
    ::dup2(log, STDERR_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::execv(TRIFORIUM_PROGRAM, pointers.data());
    ::_exit(127);
  }
  ::close(log);
}

ServerProcess::~ServerProcess() {
  kill();
}

bool ServerProcess::wait_until_it_listens() {
  constexpr std::string_view kBegin = "\"http://127.0.0.1:";
  for (int tries = 0; tries < 6000; ++tries) {
    auto const said = log();
    auto const at = said.find(kBegin);
    if (at != std::string::npos) {
      port_ = static_cast<std::uint16_t>(std::atoi(said.c_str() + at + kBegin.size()));
      return true;
    }
    if (::waitpid(child_, nullptr, WNOHANG) == child_) {
      child_ = -1;
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::string ServerProcess::log() const {
  std::ifstream file(log_);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int ServerProcess::wait() {
  int status = 0;
  if (child_ > 0) ::waitpid(child_, &status, 0);
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void ServerProcess::kill() {
  if (child_ > 0) ::kill(child_, SIGKILL);
  wait();
}

int ServerProcess::stop() {
  if (child_ > 0) ::kill(child_, SIGTERM);
  return wait();
}

}  // namespace triforium::test
