#include "image/pictures.h"

#include <fmt/format.h>

#include <utility>

#include "image/pass_through.h"
#include "image/plane_render.h"

namespace triforium::image {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kMostHeldPixels = 16'000'000;  // of an answer that is put together: 100 to 200 MB

void append(std::vector<http::Piece>& pieces, SharedBytes bytes) {
  if (bytes && !bytes->empty()) pieces.push_back(http::piece_of(std::move(bytes)));
}

http::Body joined(Passage passage, http::Piece middle) {
  std::vector<http::Piece> pieces;
  pieces.reserve(3);
  append(pieces, std::move(passage.head));
  pieces.push_back(std::move(middle));
  append(pieces, std::move(passage.tail));
  return pieces;
}

// Who writes into a file that is published lets us read what is partly the old image, and partly the new one.
bool is_altered(OpenImage const& image) {
  return image.source->since_opened() == storage::Since::altered;
}

Failure being_altered() {
  return fail(ErrorKind::busy, "The source image is being changed at this moment.");
}

// Straight from the mapped file, if the kernel holds its pages: an event loop must not wait for a disk.
std::optional<http::Piece> mapped_piece(OpenImage const& image, Plan const& plan, Passage const& passage) {
  if (is_altered(image)) return std::nullopt;
  auto const range = image.source->map(passage.offset, passage.length);
  if (!range) return std::nullopt;
  if (!passage.is_warm) {
    if (!storage::is_resident(*range)) return std::nullopt;
    image.stored_tiles->mark_warm(plan);
  }
  return http::Piece{image.source, range->bytes, range->descriptor, range->offset};
}

// Absent where the tile cannot be passed on: then it is decoded, and if the file is at fault, that tells what is wrong.
Result<std::optional<http::Body>> blocking_read_passage(OpenImage const& image, Plan const& plan) {
  auto passage = image.stored_tiles->blocking_find(plan);
  if (!passage) return std::nullopt;
  auto bytes = storage::read_exactly(*image.source, passage->offset, passage->length);
  if (!bytes || is_altered(image)) return std::nullopt;
  return joined(std::move(*passage), http::piece_of(share(std::move(*bytes))));
}

// In the compressed domain if it can be done there, otherwise by decoding.
Result<Bytes> blocking_make(Wanted const& wanted, std::optional<AssemblyPlan> const& assembly,
                            PictureSettings const& settings, DecodedTiles& tiles, Clock::time_point deadline,
                            PictureCounters const& counters) {
  if (assembly) {
    if (auto made = blocking_assemble(*assembly, *wanted.image)) {
      counters.assembled.Increment();
      return std::move(*made);
    }
  }
  counters.decoded.Increment();
  return blocking_render(wanted.plan, *wanted.image, settings.render, tiles, wanted.stop, deadline);
}

// Time spent waiting for the client is not time spent on the picture.
class StreamSink final : public codecs::ByteSink {
 public:
  StreamSink(StreamWriter& out, Patience& patience) : out_(out), patience_(patience) {}
  Result<void> write(ByteView bytes) override {
    auto const waited_before = out_.waited();
    auto written = out_.blocking_write(bytes);
    patience_.prolong(out_.waited() - waited_before);
    return written;
  }

 private:
  StreamWriter& out_;
  Patience& patience_;
};

// The same as a stream. Counted when it begins.
Result<void> blocking_stream(Wanted const& wanted, std::optional<AssemblyPlan> const& stitching,
                             PictureSettings const& settings, Patience const& patience, codecs::ByteSink& sink,
                             PictureCounters const& counters) {
  if (stitching) {
    TRIFORIUM_TRY(bool const is_made, blocking_stitch(*stitching, *wanted.image, patience, sink));
    if (is_made) {
      counters.assembled.Increment();
      return {};
    }
  }
  counters.streamed.Increment();
  return blocking_render_into(wanted.plan, *wanted.image, settings.render, patience, sink);
}

// A stream of which the first piece is there already.
class BegunStream final : public ByteStream {
 public:
  // `name` of the source, for the log.
  BegunStream(SharedBytes first, std::shared_ptr<ByteStream> rest, std::string name)
      : first_(std::move(first)), rest_(std::move(rest)), name_(std::move(name)) {}
  Task<Result<SharedBytes>> next() override {
    if (first_) co_return std::exchange(first_, nullptr);
    Result<SharedBytes> piece = co_await rest_->next();
    if (!piece) piece.error().detail = name_ + ": " + piece.error().detail;
    co_return piece;
  }

