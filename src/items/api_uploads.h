// /api/v1/uploads: files that arrive in pieces, by the protocol tus 1.0 with creation, termination and expiration.
// Other versions get 412.
//
// https://tus.io/protocols/resumable-upload
#pragma once

#include "items/api_answers.h"

namespace triforium::items {

// POST /api/v1/uploads with Upload-Length and Upload-Metadata (“filename” in base64): 201, Location. 413, 503 for too
// many, 507 for a full disk.
struct PostUploadEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// HEAD /api/v1/uploads/{upload}: Upload-Offset and Upload-Length. GET: the same as JSON.
struct UploadEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// PATCH /api/v1/uploads/{upload} with Upload-Offset, the content application/offset+octet-stream of at most
// api.max_body bytes: 204 with the new Upload-Offset, which survives a power cut. 409 for another offset.
struct PatchUploadEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// DELETE /api/v1/uploads/{upload}: 204.
struct DeleteUploadEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// OPTIONS of both: which version and extensions of tus are spoken, and to pages of other origins what they may send.
struct UploadOptionsEndpoint {
  ApiParts parts;
  std::string methods;  // as Allow has them
  Task<http::Response> operator()(http::Request request) const;
};

// The file's name in Upload-Metadata: “filename bWFwLnppcA==,type …”. Empty: there is none. Error: bad_request. Pure.
Result<std::string> filename_of(std::string_view metadata);

}  // namespace triforium::items
