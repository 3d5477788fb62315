// A client of the soak test that publishes: it sends an archive in pieces, has it imported, looks at what came of it,
// and deletes it; and changes an item meanwhile.
#pragma once

#include <cstdint>
#include <random>
#include <stop_token>
#include <string>

#include "support/http_get.h"

namespace triforium::test {

class SoakPublisher {
 public:
  // `name` begins the ids of its items.
  SoakPublisher(std::uint16_t port, std::string name, unsigned seed)
      : port_(port), name_(std::move(name)), dice_(seed) {}

  // Fails the test where an answer is neither yes nor a full disk.
  void run(std::stop_token const& stop);
  int published() const { return published_; }
  int refused() const { return refused_; }  // by a full disk

 private:
  bool publish(std::stop_token const& stop, std::string const& item);
  bool send(std::string const& path, std::string const& archive);
  bool import(std::stop_token const& stop, std::string const& upload);
  bool is_yes(Answer const& answer);
  Answer ask(std::string const& method, std::string const& target, std::string const& body = {},
             std::string const& fields = {}) const;

  std::uint16_t const port_;
  std::string const name_;
  std::mt19937 dice_;
  int published_ = 0, refused_ = 0;
};

}  // namespace triforium::test
