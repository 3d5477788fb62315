// /api/v1/jobs: work that takes longer than a request. All of it needs the token: jobs tell of folders of the machine.
#pragma once

#include "items/api_answers.h"

namespace triforium::items {

// GET /api/v1/jobs?before={id}&limit={1…1000}: {"jobs": […], "next": …}, the newest first. `next` is the `before` of
// what follows, and absent at the end.
struct JobListEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// GET /api/v1/jobs/{job}?after={position}&limit={1…1000}: state, done, total, counts, and "failures" from that position
// on, with "next" as above.
struct JobEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// POST /api/v1/jobs {"kind": "import", "path": …}: imports what lies there, below one of the folders of the setting
// api.import_folders; {"kind": "import", "upload": …}: what was uploaded, the files of a ZIP. 202 with the job,
// Location; 400 for other paths, 404 and 409 for an upload that is not there, or not complete.
struct PostJobEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// DELETE /api/v1/jobs/{job}: cancels it. What was published stays. 200 with the job; 409 where it has ended.
struct DeleteJobEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
