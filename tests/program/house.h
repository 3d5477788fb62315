// What most tests begin with: a folder with a picture in it, and a server over it.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "program/pictures.h"
#include "program/running_server.h"

namespace triforium::test {

// How long a house's server believes that a file has not changed.
inline constexpr std::chrono::milliseconds kRecheck{50};

inline std::string png_of(PixelSize size) {
  return encoded(codecs::OutputFormat::png, soft_picture(size));
}

// The picture is cat.png, 300 × 200; `change` changes the configuration before the server starts.
struct House {
  explicit House(std::function<void(app::Config&)> const& change = {}) {
    folder.write("cat.png", png_of({300, 200}));
    auto config = config_for(folder.path());
    config.sources.recheck = kRecheck;
    if (change) change(config);
    server = std::make_unique<RunningServer>(config);
  }
  Answer get(std::string const& target, std::string const& fields = {}) const { return server->get(target, fields); }
  boost::json::object json(std::string const& target, std::string const& fields = {}) const {
    return boost::json::parse(get(target, fields).body).as_object();
  }
  void expect_alive() const {
    EXPECT_EQ(get("/iiif/3/cat.png/full/max/0/default.png").status, 200);
    EXPECT_EQ(get("/health/ready").status, 200);
  }

  TemporaryFolder folder;
  std::unique_ptr<RunningServer> server;
};

}  // namespace triforium::test
