#include <gtest/gtest.h>

#include <csignal>

#include "program/running_server.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  testing::AddGlobalTestEnvironment(new triforium::test::LogEnvironment);  // GoogleTest's own from here on
  return RUN_ALL_TESTS();
}
