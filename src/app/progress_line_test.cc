#include "app/progress_line.h"

#include <gtest/gtest.h>

namespace triforium::app {
namespace {

using namespace std::chrono_literals;

TEST(ProgressLine, TellsHowFarAndHowLong) {
  EXPECT_EQ(progress_line(0, 10, 0ms), "0 of 10 (0 %)");
  EXPECT_EQ(progress_line(1280, 10'000, 6s), "1,280 of 10,000 (12 %), 213 a second, 41 s left");
  EXPECT_EQ(progress_line(2, 1'000'000, 1s), "2 of 1,000,000 (0 %), 2.0 a second, 138.9 h left");
  EXPECT_EQ(progress_line(50, 650, 20s), "50 of 650 (7 %), 2.5 a second, 4 min left");
}

TEST(ProgressLine, SaysNothingOfTheRestAtTheEnd) {
  EXPECT_EQ(progress_line(10, 10, 2s), "10 of 10 (100 %), 5.0 a second");
  EXPECT_EQ(progress_line(0, 0, 2s), "0 of 0");
}

}  // namespace
}  // namespace triforium::app
