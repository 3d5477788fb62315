#include "app/import_listeners.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "app/image_files.h"
#include "app/progress_line.h"
#include "app/stop_signal.h"

namespace triforium::app {
namespace {

using importer::Outcome;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTerminalPace{200};
constexpr std::chrono::seconds kPipePace{10};

}  // namespace

bool Report::wants_to_stop() {
  return was_told_to_stop();
}

Lines::Lines(bool is_verbose)
    : is_verbose_(is_verbose),
      is_on_terminal_(::isatty(STDERR_FILENO) != 0),
      due_(begun_ + (is_on_terminal_ ? steady_clock::duration(kTerminalPace) : kPipePace)) {}

void Lines::clear_line() const {
  if (is_on_terminal_) fmt::print(stderr, "\r\x1b[K");
}

void Lines::found(ingest::Finding const& finding) {
  if (finding.severity == ingest::Severity::note && !is_verbose_) return;
  clear_line();
  fmt::print(stderr, "{}: {}\n", finding.place, finding.message);
}

void Lines::settled(importer::Settled const& settled) {
  if (settled.outcome == Outcome::unchanged) return;
  clear_line();
  if (settled.outcome == Outcome::failed) {
    fmt::print(stderr, "{}: {}\n", settled.id, sentence_of(settled.error));
  } else if (settled.outcome == Outcome::deleted) {
    fmt::print("deleted: {}\n", settled.id);
  } else {
    fmt::print("{}: {}  “{}”\n", name_of(settled.outcome), settled.id, settled.label);
  }
}

void Lines::progressed(importer::Progress const& progress) {
  // Whoever reads along is told of what the disk has, when it has it.
  std::fflush(stdout);
  auto const now = steady_clock::now();
  if (now < due_) return;
  due_ = now + (is_on_terminal_ ? steady_clock::duration(kTerminalPace) : kPipePace);
  auto const line =
      progress_line(progress.done, progress.total, std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_));
  fmt::print(stderr, "{}{}{}", is_on_terminal_ ? "\r\x1b[K" : "", line, is_on_terminal_ ? "" : "\n");
}

void Lines::conclude(importer::Summary const& summary) {
  clear_line();
  fmt::print("{} published, {} updated, {} unchanged, {} failed", summary.published, summary.updated, summary.unchanged,
             summary.failed);
  if (summary.deleted > 0) fmt::print(", {} deleted", summary.deleted);
  fmt::print("\n");
  if (summary.vanished > 0) {
    fmt::print("{} that were imported from there once are there no more. They stay published; --prune deletes them.\n",
               summary.vanished);
  }
  if (summary.is_stopped) fmt::print("Stopped before the end. Run it again to go on.\n");
}

void JsonReport::found(ingest::Finding const& finding) {
  lines_.push_back(boost::json::object{
      {"severity", name_of(finding.severity)}, {"place", finding.place}, {"message", finding.message}});
}

void JsonReport::settled(importer::Settled const& settled) {
  if (settled.outcome == Outcome::unchanged) return;
  boost::json::object line{{"item", settled.id}, {"outcome", name_of(settled.outcome)}, {"label", settled.label}};
  if (settled.outcome == Outcome::failed) line["message"] = sentence_of(settled.error);
  lines_.push_back(std::move(line));
}

void JsonReport::conclude(importer::Summary const& summary) {
  fmt::print("{}\n", boost::json::serialize(boost::json::object{{"published", summary.published},
                                                                {"updated", summary.updated},
                                                                {"unchanged", summary.unchanged},
                                                                {"deleted", summary.deleted},
                                                                {"vanished", summary.vanished},
                                                                {"failed", summary.failed},
                                                                {"stopped", summary.is_stopped},
                                                                {"lines", lines_}}));
}

}  // namespace triforium::app
