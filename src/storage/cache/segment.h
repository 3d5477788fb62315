// A segment of the disk cache: two files that grow only at their ends.
//
// `00000001.data` holds the bytes of records one after the other, `00000001.table` a row for each (table.h). A record's
// bytes are written before its row: where the row is, the bytes were handed to the kernel. Reading: any number of
// threads; appending: one at a time.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "base/result.h"
#include "storage/cache/table.h"
#include "storage/file_source.h"

namespace triforium::storage {

// Returns when the disk has the names of the folder's files.
Result<void> sync_folder(std::filesystem::path const& path);

class Segment {
 public:
  // Makes both files, empty.
  static Result<std::unique_ptr<Segment>> create(std::filesystem::path const& folder, std::uint32_t number);
  // Opens what an earlier process has left, and cuts the torn tail. corrupt_source if it is no segment.
  static Result<std::unique_ptr<Segment>> open(std::filesystem::path const& folder, std::uint32_t number);
  // Deletes the files of that number, whatever they hold.
  static void remove(std::filesystem::path const& folder, std::uint32_t number);

  std::uint32_t number() const { return number_; }
  std::uint64_t data_size() const { return data_size_; }
  std::uint32_t row_count() const { return row_count_; }
  // What it takes on disk: both files.
  std::uint64_t size() const { return data_size_ + offset_of_row(row_count_); }
  int data_descriptor() const { return data_.get(); }

  // Appends `bytes`, and `row` with its place and checksum filled in, which is returned. After an error nothing has
  // been appended.
  Result<NumberedRow> append(Row row, ByteView bytes);
  // Appends a row without bytes, and returns when the disk has it.
  Result<void> append_durably(Row const& row);

  // The row as it stands in the file; absent if it is damaged, or no longer to be read.
  std::optional<Row> read_row(std::uint32_t number) const;
  // The bytes of a record that was that long; absent if they are not those that were written.
  std::optional<Bytes> read_record(std::uint32_t row_number, std::uint32_t length) const;
  // All rows that are right, from the file.
  Result<Table> read_table() const;

 private:
  Segment(std::uint32_t number, FileDescriptor data, FileDescriptor table)
      : number_(number), data_(std::move(data)), table_(std::move(table)) {}
  Result<void> cut_torn_tail();
  Result<void> append_row(Row const& row);

  std::uint32_t const number_;
  FileDescriptor data_;
  FileDescriptor table_;
  std::atomic<std::uint64_t> data_size_ = 0;
  std::atomic<std::uint32_t> row_count_ = 0;
};

}  // namespace triforium::storage
