#include "storage/cache/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace triforium::storage {
namespace {

std::filesystem::path file_of(std::filesystem::path const& folder, std::uint32_t number, char const* extension) {
  return folder / fmt::format("{:08x}{}", number, extension);
}

Failure fail_with_errno(std::string_view what) {
  return fail(ErrorKind::internal, "The disk cache failed.", fmt::format("{}: {}", what, std::strerror(errno)));
}

Result<FileDescriptor> open_file(std::filesystem::path const& path, int flags) {
  constexpr mode_t kForTheOwnerOnly = 0600;
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, kForTheOwnerOnly));
  if (!file.is_open()) return fail_with_errno(path.string());
  return file;
}

Result<std::uint64_t> size_of(FileDescriptor const& file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return fail_with_errno("fstat");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> write_at(FileDescriptor const& file, std::uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    auto const count = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail_with_errno("pwrite");
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

// False if the file ends before, or does not read.
bool read_at(FileDescriptor const& file, std::uint64_t offset, std::span<std::uint8_t> into) {
  while (!into.empty()) {
    auto const count = ::pread(file.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    offset += static_cast<std::uint64_t>(count);
    into = into.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

Result<void> cut(FileDescriptor const& file, std::uint64_t size) {
  if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0) return fail_with_errno("ftruncate");
  return {};
}

}  // namespace

Result<void> sync_folder(std::filesystem::path const& path) {
  FileDescriptor const folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return fail_with_errno(path.string());
  return {};
}

Result<std::unique_ptr<Segment>> Segment::create(std::filesystem::path const& folder, std::uint32_t number) {
  TRIFORIUM_TRY(auto data, open_file(file_of(folder, number, ".data"), O_CREAT | O_TRUNC));
  TRIFORIUM_TRY(auto table, open_file(file_of(folder, number, ".table"), O_CREAT | O_TRUNC));
  TRIFORIUM_CHECK(write_at(table, 0, encode_head(number)));
  return std::unique_ptr<Segment>(new Segment(number, std::move(data), std::move(table)));
}

Result<std::unique_ptr<Segment>> Segment::open(std::filesystem::path const& folder, std::uint32_t number) {
  TRIFORIUM_TRY(auto data, open_file(file_of(folder, number, ".data"), 0));
  TRIFORIUM_TRY(auto table, open_file(file_of(folder, number, ".table"), 0));
  std::unique_ptr<Segment> segment(new Segment(number, std::move(data), std::move(table)));
  TRIFORIUM_CHECK(segment->cut_torn_tail());
  return segment;
}

void Segment::remove(std::filesystem::path const& folder, std::uint32_t number) {
  std::error_code ignored;
  std::filesystem::remove(file_of(folder, number, ".table"), ignored);
  std::filesystem::remove(file_of(folder, number, ".data"), ignored);
}

Result<Table> Segment::read_table() const {
  TRIFORIUM_TRY(auto const data_size, size_of(data_));
  TRIFORIUM_TRY(auto const table_size, size_of(table_));
  if (table_size > offset_of_row(kMaxRows) || data_size > UINT32_MAX) {
    return fail(ErrorKind::corrupt_source, "The disk cache failed.", fmt::format("segment {}: too large", number_));
  }
  Bytes bytes(table_size);
  if (!read_at(table_, 0, bytes)) return fail_with_errno("pread");
  auto table = parse_table(bytes, number_, data_size);
  if (!table) {
    return fail(ErrorKind::corrupt_source, "The disk cache failed.", fmt::format("segment {}: no table", number_));
  }
  return std::move(*table);
}

Result<void> Segment::cut_torn_tail() {
  TRIFORIUM_TRY(auto const table, read_table());
  row_count_ = table.row_count;
  data_size_ = table.data_end;
  TRIFORIUM_CHECK(cut(table_, offset_of_row(row_count_)));
  return cut(data_, data_size_);
}

Result<NumberedRow> Segment::append(Row row, ByteView bytes) {
  row.kind = Row::Kind::record;
  row.offset = data_size_;
  row.length = static_cast<std::uint32_t>(bytes.size());
  row.checksum = checksum_of(bytes);
  TRIFORIUM_CHECK(write_at(data_, row.offset, bytes));
  NumberedRow const appended{row_count_, row};
  TRIFORIUM_CHECK(append_row(row));
  data_size_ += bytes.size();
  return appended;
}

Result<void> Segment::append_durably(Row const& row) {
  TRIFORIUM_CHECK(append_row(row));
  if (::fdatasync(table_.get()) != 0) return fail_with_errno("fdatasync");
  return {};
}

// Counted only when it is written: after an error the next row takes its place.
Result<void> Segment::append_row(Row const& row) {
  TRIFORIUM_CHECK(write_at(table_, offset_of_row(row_count_), encode_row(row, number_)));
  ++row_count_;
  return {};
}

std::optional<Row> Segment::read_row(std::uint32_t number) const {
  RowBytes bytes;
  if (!read_at(table_, offset_of_row(number), bytes)) return std::nullopt;
  return decode_row(bytes, number_);
}

std::optional<Bytes> Segment::read_record(std::uint32_t row_number, std::uint32_t length) const {
  auto const row = read_row(row_number);
  if (!row || row->kind != Row::Kind::record || row->length != length) return std::nullopt;
  Bytes bytes(row->length);
  if (!read_at(data_, row->offset, bytes) || checksum_of(bytes) != row->checksum) return std::nullopt;
  return bytes;
}

}  // namespace triforium::storage
