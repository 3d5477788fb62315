// What the machine has.
#pragma once

#include <cstdint>

#include "app/config.h"

namespace triforium::app {

// Bytes of memory that this process may use: the machine's, or those of its control groups if that is less.
std::uint64_t machine_memory();

// Bytes for all requests at work together: as configured, or a quarter of machine_memory().
std::uint64_t working_memory(Config const& config);

// Bytes for decoded tiles: as configured, but no more than an eighth of machine_memory().
std::uint64_t tiles_memory(Config const& config);

// Bytes of memory for answers: as configured, or a part of machine_memory().
std::uint64_t answers_memory(Config const& config);

// Bytes on disk for the caches: as configured, or a part of what is free where the data folder lies; 0: none.
std::uint64_t disk_cache_size(Config const& config);

// Bytes on disk for derivatives: as configured, or a part of what is free where they lie or taken by them.
std::uint64_t derivatives_room(Config const& config);

// Threads that decode and encode: as configured, or the machine's cores, fewer if its control
// groups allow fewer. At least 1.
unsigned compute_threads(Config const& config);

}  // namespace triforium::app
