// A disk that can be filled up.
#pragma once

#include <sys/mount.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace triforium::test {

// A small file system of its own where the system lets us have one; a folder otherwise, which never fills up.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path folder, std::string const& size = "6m") : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    is_mounted_ = ::mount("small", folder_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(SmallDisk const&) = delete;
  SmallDisk& operator=(SmallDisk const&) = delete;

  bool is_mounted() const { return is_mounted_; }

  // Takes all but `left` bytes of what is left.
  void fill(std::uintmax_t left = 0) const {
    if (!is_mounted_) return;
    {
      std::ofstream file(folder_ / "balloon", std::ios::binary);
      std::string const much(4 << 10, 'x');
      while (file << much && file.flush()) {
      }
    }
    auto const size = std::filesystem::file_size(folder_ / "balloon");
    std::filesystem::resize_file(folder_ / "balloon", size - std::min(size, left));
  }
  void empty() const {
    std::error_code ignored;
    std::filesystem::remove(folder_ / "balloon", ignored);
  }

 private:
  std::filesystem::path const folder_;
  bool is_mounted_ = false;
};

}  // namespace triforium::test
