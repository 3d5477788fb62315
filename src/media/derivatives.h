// What is made of a recording for people to see before they play it.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::media::blocking {

// One picture of a film, `at` seconds after its start, as JPEG; square pixels, at most 1280 wide. Errors: as
// run_process; corrupt_source if there is no picture at that time.
Result<Bytes> poster(std::filesystem::path const& file, double at);

// The picture that comes with a sound, as JPEG, at most 1280 wide. Errors: as run_process; corrupt_source if there is
// none.
Result<Bytes> cover(std::filesystem::path const& file);

// The loudness of a recording of `duration` seconds over time, as PNG of kWaveformSize (see waveform.h). Reads the
// whole recording; a day of it is the most. Errors: as run_process; bad_request for a duration that is not above 0.
Result<Bytes> waveform(std::filesystem::path const& file, double duration);

// A stream of text subtitles (SubtitleStream::index) as WebVTT.
Result<Bytes> embedded_captions(std::filesystem::path const& file, int stream_index);

}  // namespace triforium::media::blocking
