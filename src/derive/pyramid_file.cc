#include "derive/pyramid_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <utility>

namespace triforium::derive {
namespace {

// TIFF 6.0 and its Technical Notes.
enum Tag : std::uint16_t {
  kNewSubfileType = 254,
  kImageWidth = 256,
  kImageLength = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kPhotometricInterpretation = 262,
  kOrientation = 274,
  kSamplesPerPixel = 277,
  kPlanarConfiguration = 284,
  kTileWidth = 322,
  kTileLength = 323,
  kTileOffsets = 324,
  kTileByteCounts = 325,
  kJpegTables = 347,
  kYCbCrSubSampling = 530,
  kYCbCrPositioning = 531,
  kReferenceBlackWhite = 532,
  kXmp = 700,
  kIptc = 33723,
  kIccProfile = 34675,
};
constexpr std::uint32_t kReducedImage = 1;
constexpr std::uint16_t kJpeg = 7, kBlackIsZero = 1, kYCbCr = 6, kChunky = 1, kCentered = 1;

Failure cannot_write(std::filesystem::path const& path, char const* what, int code) {
  return fail(ErrorKind::storage_full, "The pyramid cannot be written.",
              fmt::format("{}: {}: {}", path.string(), what, std::strerror(code)));
}

std::string random_letters() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

// A name is lasting only when its folder is on the disk.
void sync_folder(std::filesystem::path const& folder) {
  storage::FileDescriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.is_open()) (void)::fsync(opened.get());
}

void describe_samples(BigTiffDirectory& directory, PlaneLayout layout) {
  if (layout.planes == 1) {
    directory.set_short(kBitsPerSample, {8});
    directory.set_short(kPhotometricInterpretation, {kBlackIsZero});
    directory.set_short(kSamplesPerPixel, {1});
    return;
  }
  directory.set_short(kBitsPerSample, {8, 8, 8});
  directory.set_short(kPhotometricInterpretation, {kYCbCr});
  directory.set_short(kSamplesPerPixel, {3});
  directory.set_short(kYCbCrSubSampling, {static_cast<std::uint16_t>(1 << layout.chroma_shift_x),
                                          static_cast<std::uint16_t>(1 << layout.chroma_shift_y)});
  directory.set_short(kYCbCrPositioning, {kCentered});
  // The default of TIFF 6.0, section 20, is for RGB: JPEG's chrominance lies around 128.
  directory.set_rationals(kReferenceBlackWhite, {0, 255, 128, 255, 128, 255});
}

}  // namespace

Result<PyramidFile> PyramidFile::create(std::filesystem::path const& to, std::vector<LevelGrid> levels) {
  auto partial = to;
  partial += ".partial-" + random_letters();
  storage::FileDescriptor file(::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.is_open()) return cannot_write(partial, "open", errno);
  return PyramidFile(to, std::move(partial), std::move(file), levels);
}

PyramidFile::PyramidFile(std::filesystem::path to, std::filesystem::path partial, storage::FileDescriptor descriptor,
                         std::vector<LevelGrid> const& levels)
    : to_(std::move(to)), partial_(std::move(partial)), file_(std::move(descriptor)) {
  for (auto const& grid : levels)
    levels_.push_back({grid, {}, {}});
}

PyramidFile::PyramidFile(PyramidFile&& other) noexcept
    : to_(std::move(other.to_)),
      partial_(std::exchange(other.partial_, {})),
      file_(std::move(other.file_)),
      end_(other.end_),
      levels_(std::move(other.levels_)) {}

PyramidFile::~PyramidFile() {
  if (!partial_.empty()) (void)::unlink(partial_.c_str());
}

Failure PyramidFile::failure(char const* what) const {
  return cannot_write(partial_, what, errno);
}

Result<void> PyramidFile::write_at(std::uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    auto const count = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failure("write");
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> PyramidFile::append(ByteView bytes) {
  TRIFORIUM_CHECK(write_at(end_, bytes));
  end_ += bytes.size();
  return {};
}

Result<void> PyramidFile::add_tile(std::size_t level, ByteView stream) {
  levels_[level].offsets.push_back(end_);
  levels_[level].sizes.push_back(stream.size());
  return append(stream);
}

BigTiffDirectory PyramidFile::directory_of(std::size_t level, PyramidDescription const& description) const {
  auto const& [grid, offsets, sizes] = levels_[level];
  BigTiffDirectory directory;
  directory.set_long(kNewSubfileType, level == 0 ? 0 : kReducedImage);
  directory.set_long(kImageWidth, static_cast<std::uint32_t>(grid.size.width));
  directory.set_long(kImageLength, static_cast<std::uint32_t>(grid.size.height));
  describe_samples(directory, description.layout);
  directory.set_short(kCompression, {kJpeg});
  directory.set_short(kOrientation, {static_cast<std::uint16_t>(description.orientation)});
  directory.set_short(kPlanarConfiguration, {kChunky});
  directory.set_long(kTileWidth, static_cast<std::uint32_t>(grid.tile));
  directory.set_long(kTileLength, static_cast<std::uint32_t>(grid.tile));
  directory.set_offsets(kTileOffsets, offsets);
  directory.set_offsets(kTileByteCounts, sizes);
  if (auto const& tables = level == 0 ? description.whole_tables : description.tables)
    directory.set_undefined(kJpegTables, *tables);
  if (description.icc) directory.set_undefined(kIccProfile, *description.icc);
  if (level == 0 && description.xmp) directory.set_bytes(kXmp, *description.xmp);
  if (level == 0 && description.iptc) directory.set_undefined(kIptc, *description.iptc);
  return directory;
}

Result<void> PyramidFile::write_directories(PyramidDescription const& description) {
  constexpr Bytes::value_type kNothing[8] = {};
  TRIFORIUM_CHECK(append(ByteView(kNothing).first((8 - end_ % 8) % 8)));
  auto const first = end_;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    TRIFORIUM_CHECK(append(directory_of(level, description).bytes_at(end_, level + 1 == levels_.size())));
  }
  return write_at(0, big_tiff_header(first));
}

Result<std::uint64_t> PyramidFile::finish(PyramidDescription const& description) {
  TRIFORIUM_CHECK(write_directories(description));
  if (::fsync(file_.get()) != 0) return failure("fsync");
  if (::rename(partial_.c_str(), to_.c_str()) != 0) return failure("rename");
  partial_.clear();
  sync_folder(to_.parent_path().empty() ? "." : to_.parent_path());
  return end_;
}

}  // namespace triforium::derive
