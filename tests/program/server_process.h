// The server as a process of its own, which can be killed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace triforium::test {

class ServerProcess {
 public:
  // On a free port, with the data folder `data`, the token "open sesame", and these further arguments.
  explicit ServerProcess(std::filesystem::path const& data, std::vector<std::string> const& arguments = {});
  // Killed, if it still runs.
  ~ServerProcess();
  ServerProcess(ServerProcess const&) = delete;
  ServerProcess& operator=(ServerProcess const&) = delete;

  // Waits until it listens. False: it ended, or took longer than a minute.
  bool wait_until_it_listens();
  std::uint16_t port() const { return port_; }
  std::string log() const;
  pid_t process() const { return child_; }

  void kill();
  // SIGTERM; its exit code, -1 where a signal ended it.
  int stop();

 private:
  int wait();

  std::filesystem::path const log_;
  pid_t child_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace triforium::test
