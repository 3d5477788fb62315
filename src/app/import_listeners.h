// What an import says, for people and for programs.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <string>

#include "importer/importer.h"

namespace triforium::app {

// An import that stops when the program is told to, and says in the end what came of it.
class Report : public importer::Listener {
 public:
  bool wants_to_stop() override;
  virtual void conclude(importer::Summary const& summary) = 0;
};

// Lines on standard output, complaints on standard error, and how far it is: on a terminal a line that is renewed, else
// a line now and then.
class Lines : public Report {
 public:
  explicit Lines(bool is_verbose);

  void found(ingest::Finding const& finding) override;
  void settled(importer::Settled const& settled) override;
  void progressed(importer::Progress const& progress) override;
  void conclude(importer::Summary const& summary) override;

 private:
  void clear_line() const;

  bool const is_verbose_;
  bool const is_on_terminal_;
  std::chrono::steady_clock::time_point const begun_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point due_;
};

// One JSON object at the end.
class JsonReport : public Report {
 public:
  void found(ingest::Finding const& finding) override;
  void settled(importer::Settled const& settled) override;
  void conclude(importer::Summary const& summary) override;

 private:
  boost::json::array lines_;
};

}  // namespace triforium::app
