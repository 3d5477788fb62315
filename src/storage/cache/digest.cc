#include "storage/cache/digest.h"

#include <xxhash.h>

namespace triforium::storage {

Digest digest_of(ByteView bytes) {
  auto const hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

std::uint64_t checksum_of(ByteView bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace triforium::storage
