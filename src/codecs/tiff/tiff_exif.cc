#include "codecs/tiff/tiff_exif.h"

#include <algorithm>

namespace triforium::codecs::tiff {
namespace {

constexpr std::uint64_t kMostFieldBytes = 1U << 16;
constexpr std::size_t kMostBlockBytes = 1U << 20;
constexpr std::uint16_t kExifIfd = 34665, kGpsIfd = 34853, kInteroperabilityIfd = 40965;

// ImageDescription, Make, Model, XResolution, YResolution, ResolutionUnit, Software, DateTime, Artist, Copyright: the
// "tags relating to TIFF" that describe rather than lay out.
constexpr std::uint16_t kDescriptive[] = {270, 271, 272, 282, 283, 296, 305, 306, 315, 33432};

struct Value {
  std::uint16_t tag;
  FieldType type;
  std::uint64_t count;
  Bytes bytes;
};

// Fields of a directory with their bytes; offsets to other directories mean nothing in a copy.
std::vector<Value> copy_fields(storage::Source const& source, std::vector<Field> const& fields, auto is_wanted) {
  std::vector<Value> values;
  for (auto const& field : fields) {
    auto const is_classic = static_cast<int>(field.type) <= 12;  // BigTIFF's types are unknown to readers of EXIF
    auto const is_repeated = !values.empty() && values.back().tag == field.tag;
    if (!is_classic || is_repeated || field.tag == kInteroperabilityIfd || !is_wanted(field.tag)) continue;
    auto bytes = read_field(source, field, kMostFieldBytes);
    if (bytes) values.push_back({field.tag, field.type, field.count, std::move(*bytes)});
  }
  return values;
}

class ExifWriter {
 public:
  explicit ExifWriter(Dialect dialect) : dialect_(dialect) {
    bytes_.assign(2, dialect.is_big_endian ? 'M' : 'I');
    put(42, 2);
    put(8, 4);
  }

  // A directory, then those of its values that are longer than four bytes.
  void directory(std::vector<Value> const& values) {
    put(values.size(), 2);
    auto heap = bytes_.size() + values.size() * 12 + 4;
    for (auto const& value : values) {
      put(value.tag, 2);
      put(static_cast<std::uint64_t>(value.type), 2);
      put(value.count, 4);
      if (value.bytes.size() <= 4) {
        bytes_.insert(bytes_.end(), value.bytes.begin(), value.bytes.end());
        bytes_.resize(bytes_.size() + 4 - value.bytes.size());
      } else {
        put(heap, 4);
        heap += (value.bytes.size() + 1) / 2 * 2;  // values begin on a word boundary
      }
    }
    put(0, 4);
    for (auto const& value : values) {
      if (value.bytes.size() <= 4) continue;
      bytes_.insert(bytes_.end(), value.bytes.begin(), value.bytes.end());
      if (value.bytes.size() % 2 != 0) bytes_.push_back(0);
    }
  }
  Bytes take() { return std::move(bytes_); }
  // Bytes that directory() will add.
  static std::size_t size_of_directory(std::vector<Value> const& values) {
    std::size_t size = 2 + values.size() * 12 + 4;
    for (auto const& value : values)
      size += value.bytes.size() <= 4 ? 0 : (value.bytes.size() + 1) / 2 * 2;
    return size;
  }
  Bytes number(std::uint64_t value, std::size_t size) const {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
      bytes[dialect_.is_big_endian ? size - 1 - i : i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    return bytes;
  }

 private:
  void put(std::uint64_t value, std::size_t size) {
    auto const bytes = number(value, size);
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }

  Dialect dialect_;
  Bytes bytes_;
};

std::vector<Value> read_sub_directory(storage::Source const& source, Dialect dialect, Field const& pointer) {
  auto const positions = read_numbers(source, dialect, pointer, 1);
  if (!positions || positions->empty()) return {};
  auto const fields = read_directory(source, dialect, positions->front());
  if (!fields) return {};
  return copy_fields(source, *fields, [](std::uint16_t) { return true; });
}

}  // namespace

SharedBytes make_exif(storage::Source const& source, Dialect dialect, Page const& page) {
  auto const exif = read_sub_directory(source, dialect, page.exif);
  auto const gps = read_sub_directory(source, dialect, page.gps);
  if (exif.empty() && gps.empty()) return nullptr;
  auto const fields = read_directory(source, dialect, page.position);
  if (!fields) return nullptr;
  auto main = copy_fields(source, *fields, [](std::uint16_t tag) {
    return std::find(std::begin(kDescriptive), std::end(kDescriptive), tag) != std::end(kDescriptive);
  });

  ExifWriter writer(dialect);
  auto const add_pointer = [&](std::uint16_t tag) {
    auto const after = [](Value const& value, std::uint16_t wanted) { return value.tag < wanted; };
    return main.insert(std::lower_bound(main.begin(), main.end(), tag, after), {tag, FieldType::long_, 1, Bytes(4)});
  };
  if (!exif.empty()) add_pointer(kExifIfd);
  if (!gps.empty()) add_pointer(kGpsIfd);
  auto position = 8 + ExifWriter::size_of_directory(main);
  for (auto& value : main) {
    if (value.tag != kExifIfd && value.tag != kGpsIfd) continue;
    value.bytes = writer.number(position, 4);
    position += ExifWriter::size_of_directory(value.tag == kExifIfd ? exif : gps);
  }
  if (position > kMostBlockBytes) return nullptr;
  writer.directory(main);
  if (!exif.empty()) writer.directory(exif);
  if (!gps.empty()) writer.directory(gps);
  return share(writer.take());
}

}  // namespace triforium::codecs::tiff
