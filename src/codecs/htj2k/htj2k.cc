#include "codecs/htj2k/htj2k.h"

#include <fmt/format.h>

#include <algorithm>

#include "codecs/htj2k/openjph.h"
#include "codecs/jp2/jp2_budget.h"

namespace triforium::codecs {
namespace {

using jp2::component_extent;
using jp2::ComponentRow;

class Htj2kDecoder final : public Decoder {
 public:
  Htj2kDecoder(std::shared_ptr<storage::Source const> source, jp2::File file, jp2::PixelPlan plan, Header header,
               DecodeLimits limits)
      : source_(std::move(source)),
        file_(std::move(file)),
        plan_(std::move(plan)),
        header_(std::move(header)),
        limits_(limits) {}

  Header const& header() const override { return header_; }
  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override;
  Cost cost(std::size_t level, PixelRect area) const override;

  storage::Source const& source() const { return *source_; }
  jp2::Codestream const& codestream() const { return file_.codestream; }
  jp2::PixelPlan const& plan() const { return plan_; }

 private:
  std::shared_ptr<storage::Source const> source_;
  jp2::File file_;
  jp2::PixelPlan plan_;
  Header header_;
  DecodeLimits limits_;
};

// Components with samples of their own density come one after the other from OpenJPH and are held whole.
bool is_subsampled(jp2::Codestream const& stream) {
  auto const& first = stream.components.front();
  return std::any_of(stream.components.begin(), stream.components.end(),
                     [&](auto const& c) { return c.dx != first.dx || c.dy != first.dy; });
}

// The lines of one component: the current one, or all.
struct Lines {
  PixelRect extent;
  std::int64_t step_x = 1;
  std::int64_t step_y = 1;
  std::vector<std::int32_t> samples;
};

class Htj2kReader final : public RowReader {
 public:
  Htj2kReader(Htj2kDecoder const& decoder, int reduction, PixelRect area, htj2k::Codestream codestream)
      : decoder_(decoder), area_(area), codestream_(std::move(codestream)) {
    auto const& stream = decoder.codestream();
    auto const grid = jp2::pixel_grid(stream);
    origin_ = component_extent(stream.image, grid, reduction);
    for (auto const& c : stream.components) {
      lines_.push_back({component_extent(stream.image, c, reduction), c.dx / grid.dx, c.dy / grid.dy, {}});
    }
  }

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return decoder_.plan().format; }
  Result<void> read(PixelsView rows) override {
    bool const is_planar = is_subsampled(decoder_.codestream());
    if (is_planar && !is_loaded_) TRIFORIUM_CHECK(load_planes());
    for (std::int64_t y = 0; y < rows.size.height; ++y, ++next_) {
      if (!is_planar) TRIFORIUM_CHECK(load_lines(area_.y + next_));
      write(origin_.y + area_.y + next_, rows.row(y));
    }
    return {};
  }

 private:
  Result<void> pull(std::size_t component) {
    auto& lines = lines_[component];
    TRIFORIUM_TRY(auto const line, codestream_.pull(component, lines.extent.width));
    lines.samples.insert(lines.samples.end(), line.begin(), line.end());
    return {};
  }
  Result<void> load_planes() {
    for (std::size_t c = 0; c < lines_.size(); ++c) {
      for (std::int64_t y = 0; y < lines_[c].extent.height; ++y)
        TRIFORIUM_CHECK(pull(c));
    }
    is_loaded_ = true;
    return {};
  }
  // Up to and with line `wanted` of the level.
  Result<void> load_lines(std::int64_t wanted) {
    for (; line_ <= wanted; ++line_) {
      for (std::size_t c = 0; c < lines_.size(); ++c) {
        lines_[c].samples.clear();
        TRIFORIUM_CHECK(pull(c));
      }
    }
    return {};
  }

  void write(std::int64_t y, std::uint8_t* out) const {
    std::vector<ComponentRow> rows;
    rows.reserve(lines_.size());
    for (auto const& lines : lines_) {
      auto const& extent = lines.extent;
      auto const row = is_loaded_ ? std::clamp<std::int64_t>(y / lines.step_y - extent.y, 0, extent.height - 1) : 0;
      rows.push_back({lines.samples.data() + row * extent.width, extent.x, extent.width, lines.step_x});
    }
    jp2::write_row(decoder_.plan(), rows, origin_.x + area_.x, area_.width, out);
  }