 private:
  SharedBytes first_;
  std::shared_ptr<ByteStream> const rest_;
  std::string const name_;
};

}  // namespace

PictureCounters::PictureCounters(Metrics& metrics)
    : stored(of(metrics, "stored")),
      kept(of(metrics, "kept")),
      streamed(of(metrics, "streamed")),
      assembled(of(metrics, "assembled")),
      decoded(of(metrics, "decoded")) {}

prometheus::Counter& PictureCounters::of(Metrics& metrics, std::string const& way) {
  return metrics.counter("triforium_pictures_total",
                         "Pictures by the way they were made: out of the file as stored, kept from before, sent while "
                         "made, assembled in the compressed domain, decoded and encoded. What is "
                         "given again from the cache recent_answers is not counted anew",
                         {{"way", way}});
}

Pictures::Pictures(Workers& workers, Answers& answers, DecodedTiles& tiles, Metrics& metrics,
                   PictureSettings const& settings)
    : workers_(workers), answers_(answers), tiles_(tiles), metrics_(metrics), settings_(settings), counters_(metrics) {}

bool Pictures::passes_through(Wanted const& wanted) const {
  auto const& tiles = wanted.image->stored_tiles;
  return settings_.passes_through && tiles != nullptr && tiles->covers(wanted.plan);
}

AnswerKey Pictures::key(std::string entity_tag, OpenImage const& image) const {
  return answers_.key(std::move(entity_tag), image.name);
}

std::optional<Pictures::Found> Pictures::find(Wanted const& wanted) {
  if (passes_through(wanted)) {
    if (auto passage = wanted.image->stored_tiles->find(wanted.plan)) {
      if (auto piece = mapped_piece(*wanted.image, wanted.plan, *passage)) {
        counters_.stored.Increment();
        return Found{joined(std::move(*passage), std::move(*piece)), true};
      }
    }
  }
  auto bytes = answers_.find(wanted.key);
  if (!bytes) return std::nullopt;
  counters_.kept.Increment();
  return Found{std::vector<http::Piece>{http::piece_of(std::move(bytes))}};
}

Task<Result<Picture>> Pictures::make(Wanted wanted) {
  Picture picture;
  if (passes_through(wanted)) {
    std::optional<http::Body> stored = co_await read_stored(wanted);
    if (stored) {
      counters_.stored.Increment();
      picture.body = std::move(*stored);
      co_return picture;
    }
  }
  if (streams(wanted)) {
    Result<Picture> begun = co_await begin_stream(std::move(wanted));
    co_return begun;
  }
  std::optional<http::Body> kept = co_await answers_.find_stored(wanted.key);
  if (kept) {
    counters_.kept.Increment();
    picture.body = std::move(*kept);
    co_return picture;
  }
  Result<SharedBytes> made = co_await render_once(wanted, &picture.timings);
  if (!made) co_return fail(made);
  picture.body = std::vector<http::Piece>{http::piece_of(std::move(*made))};
  co_return picture;
}

Task<std::optional<http::Body>> Pictures::read_stored(Wanted wanted) {
  auto read = [plan = wanted.plan, image = wanted.image] { return blocking_read_passage(*image, plan); };
  Result<std::optional<http::Body>> body = co_await workers_.run(Lane::io, 0, read);
  co_return body ? std::move(*body) : std::nullopt;
}

prometheus::Histogram& Pictures::render_seconds(OpenImage const& image, std::string const& lane) const {
  return metrics_.latency("triforium_render_seconds", "Time from decoding to the last encoded byte, without waiting",
                          {{"source", image.decoder->header().format}, {"lane", lane}});
}

bool Pictures::streams(Wanted const& wanted) const {
  auto const& plan = wanted.plan;
  auto const area = plan.output.area();
  if (area <= settings_.stream_area || !codecs::is_streaming(plan.format, area, settings_.render.encode)) return false;
  // What is rotated is held before its first row can leave: as planes, for half as long.
  if (is_rotated(plan) && takes_planes(plan, *wanted.image, settings_.render)) return false;
  bool const is_jpeg = wanted.image->shape.stored_as == ImageShape::Stored::jpeg;
  if (!settings_.passes_through || !is_jpeg || find_stitching(wanted)) return true;
  // What can only be put together as a whole, turned for example, loses nothing that way: held where it is not too
  // large.
  auto const assembly = plan_assembly(plan, *wanted.image);
  return !assembly || assembly->pixels() > kMostHeldPixels;
}

