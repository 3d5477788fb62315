#include "codecs/jp2/boxes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "codecs/exif_orientation.h"

namespace triforium::codecs::jp2 {
namespace {

constexpr int kMostBoxes = 10'000;
constexpr std::uint64_t kMostHeaderBytes = 16 << 20;    // jp2h with its profile and palette
constexpr std::uint64_t kMostMetadataBytes = 16 << 20;  // one uuid box

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source's JP2 boxes are damaged.", std::move(detail));
}

constexpr std::uint32_t type_of(char const (&name)[5]) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i)
    value = value << 8 | static_cast<std::uint8_t>(name[i]);
  return value;
}

std::uint64_t number(ByteView bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | bytes[at + i];
  return value;
}

struct Box {
  std::uint32_t type = 0;
  std::uint64_t begin = 0;  // of its contents
  std::uint64_t end = 0;
};

// LBox, TBox, XLBox – T.800, I.4. `head` holds the next bytes (up to 16) at `at`; the box must end by `end`.
Result<Box> parse_box(ByteView head, std::uint64_t at, std::uint64_t end) {
  if (head.size() < 8) return corrupt("a box is cut off");
  auto length = number(head, 0, 4);
  std::uint64_t header = 8;
  if (length == 1) {
    if (head.size() < 16) return corrupt("a box is cut off");
    length = number(head, 8, 8);
    header = 16;
  } else if (length == 0) {
    // "If the value of this field is 0, then the length of the box was not known when the LBox field was written. …
    // this
    //  box contains all bytes up to the end of the file."
    length = end - at;
  }
  if (length < header) return corrupt("a box is shorter than its own head");
  return Box{static_cast<std::uint32_t>(number(head, 4, 4)), at + header, at + std::min(length, end - at)};
}

// ---- Inside jp2h, which is in memory ----

Result<void> parse_colr(ByteView body, Boxes& boxes) {
  if (body.size() < 3) return corrupt("colr: too short");
  // "If there are multiple Colour Specification boxes, a reader shall use the first that it understands" – I.5.3.3
  if (boxes.colour) return {};
  ColourSpecification colour;
  auto const method = body[0];
  if (method == 1) {
    if (body.size() < 7) return corrupt("colr: too short");
    colour.enumerated = static_cast<std::uint32_t>(number(body, 3, 4));
    for (std::size_t at = 7; at + 4 <= body.size() && colour.parameters.size() < 7; at += 4) {
      colour.parameters.push_back(static_cast<std::uint32_t>(number(body, at, 4)));
    }
  } else if (method == 2 || method == 3) {
    auto const profile = body.subspan(3);
    colour.icc = share(Bytes(profile.begin(), profile.end()));
  } else {
    return {};
  }
  boxes.colour = std::move(colour);
  return {};
}

// I.5.3.4
Result<void> parse_pclr(ByteView body, Boxes& boxes) {
  if (boxes.palette) return corrupt("two palettes");
  if (body.size() < 3) return corrupt("pclr: too short");
  std::size_t const entries = number(body, 0, 2), columns = body[2];
  if (entries == 0 || entries > 1024 || columns == 0 || body.size() < 3 + columns) return corrupt("pclr: wrong counts");
  Palette palette;
  std::size_t row_bytes = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    int const depth = (body[3 + c] & 0x7F) + 1;
    if (depth > 32) return corrupt("pclr: more than 32 bits");
    palette.columns.push_back({depth, (body[3 + c] & 0x80) != 0, {}});
    row_bytes += static_cast<std::size_t>(depth + 7) / 8;
  }
  if (body.size() - 3 - columns < row_bytes * entries) return corrupt("pclr: too short");
  std::size_t at = 3 + columns;
  for (std::size_t i = 0; i < entries; ++i) {
    for (auto& column : palette.columns) {
      auto const size = static_cast<std::size_t>(column.depth + 7) / 8;
      column.values.push_back(static_cast<std::uint32_t>(number(body, at, size)));
      at += size;
    }
  }
  boxes.palette = std::move(palette);
  return {};
}

// I.5.3.5
Result<void> parse_cmap(ByteView body, Boxes& boxes) {
  if (body.size() % 4 != 0 || body.size() > 1024 || !boxes.channels.empty()) return corrupt("cmap: a wrong length");
  for (std::size_t at = 0; at < body.size(); at += 4) {
    bool const is_mapped = body[at + 2] == 1;
    boxes.channels.push_back({static_cast<int>(number(body, at, 2)), is_mapped ? body[at + 3] : -1});
  }
  return {};
}

// I.5.3.6
Result<void> parse_cdef(ByteView body, Boxes& boxes) {
  if (body.size() < 2 || !boxes.meanings.empty()) return corrupt("cdef: a wrong length");
  std::size_t const count = number(body, 0, 2);
  if (count > 1024 || body.size() < 2 + count * 6) return corrupt("cdef: a wrong length");
  for (std::size_t i = 0; i < count; ++i) {
    auto const field = [&](std::size_t n) { return static_cast<int>(number(body, 2 + i * 6 + n * 2, 2)); };
    boxes.meanings.push_back({field(0), field(1), field(2)});
  }
  return {};
}

Result<void> parse_header_box(std::uint32_t type, ByteView body, Boxes& boxes) {
  switch (type) {
    case type_of("ihdr"):
      // Its sizes are the codestream's again; the codestream decides.
      return body.size() == 14 ? Result<void>() : corrupt("ihdr: a wrong length");
    case type_of("colr"):
      return parse_colr(body, boxes);
    case type_of("pclr"):
      return parse_pclr(body, boxes);
    case type_of("cmap"):
      return parse_cmap(body, boxes);
    case type_of("cdef"):
      return parse_cdef(body, boxes);
    default:
      return {};
  }
}

