#include "media/process.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace triforium::media {
namespace {

using namespace std::chrono_literals;

Result<std::string> output_of(std::vector<std::string> const& argv, ProcessLimits const& limits = {}) {
  auto const bytes = blocking::run_process(argv, limits);
  if (!bytes) return fail(bytes);
  return std::string(as_text(*bytes));
}

TEST(RunProcess, gives_what_a_program_writes_and_no_shell_reads_its_arguments) {
  EXPECT_EQ(output_of({"printf", "%s|%s", "a b", "$HOME;`ls`"}).value(), "a b|$HOME;`ls`");
  EXPECT_EQ(output_of({"cat"}).value(), "");  // nothing stands on its input
}

TEST(RunProcess, says_that_a_program_is_absent) {
  EXPECT_TRUE(blocking::has_program("printf"));
  EXPECT_FALSE(blocking::has_program("triforium-no-such-program"));
  auto const absent = output_of({"triforium-no-such-program"});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind, ErrorKind::not_implemented);
  EXPECT_EQ(absent.error().message, "“triforium-no-such-program” was not found on this machine");
}

TEST(RunProcess, tells_the_status_and_keeps_what_was_said_for_the_log) {
  auto const failed = output_of({"sh", "-c", "echo why >&2; exit 3"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(failed.error().message, "“sh” ended with status 3");
  EXPECT_EQ(failed.error().detail, "why\n");
}

TEST(RunProcess, ends_what_takes_too_long_with_all_that_it_started) {
  auto const before = std::chrono::steady_clock::now();
  auto const late = output_of({"sh", "-c", "sleep 60 & sleep 60"}, {.time = 100ms});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::timeout);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 20s);
}

TEST(RunProcess, bounds_output_and_memory) {
  EXPECT_EQ(output_of({"yes"}, {.output = 100'000}).error().kind, ErrorKind::too_large);
  EXPECT_EQ(output_of({"sh", "-c", "ulimit -v"}, {.memory = std::size_t{1} << 30}).value(), "1048576\n");
}

}  // namespace
}  // namespace triforium::media
