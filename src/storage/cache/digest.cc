#include "storage/cache/digest.h"

#include <openssl/sha.h>
#include <xxhash.h>

#include <array>
#include <cstring>

namespace triforium::storage {

Digest digest_of(ByteView bytes) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> whole;
  SHA256(bytes.data(), bytes.size(), whole.data());
  Digest digest;
  std::memcpy(&digest.high, whole.data(), sizeof digest.high);
  std::memcpy(&digest.low, whole.data() + sizeof digest.high, sizeof digest.low);
  return digest;
}

std::uint64_t checksum_of(ByteView bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace triforium::storage
