// 3D models: one file that a viewer can load, and what the file says of its maker.
#pragma once

#include "base/bytes.h"
#include "enrich/task.h"

namespace triforium::enrich {

// A glTF that draws upon files beside it is published with all of them in it: viewers would look for them where only
// the glTF is. A model's copyright goes to the description of its canvas.
void blocking_enrich_models(Task const& task);

// The glTF with each relative `uri` of its buffers and images replaced by the bytes that `read` gives. Errors:
// corrupt_source, for what is no JSON object; those of `read`.
// https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#uris
Result<Bytes> embed_files(std::string_view gltf, std::function<Result<Bytes>(std::string const& path)> const& read);

}  // namespace triforium::enrich
