#include "app/control_group.h"

#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace triforium::app {
namespace {

namespace fs = std::filesystem;

struct Machine {
  test::TemporaryFolder folder;

  void write(std::string const& name, std::string const& text) {
    fs::create_directories((folder.path() / name).parent_path());
    folder.write(name, text);
  }
  ControlGroupLimits limits() const {
    return read_control_group_limits(folder.path() / "membership", folder.path() / "mounted");
  }
};

TEST(ControlGroup, OfAContainerLiesAtTheRoot) {
  Machine machine;
  machine.write("membership", "0::/\n");
  machine.write("mounted/memory.max", "536870912\n");
  machine.write("mounted/cpu.max", "150000 100000\n");
  EXPECT_EQ(machine.limits().memory, 536870912U);
  EXPECT_EQ(machine.limits().processors, 2U);
}

TEST(ControlGroup, OfAServiceLiesBelow) {
  Machine machine;
  machine.write("membership", "0::/system.slice/triforium.service\n");
  machine.write("mounted/system.slice/memory.max", "2000000000\n");
  machine.write("mounted/system.slice/cpu.max", "max 100000\n");
  machine.write("mounted/system.slice/triforium.service/memory.max", "3000000000\n");
  machine.write("mounted/system.slice/triforium.service/cpu.max", "50000 100000\n");
  EXPECT_EQ(machine.limits().memory, 2000000000U) << "the least of all";
  EXPECT_EQ(machine.limits().processors, 1U);
}

TEST(ControlGroup, OfTheFirstVersion) {
  Machine machine;
  machine.write("membership", "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/x\n");
  machine.write("mounted/memory/memory.limit_in_bytes", "9223372036854771712\n");
  machine.write("mounted/memory/docker/abc/memory.limit_in_bytes", "1000000\n");
  machine.write("mounted/cpu,cpuacct/cpu.cfs_quota_us", "400000\n");
  machine.write("mounted/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(machine.limits().memory, 1000000U);
  EXPECT_EQ(machine.limits().processors, 4U);
}

TEST(ControlGroup, MayLimitNothing) {
  Machine machine;
  EXPECT_FALSE(machine.limits().memory);
  machine.write("membership", "0::/../../elsewhere\nnonsense\n");
  machine.write("mounted/memory.max", "max\n");
  machine.write("mounted/cpu.max", "max 100000\n");
  machine.write("mounted/cpu.cfs_quota_us", "-1\n");
  machine.write("mounted/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(machine.limits().memory);
  EXPECT_FALSE(machine.limits().processors);
}

}  // namespace
}  // namespace triforium::app
