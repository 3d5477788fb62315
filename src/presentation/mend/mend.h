// Documents that others published, made valid: what breaks a MUST but can be understood is put right or left out, and
// told. What a document shows – its pages and what is painted on them – is never guessed: where that is broken, the
// document is refused. Pure.
//
// https://iiif.io/api/presentation/3.0/  https://iiif.io/api/presentation/2.1/
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "presentation/check/report.h"
#include "presentation/version.h"

namespace triforium::presentation {

// The first error that nothing but a guess could put right. Of 2.1: in the names, types, labels, sizes and pictures of
// the manifest and its canvases, in how it is read, and in its description. Nothing where mending can be tried.
// `report` is of `document`, which stays as it is.
Finding const* find_beyond_mending(boost::json::value& document, Report const& report, Version version);

struct Mend {
  Finding finding;   // its pointer is a place in the document as it was in that round
  std::string what;  // was done: "left out"
};

struct Mended {
  boost::json::value document;
  std::vector<Mend> mends;  // in the order in which they were made
  Report report;            // of the document as it is now: no errors, where it could be mended
};

// Presentation 3.0 and 4.0: until the check finds no error, or nothing more can be done.
// 2.1: texts and sizes only, so that the conversion to 3.0 understands them; errors may remain.
Mended mend_document(boost::json::value document, Version version);

}  // namespace triforium::presentation
