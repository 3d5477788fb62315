// Names and checksums of cached bytes, by XXH3: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
//
// Not cryptographic. Both tell accidents, not forgers: the files are this program's own, and what a client can vary in
// a name has been through a cryptographic hash before (the entity tag).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace triforium::storage {

// Stands for a text: two texts have the same one only by an accident that does not happen.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(Digest const&, Digest const&) = default;
};

Digest digest_of(ByteView bytes);
// 64 bits; another `seed` gives other ones.
std::uint64_t checksum_of(ByteView bytes, std::uint64_t seed = 0);

}  // namespace triforium::storage
