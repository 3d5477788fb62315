#include "codecs/jp2/jp2.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include "codecs/exif_orientation.h"
#include "codecs/htj2k/htj2k.h"
#include "codecs/jp2/area_decoder.h"
#include "codecs/jp2/boxes.h"
#include "codecs/jp2/jp2_budget.h"
#include "codecs/jp2/openjpeg.h"
#include "codecs/jp2/pixel_plan.h"

namespace triforium::codecs {
namespace {

using namespace jp2;

class Jp2Decoder final : public Decoder {
 public:
  Jp2Decoder(std::shared_ptr<storage::Source const> source, File file, PixelPlan plan, Header header,
             OpenOptions const& options)
      : source_(std::move(source)),
        file_(std::move(file)),
        plan_(std::move(plan)),
        header_(std::move(header)),
        limits_(options.limits),
        threads_(std::max(1U, options.threads)),
        areas_(*source_, file_.codestream, options.packet_indexes) {}

  Header const& header() const override { return header_; }
  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override;
  Cost cost(std::size_t level, PixelRect area) const override;
  std::uint64_t held_bytes() const override { return file_.codestream.held_bytes(); }

  AreaDecoder const& areas() const { return areas_; }
  Codestream const& codestream() const { return file_.codestream; }
  PixelPlan const& plan() const { return plan_; }
  DecodeLimits const& limits() const { return limits_; }

  // How many parts of a band are decoded at the same time. With less than so many pixels one costs more, by the
  // code-blocks that it shares with its neighbours, than it spares.
  std::int64_t parts_of(PixelSize band) const {
    constexpr std::int64_t kLeastPixels = 1 << 20;
    // Of High Throughput whole tiles are decoded, for each part again.
    if (file_.codestream.is_high_throughput) return 1;
    return std::clamp<std::int64_t>(band.area() / kLeastPixels, 1, threads_);
  }

 private:
  std::shared_ptr<storage::Source const> source_;
  File file_;
  PixelPlan plan_;
  Header header_;
  DecodeLimits limits_;
  unsigned threads_;
  AreaDecoder areas_;
};

// Decodes band after band, a large one in several parts at the same time, and hands out their rows.
class Jp2Reader final : public RowReader {
 public:
  Jp2Reader(Jp2Decoder const& decoder, int reduction, PixelRect area)
      : decoder_(decoder),
        reduction_(reduction),
        area_(area),
        origin_(component_extent(stream().image, pixel_grid(stream()), reduction)) {}

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return decoder_.plan().format; }
  Result<void> read(PixelsView rows) override {
    for (std::int64_t y = 0; y < rows.size.height; ++y) {
      if (next_ >= band_.bottom()) TRIFORIUM_CHECK(decode_band());
      write(next_++, rows.row(y));
    }
    return {};
  }

 private:
  struct Part {
    PixelRect rows;  // of the area
    Result<Planes> planes;
  };

  Codestream const& stream() const { return decoder_.codestream(); }

  Result<void> decode_band() {
    parts_.clear();  // before the next ones are made
    part_of_row_ = 0;
    auto const left = area_.height - next_;
    auto const height =
        band_height(stream(), reduction_, origin_.y + area_.y + next_, {area_.width, left}, decoder_.limits());
    band_ = {0, next_, area_.width, std::min(height, left)};
    auto const count = decoder_.parts_of(band_.size());
    for (std::int64_t i = 0; i < count; ++i) {
      auto const top = band_.height * i / count, bottom = band_.height * (i + 1) / count;
      parts_.push_back({{0, band_.y + top, band_.width, bottom - top}, {}});
    }
    decode_parts();
    for (auto const& part : parts_) {
      if (!part.planes) return fail(part.planes);
    }
    return {};
  }

  void decode_parts() {
    auto const decode = [this](Part& part) {
      PixelRect const wanted{area_.x, area_.y + part.rows.y, area_.width, part.rows.height};
      part.planes = decoder_.areas().decode(reduction_, wanted);
    };
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      try {
        helpers.emplace_back([&decode, &part = parts_[i]] { decode(part); });
      } catch (std::system_error const&) {
        decode(parts_[i]);  // the system has no thread to give
      }
    }
    decode(parts_.front());
  }