  Htj2kDecoder const& decoder_;
  PixelRect area_;
  PixelRect origin_;
  htj2k::Codestream codestream_;
  std::vector<Lines> lines_;
  std::int64_t line_ = 0;  // the next that OpenJPH will give
  std::int64_t next_ = 0;
  bool is_loaded_ = false;
};

Result<std::unique_ptr<RowReader>> Htj2kDecoder::read(std::size_t level, PixelRect area) const {
  auto const price = cost(level, area);
  if (price.memory > limits_.max_memory || price.pixels > static_cast<std::uint64_t>(limits_.max_undivided_area)) {
    return fail(ErrorKind::too_large, "This part of the source image would take too much to decode.",
                fmt::format("{} bytes, {} pixels", price.memory, price.pixels));
  }
  auto const& stream = file_.codestream;
  TRIFORIUM_TRY(auto codestream, htj2k::Codestream::open(*source_, stream.offset, stream.length,
                                                         static_cast<int>(level), is_subsampled(stream)));
  return std::make_unique<Htj2kReader>(*this, static_cast<int>(level), area, std::move(codestream));
}

// OpenJPH holds all compressed data, and for every tile a row of code-blocks in each sub-band.
std::uint64_t memory_of(jp2::Codestream const& stream) {
  auto memory = jp2::structures_of(stream).memory;
  for (auto const& tile : stream.tiles)
    memory += tile.bytes * 2;
  auto const& style = stream.styles.front();
  auto const rows =
      std::min<std::int64_t>(stream.image.height, stream.tiles_down * (std::int64_t{4} << style.block_height_log2));
  auto const width = stream.image.width + stream.tiles_across * 256;
  memory += static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(rows) * stream.components.size() *
            sizeof(std::int32_t);
  // Descriptions of the blocks of all tiles at once.
  auto const blocks =
      static_cast<std::uint64_t>(stream.image.size().area() >> (style.block_width_log2 + style.block_height_log2));
  return memory + (blocks * 2 + stream.tiles.size() * 400) * stream.components.size() * 128;
}

Decoder::Cost Htj2kDecoder::cost(std::size_t level, PixelRect area) const {
  auto const& stream = file_.codestream;
  auto const size = header_.levels[level].size;
  auto memory = memory_of(stream);
  if (is_subsampled(stream)) {
    memory += static_cast<std::uint64_t>(size.area()) * stream.components.size() * sizeof(std::int32_t);
  }
  return {memory, static_cast<std::uint64_t>(size.width * area.bottom())};
}

// What OpenJPH 0.9 takes for granted.
Result<void> check_support(jp2::Codestream const& stream) {
  auto const refuse = [](char const* what) {
    return fail(ErrorKind::not_implemented, "This kind of HTJ2K file is not read.", what);
  };
  auto const& first = stream.styles.front();
  for (auto const& style : stream.styles) {
    if (!style.is_high_throughput) return refuse("code-blocks of Part 1 in an HTJ2K codestream");
    if (style.decompositions != first.decompositions || style.block_width_log2 != first.block_width_log2 ||
        style.block_height_log2 != first.block_height_log2 || style.is_reversible != first.is_reversible ||
        style.precincts != first.precincts) {
      return refuse("components coded in different ways");
    }
  }
  if (stream.quantized_bands < 3 * first.decompositions + 1) {
    return fail(ErrorKind::corrupt_source, "The source's HTJ2K codestream is damaged.", "QCD: too few sub-bands");
  }
  if (stream.layers != 1) return refuse("several quality layers");
  for (auto const& component : stream.components) {
    if (component.depth > 24) return refuse("more than 24 bits");
  }
  if (stream.has_colour_transform && is_subsampled(stream))
    return refuse("a colour transform of subsampled components");
  return {};
}

}  // namespace

Result<std::shared_ptr<Decoder const>> open_htj2k(std::shared_ptr<storage::Source const> source, jp2::File file,
                                                  jp2::PixelPlan plan, Header header, DecodeLimits const& limits) {
  auto const& stream = file.codestream;
  TRIFORIUM_CHECK(check_support(stream));
  if (memory_of(stream) > limits.max_memory) {
    return fail(ErrorKind::too_large, "The source image would take too much memory to decode.",
                fmt::format("{} bytes", memory_of(stream)));
  }
  // There is no access to areas: one missing tile spoils every read.
  bool const is_complete =
      std::all_of(stream.tiles.begin(), stream.tiles.end(), [](auto const& tile) { return tile.is_complete; });
  if (!is_complete) return fail(ErrorKind::corrupt_source, "The source image is incomplete.");
  return std::make_shared<Htj2kDecoder const>(std::move(source), std::move(file), std::move(plan), std::move(header),
                                              limits);
}

}  // namespace triforium::codecs