std::optional<AssemblyPlan> Pictures::find_stitching(Wanted const& wanted) const {
  bool const is_jpeg = wanted.image->shape.stored_as == ImageShape::Stored::jpeg;
  return settings_.passes_through && is_jpeg ? plan_stitching(wanted.plan, *wanted.image) : std::nullopt;
}

// Waits for the first piece: what fails before it gets an answer that says so.
Task<Result<Picture>> Pictures::begin_stream(Wanted wanted) {
  auto cost = cost_of_rows(wanted.plan, *wanted.image, settings_.render);
  if (auto const stitching = find_stitching(wanted)) cost.memory = std::max(cost.memory, stitching->stream_memory());
  bool const wants_content = wanted.wants_content;
  auto const name = wanted.image->source->name();
  auto const asked = Clock::now();
  auto stream = workers_.stream(cost.memory, stream_work(std::move(wanted)));
  Picture picture;
  if (wants_content) {
    Result<SharedBytes> first = co_await stream->next();
    if (!first) co_return fail(first);
    picture.timings.push_back({"first", Clock::now() - asked});
    if (*first) stream = std::make_shared<BegunStream>(std::move(*first), std::move(stream), name);
  }
  picture.body = http::Stream{std::move(stream), std::nullopt};
  co_return picture;
}

StreamWork Pictures::stream_work(Wanted wanted) const {
  auto& seconds = render_seconds(*wanted.image, "stream");
  auto const stitching = find_stitching(wanted);
  return [wanted = std::move(wanted), stitching, &seconds, &settings = settings_,
          &counters = counters_](StreamWriter& out) -> Result<void> {
    auto const begun = Clock::now();
    Patience patience(wanted.stop, begun + settings.render_timeout);
    StreamSink sink(out, patience);
    auto made = blocking_stream(wanted, stitching, settings, patience, sink, counters);
    seconds.Observe(std::chrono::duration<double>(Clock::now() - begun - out.waited()).count());
    if (is_altered(*wanted.image)) return being_altered();
    return made;
  };
}

// Whoever began the work may leave before it is done; then one of those who still wait begins again. Nobody joins work
// that began before a purge.
Task<Result<SharedBytes>> Pictures::render_once(Wanted wanted, std::vector<http::Timing>* timings) {
  auto const flight = fmt::format("{} {}", wanted.key.entity_tag, wanted.key.generation);
  for (;;) {
    auto work = [this, wanted, timings]() -> Task<Result<SharedBytes>> {
      Result<SharedBytes> made = co_await render(wanted, timings);
      co_return made;
    };
    Result<SharedBytes> made = co_await flights_.run(flight, work);
    bool const was_anothers = !made && made.error().kind == ErrorKind::cancelled && !wanted.stop.stop_requested();
    if (!was_anothers) co_return made;
  }
}

Task<Result<SharedBytes>> Pictures::render(Wanted wanted, std::vector<http::Timing>* timings) {
  auto const assembly = settings_.passes_through ? plan_assembly(wanted.plan, *wanted.image) : std::nullopt;
  auto cost = cost_of(wanted.plan, *wanted.image, settings_.render, tiles_);
  if (assembly) cost.memory = std::max(cost.memory, assembly->memory());
  auto const lane = cost.pixels <= settings_.tile_cost ? Lane::tile : Lane::full;
  auto const queued = Clock::now();
  auto const deadline = queued + settings_.render_timeout;
  auto spent = std::make_shared<Clock::duration>();
  // What crosses to a worker is copied in: the worker may outlive this frame.
  auto work = [wanted, assembly, deadline, spent, &settings = settings_, &tiles = tiles_,
               &counters = counters_]() -> Result<SharedBytes> {
    auto const begun = Clock::now();
    if (begun > deadline) return fail(ErrorKind::timeout, "This image had to wait longer than the server allows.");
    auto bytes = blocking_make(wanted, assembly, settings, tiles, deadline, counters);
    *spent = Clock::now() - begun;
    if (is_altered(*wanted.image)) return being_altered();
    if (!bytes) return fail(bytes);
    return share(std::move(*bytes));
  };
  Result<SharedBytes> made = co_await workers_.run(lane, cost.memory + cost.answer, work);
  timings->push_back({"wait", Clock::now() - queued - *spent});
  timings->push_back({"render", *spent});
  render_seconds(*wanted.image, lane == Lane::tile ? "tile" : "full")
      .Observe(std::chrono::duration<double>(*spent).count());
  if (made) answers_.insert(wanted.key, *made, *spent);
  co_return made;
}

}  // namespace triforium::image
