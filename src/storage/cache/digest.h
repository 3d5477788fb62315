// Names and checksums of cached bytes.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace triforium::storage {

// Stands for a text: nobody finds two that have the same one, though clients choose parts of the text.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(Digest const&, Digest const&) = default;
};

// The first 128 bits of its SHA-256.
Digest digest_of(ByteView bytes);

// XXH3 with 64 bits, another one for each `seed`: tells accidents, not forgers.
// https://github.com/Cyan4973/xxHash
std::uint64_t checksum_of(ByteView bytes, std::uint64_t seed = 0);

}  // namespace triforium::storage
