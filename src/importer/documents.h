// Manifests and collections that exist already: read from files and URLs, and listed or copied, with what they contain.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "importer/course.h"
#include "importer/fetch.h"
#include "importer/inputs.h"
#include "importer/mirror.h"
#include "importer/publisher.h"

namespace triforium::importer {

class DocumentImport {
 public:
  // All outlive this. `root` is what the path was that people named: inputs.h.
  DocumentImport(Course& course, Publisher& publisher, std::string root)
      : course_(course),
        publisher_(publisher),
        root_(std::move(root)),
        fetcher_(course.settings.mirror.fetch),
        room_(course.settings.mirror.max_picture_bytes) {}

  // Files before what is elsewhere, so that a collection finds the copies of its members that lie beside it. Errors:
  // those of the store that concern all.
  Result<void> blocking_run(std::vector<ingest::LinkedDocument> const& documents);

  // The ids of all that was there, failed ones too.
  std::set<std::string, std::less<>> const& seen() const { return seen_; }

 private:
  struct Task {
    ingest::LinkedDocument document;
    As as = As::copy;
    std::size_t depth = 0;
    bool is_member = false;  // named by a collection, not by people
  };

  void add(Task task);
  Result<void> blocking_take(Task const& task);
  Result<void> blocking_refer(Task const& task);
  Result<void> blocking_copy(Task const& task);
  bool is_done(Prepared& prepared, Known const& known, std::string const& digest);
  void blocking_publish(Task const& task, Mirror mirror, Prepared prepared);
  void add_members(Task const& task, Mirror const& mirror);
  Result<bool> blocking_is_ours(std::string const& url, std::string const& id) const;
  Result<std::string> blocking_read(std::string const& location);
  void fail_task(Task const& task, Error const& error);
  void blocking_flush();

  Course& course_;
  Publisher& publisher_;
  std::string const root_;
  Fetcher fetcher_;
  std::uint64_t room_;  // for pictures: bytes
  std::deque<Task> tasks_;
  std::set<std::string, std::less<>> known_locations_;
  std::set<std::string, std::less<>> seen_;
  std::vector<Prepared> batch_;
  std::vector<std::pair<std::string, std::vector<store::MemberName>>>
      collections_;  // whose members are listed at the end
};

}  // namespace triforium::importer
