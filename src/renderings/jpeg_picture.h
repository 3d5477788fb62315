// A JPEG as a PDF takes it: the coded samples as they are, behind a head without anything that is nobody's business.
#pragma once

#include <memory>
#include <optional>

#include "codecs/decoder.h"
#include "renderings/sink.h"
#include "storage/source.h"

namespace triforium::renderings {

struct JpegPicture {
  PixelSize size;
  int components = 3;  // 1 or 3
  SharedBytes icc;     // null: sRGB, or gray with its curve
  SharedBytes head;
  std::shared_ptr<storage::Source const> source;
  std::uint64_t body = 0;  // where the rest begins in the source, which ends with it
};

// Absent for what is no JPEG, is to be turned before it is shown, or is of a kind that not every reader of PDF reads.
// Blocks. Errors: the source's.
Result<std::optional<JpegPicture>> blocking_read_jpeg(std::shared_ptr<storage::Source const> const& source);

// Errors: the source's, the sink's.
Result<void> blocking_write(JpegPicture const& picture, Sink const& sink);

}  // namespace triforium::renderings
