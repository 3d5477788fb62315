// triforium_vips_opinion <file> <width> <height>: the size that libvips finds, as a line of text, then the picture
// reduced to width × height as raw 8-bit sRGB. A process of its own, for libvips does not survive every file.
#include <vips/vips.h>

#include <cstdio>
#include <cstdlib>

#include "program/vips_reader.h"

int main(int argc, char** argv) {
  if (argc != 4 || VIPS_INIT(argv[0]) != 0) return 2;
  vips_operation_block_set("VipsForeignLoadMagick", TRUE);
  auto const size = triforium::test::size_by_vips(argv[1]);
  if (!size) return 1;
  std::printf("%lld %lld\n", static_cast<long long>(size->width), static_cast<long long>(size->height));
  std::fflush(stdout);
  auto const picture = triforium::test::thumbnail_by_vips(argv[1], {std::atoll(argv[2]), std::atoll(argv[3])});
  if (!picture) return 1;
  std::fwrite(picture->rgb.data(), 1, picture->rgb.size(), stdout);
  return 0;
}
