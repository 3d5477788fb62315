// PyramidFile: a pyramid being written to a BigTIFF file, which has its name only when it is complete.
//
// CHOICE: a page for each level, the reduced ones marked by NewSubfileType, and not SubIFDs: more programs know them.
// CHOICE: BigTIFF whatever the size: whoever reads it in this program does not care, and the size is not known before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codecs/decoder.h"
#include "derive/big_tiff_directory.h"
#include "derive/plane_strip.h"
#include "storage/file_source.h"

namespace triforium::derive {

// What the directories say of all tiles and of the image.
struct PyramidDescription {
  PlaneLayout layout;
  // Of the largest level, and of the others; null: each stream has its own.
  SharedBytes whole_tables, tables;
  codecs::Orientation orientation = codecs::Orientation::upright;
  SharedBytes icc;  // these may be null
  SharedBytes xmp;
  SharedBytes iptc;
};

class PyramidFile {
 public:
  // Creates the file beside `to`. Errors: internal, here and below: what the system said is in the detail.
  static Result<PyramidFile> create(std::filesystem::path const& to, std::vector<LevelGrid> levels);
  // Removes the file, if it has not got its name.
  ~PyramidFile();
  PyramidFile(PyramidFile&&) noexcept;
  PyramidFile& operator=(PyramidFile&&) = delete;

  // The next tile of a level, in rows from left to right.
  Result<void> add_tile(std::size_t level, ByteView stream);
  // Once all tiles are there: writes the directories, brings all to the disk, and gives the file its name. Returns its
  // size.
  Result<std::uint64_t> finish(PyramidDescription const& description);

 private:
  struct Level {
    LevelGrid grid;
    std::vector<std::uint64_t> offsets, sizes;  // of the tiles so far
  };

  PyramidFile(std::filesystem::path to, std::filesystem::path partial, storage::FileDescriptor descriptor,
              std::vector<LevelGrid> const& levels);

  Result<void> append(ByteView bytes);
  Result<void> write_at(std::uint64_t offset, ByteView bytes);
  BigTiffDirectory directory_of(std::size_t level, PyramidDescription const& description) const;
  Result<void> write_directories(PyramidDescription const& description);
  Failure failure(char const* what) const;

  std::filesystem::path to_;
  std::filesystem::path partial_;  // empty: nothing to remove
  storage::FileDescriptor file_;
  std::uint64_t end_ = kBigTiffHeaderBytes;
  std::vector<Level> levels_;
};

}  // namespace triforium::derive