  void write(std::int64_t row, std::uint8_t* out) {
    while (row >= parts_[part_of_row_].rows.bottom())
      ++part_of_row_;
    auto const& planes = *parts_[part_of_row_].planes;
    auto const x = origin_.x + area_.x, y = origin_.y + area_.y + row;
    std::vector<ComponentRow> components;
    components.reserve(planes.size());
    for (std::size_t c = 0; c < planes.size(); ++c)
      components.push_back(planes.row(c, y));
    write_row(decoder_.plan(), components, x, area_.width, out);
  }

  Jp2Decoder const& decoder_;
  int reduction_;
  PixelRect area_;
  PixelRect origin_;  // the level in its own coordinates
  PixelRect band_;    // rows of the area that parts_ hold
  std::int64_t next_ = 0;
  std::vector<Part> parts_;
  std::size_t part_of_row_ = 0;
};

Result<std::unique_ptr<RowReader>> Jp2Decoder::read(std::size_t level, PixelRect area) const {
  if (cost(level, area).memory > limits_.max_memory) {
    return fail(ErrorKind::too_large, "This part of the source image would take too much memory to decode.",
                fmt::format("{} bytes", cost(level, area).memory));
  }
  return std::make_unique<Jp2Reader>(*this, static_cast<int>(level), area);
}

Decoder::Cost Jp2Decoder::cost(std::size_t level, PixelRect area) const {
  auto const decoded = decoded_by(file_.codestream, static_cast<int>(level), area, limits_);
  auto const parts = static_cast<std::uint64_t>(parts_of(area.size()));
  return {parts * (structures_of(file_.codestream).memory + areas_.memory()) + decoded.memory, decoded.pixels};
}

Header make_header(File const& file, PixelPlan const& plan) {
  Header header;
  header.format = file.codestream.is_high_throughput ? "htj2k" : "jp2";
  header.levels = levels_of(file.codestream);
  header.size = header.levels.front().size;
  header.pixels = plan.format;
  header.bits_per_sample = plan.bits_per_sample;
  header.is_bitonal = plan.is_bitonal;
  header.icc = plan.icc;
  header.metadata = file.boxes.metadata;
  header.orientation = find_orientation(header.metadata);
  return header;
}

// OpenJPEG 2.5.0 decodes High Throughput wrongly where the image does not begin at the origin of its grid, or where
// precincts cut code-blocks below four rows or columns.
bool is_right_in_openjpeg(Codestream const& stream) {
  auto const is_large = [](std::uint8_t precinct) { return (precinct & 0x0F) >= 3 && precinct >> 4 >= 3; };
  bool const has_large_precincts = std::all_of(stream.styles.begin(), stream.styles.end(), [&](auto const& style) {
    return std::all_of(style.precincts.begin(), style.precincts.end(), is_large);
  });
  return !stream.is_high_throughput || (stream.image.x == 0 && stream.image.y == 0 && has_large_precincts);
}

}  // namespace

bool sniff_jp2(ByteView head) {
  return sniff_file(head);
}

Result<std::shared_ptr<Decoder const>> open_jp2(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options) {
  if (options.page != 0) return fail(ErrorKind::not_found, "The source image has one page only.");
  TRIFORIUM_TRY(auto file, parse_file(*source));
  TRIFORIUM_CHECK(check_budget(file.codestream, options.limits));
  TRIFORIUM_TRY(auto plan, plan_pixels(file));
  auto header = make_header(file, plan);
  if (file.codestream.is_high_throughput && options.uses_openjph) {
    return open_htj2k(std::move(source), std::move(file), std::move(plan), std::move(header), options.limits);
  }
  if (!is_right_in_openjpeg(file.codestream)) {
    return fail(ErrorKind::not_implemented, "This kind of HTJ2K file is not read.",
                "OpenJPH would, but is not switched on");
  }
  return std::make_shared<Jp2Decoder const>(std::move(source), std::move(file), std::move(plan), std::move(header),
                                            options);
}

}  // namespace triforium::codecs
