#include "storage/file_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

std::shared_ptr<FileSource const> opened(std::filesystem::path const& path) {
  return FileSource::make(FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), path.string()).value();
}

// The kernel's clock of files ticks a few hundred times a second.
void let_the_clock_tick() {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

TEST(FileSource, TellsWhatHasBecomeOfItsFile) {
  test::TemporaryFolder folder;
  folder.write("image.tif", "0123456789");
  auto const path = folder.path() / "image.tif";
  auto const source = opened(path);
  EXPECT_EQ(source->since_opened(), Since::unchanged);
  let_the_clock_tick();
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(source->since_opened(), Since::touched);
  let_the_clock_tick();
  std::fstream(path, std::ios::in | std::ios::out) << "987";
  EXPECT_EQ(source->since_opened(), Since::altered) << "of the same length";
}

TEST(FileSource, WhatIsMovedAwayKeepsItsBytes) {
  test::TemporaryFolder folder;
  folder.write("image.tif", "0123456789");
  folder.write("next.tif", "9876543210");
  auto const source = opened(folder.path() / "image.tif");
  let_the_clock_tick();
  std::filesystem::rename(folder.path() / "next.tif", folder.path() / "image.tif");
  EXPECT_EQ(source->since_opened(), Since::touched);
}

}  // namespace
}  // namespace triforium::storage