Result<void> parse_header(ByteView body, Boxes& boxes) {
  std::size_t at = 0;
  while (at < body.size()) {
    auto const head = body.subspan(at, std::min<std::size_t>(16, body.size() - at));
    TRIFORIUM_TRY(auto const box, parse_box(head, at, body.size()));
    TRIFORIUM_CHECK(parse_header_box(box.type, body.subspan(box.begin, box.end - box.begin), boxes));
    at = box.end;
  }
  return {};
}

// ---- Metadata ----

using Uuid = std::array<std::uint8_t, 16>;
// XMP specification, part 3, 1.1.4
constexpr Uuid kXmp = {0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC};
// "JpgTiffExif->JP2"
constexpr Uuid kExif = {0x4A, 0x70, 0x67, 0x54, 0x69, 0x66, 0x66, 0x45, 0x78, 0x69, 0x66, 0x2D, 0x3E, 0x4A, 0x50, 0x32};
constexpr Uuid kIptc = {0x33, 0xC7, 0xA4, 0xD2, 0xB8, 0x1D, 0x47, 0x23, 0xA0, 0xBA, 0xF1, 0xA3, 0xE0, 0x97, 0xAD, 0x38};

Result<void> read_uuid(storage::Source const& source, Box const& box, Metadata& metadata) {
  auto const size = box.end - box.begin;
  if (size <= 16 || size > kMostMetadataBytes) return {};
  TRIFORIUM_TRY(auto const id, storage::read_exactly(source, box.begin, 16));
  auto const is = [&](Uuid const& uuid) { return std::equal(uuid.begin(), uuid.end(), id.begin()); };
  SharedBytes* const slot = is(kXmp)    ? &metadata.xmp
                            : is(kExif) ? &metadata.exif
                            : is(kIptc) ? &metadata.iptc
                                        : nullptr;
  if (slot == nullptr || *slot) return {};
  TRIFORIUM_TRY(auto bytes, storage::read_exactly(source, box.begin + 16, size - 16));
  auto const body = slot == &metadata.exif ? without_exif_prefix(bytes) : ByteView(bytes);
  *slot = share(Bytes(body.begin(), body.end()));
  return {};
}

// ---- The file ----

Result<void> check_channels(File const& file) {
  auto const& boxes = file.boxes;
  int const components = static_cast<int>(file.codestream.components.size());
  if (boxes.palette.has_value() == boxes.channels.empty())
    return corrupt("a palette without a mapping, or the reverse");
  for (auto const& channel : boxes.channels) {
    if (channel.component >= components) return corrupt("cmap: no such component");
    if (channel.column >= static_cast<int>(boxes.palette->columns.size())) return corrupt("cmap: no such column");
  }
  int const channels = boxes.channels.empty() ? components : static_cast<int>(boxes.channels.size());
  for (auto const& meaning : boxes.meanings) {
    if (meaning.channel >= channels) return corrupt("cdef: no such channel");
  }
  return {};
}

struct Found {
  std::optional<Box> codestream;
  bool has_header = false;
};

Result<void> take_box(storage::Source const& source, Box const& box, File& file, Found& found) {
  switch (box.type) {
    case type_of("jp2h"): {
      if (found.has_header) return {};
      if (box.end - box.begin > kMostHeaderBytes) return corrupt("jp2h: too long");
      found.has_header = true;
      TRIFORIUM_TRY(auto const body, storage::read_exactly(source, box.begin, box.end - box.begin));
      return parse_header(body, file.boxes);
    }
    case type_of("jp2c"):
      if (!found.codestream) found.codestream = box;
      return {};
    case type_of("uuid"):
      return read_uuid(source, box, file.boxes.metadata);
    default:
      return {};
  }
}

// What follows the codestream may be damaged without harm to the pixels.
Result<Found> walk_boxes(storage::Source const& source, File& file) {
  Found found;
  std::uint64_t at = 0;
  for (int i = 0; i < kMostBoxes && at < source.size(); ++i) {
    TRIFORIUM_TRY(auto const head, storage::read_exactly(source, at, std::min<std::uint64_t>(16, source.size() - at)));
    auto const box = parse_box(head, at, source.size());
    auto const taken = box ? take_box(source, *box, file, found) : Result<void>(fail(box));
    if (!taken) {
      if (found.codestream && found.has_header) break;
      return fail(taken);
    }
    at = box->end;
  }
  return found;
}

}  // namespace

bool sniff_file(ByteView head) {
  static constexpr std::array<std::uint8_t, 12> kSignature = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0D, 0x0A, 0x87, 0x0A};
  return sniff_codestream(head) ||
         (head.size() >= 12 && std::equal(kSignature.begin(), kSignature.end(), head.begin()));
}

Result<File> parse_file(storage::Source const& source) {
  File file;
  TRIFORIUM_TRY(auto const head, storage::read_head(source, 12));
  if (sniff_codestream(head)) {
    TRIFORIUM_TRY(file.codestream, parse_codestream(source, 0, source.size()));
    return file;
  }
  if (!sniff_file(head)) return corrupt("no signature");
  file.has_boxes = true;
  TRIFORIUM_TRY(auto const found, walk_boxes(source, file));
  if (!found.codestream) return corrupt("no codestream");
  auto const& box = *found.codestream;
  TRIFORIUM_TRY(file.codestream, parse_codestream(source, box.begin, box.end - box.begin));
  TRIFORIUM_CHECK(check_channels(file));
  return file;
}

}  // namespace triforium::codecs::jp2
