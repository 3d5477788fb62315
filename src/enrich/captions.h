// Captions as WebVTT, which is what browsers play.
#pragma once

#include <vector>

#include "enrich/task.h"
#include "media/probe.h"

namespace triforium::enrich {

// SubRip beside a recording is made WebVTT, and offered as it is for people to fetch. Where WebVTT in the same language
// lies there already, that is taken.
void blocking_convert_captions(Task const& task, presentation::CanvasDraft& canvas);

// Subtitles within `file` in languages of which nothing lies beside it.
void blocking_extract_captions(Task const& task, presentation::CanvasDraft& canvas,
                               presentation::FileReference const& file,
                               std::vector<media::SubtitleStream> const& streams);

}  // namespace triforium::enrich
