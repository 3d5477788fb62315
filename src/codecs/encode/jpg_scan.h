// JpgScan: the coded samples of a baseline JPEG, from planes, with what libjpeg has decided of it.
//
// libjpeg writes the headers and says which tables there are; this writes what stands between them and the end, the
// same bytes that libjpeg would write, in a third of the time.
#pragma once

#include <array>
#include <cstdio>
#include <vector>

#include <jpeglib.h>

#include "codecs/encode/jpg_kernels.h"
#include "codecs/encoder.h"
#include "pixels/planes.h"

namespace triforium::codecs::detail {

class JpgScan {
 public:
  // Whether it can write what `codec` is set up for. `codec` outlives this, and has started to compress.
  static bool can_write(jpeg_compress_struct const& codec);

  JpgScan(jpeg_compress_struct const& codec, JpgKernels const& kernels);

  // The next rows of MCUs. The planes are those of the codec's components; each row repeats its last sample to the end
  // of its block. Errors: those of `out`.
  Result<void> write(std::array<ConstPlaneView, 3> const& strip, ByteSink& out);
  // What is left, and the marker of the end.
  Result<void> finish(ByteSink& out);

 private:
  struct Component {
    int across = 1, down = 1;           // blocks of an MCU
    std::int64_t blocks = 0, rows = 0;  // of the component
    Quantiser quantiser;
    std::uint32_t table = 0;                 // where it begins
    std::vector<std::int16_t> coefficients;  // `down` rows of blocks, each of kPartMcus MCUs
    std::int32_t dc = 0;                     // of the block that was written last
  };

  void transform(ConstPlaneView plane, std::int64_t top, std::int64_t mcu, std::int64_t mcus, Component& component);
  void list_blocks(Component& component, std::int64_t first_mcu, std::int64_t k);
  Result<void> flush(ByteSink& out);

  JpgKernels const& kernels_;
  std::vector<Component> components_;
  SymbolTable table_;
  std::int64_t mcus_across_ = 0;
  std::int64_t mcu_row_ = 0;  // the next one
  std::vector<BlockToWrite> blocks_;
  std::vector<std::uint16_t> symbols_;
  std::vector<std::uint8_t> bits_, stuffed_;
  BitPosition position_{};
};

}  // namespace triforium::codecs::detail
