// Recordings of an item: chapters, captions, posters, waveforms.
#pragma once

#include "enrich/derived_folder.h"
#include "enrich/task.h"

namespace triforium::enrich {

// Of every canvas on which a recording of ours is painted.
void blocking_enrich_recordings(Task const& task);

}  // namespace triforium::enrich
