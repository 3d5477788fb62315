// Pictures: the body of an answer to a plan, made in the cheapest way that gives the right pixels.
//
// 1. What the file stores goes out as it lies there. 2. What was made before comes out of memory, or from the disk. 3.
// What is large is sent while it is made, and kept nowhere. 4. What consists of stored JPEG tiles is assembled in the
// compressed domain. 5. The rest is decoded and encoded. The last two once for all who wait for it.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "base/single_flight.h"
#include "base/workers.h"
#include "http/message.h"
#include "image/answers.h"
#include "image/assembly.h"
#include "image/open_images.h"
#include "image/plan.h"
#include "image/render.h"

namespace triforium::image {

struct PictureSettings {
  RenderSettings render;
  std::uint64_t tile_cost = 4'000'000;  // decoded pixels up to which a request is a tile
  std::chrono::milliseconds render_timeout{60'000};
  std::int64_t stream_area = 4'000'000;  // pixels above which an answer is sent while it is made
  bool passes_through = true;            // hands stored tiles out as they are, whatever their quality
};

// What is asked for.
struct Wanted {
  Plan plan;
  SharedImage image;
  AnswerKey key;
  std::stop_token stop;       // requested when nobody waits any more
  bool wants_content = true;  // otherwise (HEAD) nothing is made of what would be a stream
};

struct Picture {
  http::Body body;
  std::vector<http::Timing> timings;  // of the stages that took time
};

// How many were made in each way.
struct PictureCounters {
  explicit PictureCounters(Metrics& metrics);
  prometheus::Counter& stored;
  prometheus::Counter& kept;
  prometheus::Counter& streamed;
  prometheus::Counter& assembled;
  prometheus::Counter& decoded;

 private:
  static prometheus::Counter& of(Metrics& metrics, std::string const& way);
};

class Pictures {
 public:
  // All of it outlives this.
  Pictures(Workers& workers, Answers& answers, DecodedTiles& tiles, Metrics& metrics, PictureSettings const& settings);

  // What the answer of that entity tag is called now.
  AnswerKey key(std::string entity_tag, OpenImage const& image) const;

  // What is there already, without waiting for anything.
  struct Found {
    http::Body body;
    bool is_stored = false;  // out of the image's own file: right for as long as that file is the image
  };
  std::optional<Found> find(Wanted const& wanted);

  // Makes what find() has not found. Errors: those of decoding and encoding; busy, timeout, cancelled.
  Task<Result<Picture>> make(Wanted wanted);

 private:
  bool passes_through(Wanted const& wanted) const;
  Task<std::optional<http::Body>> read_stored(Wanted wanted);
  prometheus::Histogram& render_seconds(OpenImage const& image, std::string const& lane) const;
  bool streams(Wanted const& wanted) const;
  std::optional<AssemblyPlan> find_stitching(Wanted const& wanted) const;
  Task<Result<Picture>> begin_stream(Wanted wanted);
  StreamWork stream_work(Wanted wanted) const;
  Task<Result<SharedBytes>> render_once(Wanted wanted, std::vector<http::Timing>* timings);
  Task<Result<SharedBytes>> render(Wanted wanted, std::vector<http::Timing>* timings);

  Workers& workers_;
  Answers& answers_;
  DecodedTiles& tiles_;
  Metrics& metrics_;
  PictureSettings const& settings_;
  SingleFlight<SharedBytes> flights_;
  PictureCounters counters_;
};

}  // namespace triforium::image
