#include "enrich/models.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/base64.h"
#include "base/text.h"
#include "enrich/read_file.h"
#include "json/parse.h"
#include "media/glb.h"
#include "media/media_type.h"

namespace triforium::enrich {
namespace {

namespace fs = std::filesystem;
namespace js = boost::json;
using presentation::CanvasDraft;
using presentation::FileReference;

constexpr std::size_t kMostJson = std::size_t{64} << 20;
constexpr std::size_t kMostBytes = std::size_t{128} << 20;  // of the files that belong to a model
constexpr std::size_t kLongestCopyright = 4'000;

// "tex.png" and "textures/a%20b.png"; not "data:…", "https://…", "/etc/passwd" and "../x".
std::optional<std::string> relative_path(std::string_view uri) {
  auto const path = percent_decode(uri);
  if (!path || path->empty() || path->find(':') != std::string::npos || path->find('\0') != std::string::npos)
    return {};
  auto const normal = fs::path(*path).lexically_normal();
  if (normal.is_absolute() || *normal.begin() == "..") return {};
  return normal.string();
}

std::string data_uri(ByteView bytes, bool is_image) {
  auto const head = bytes.first(std::min(bytes.size(), media::kMediaTypeBytes));
  auto const type = is_image ? media::find_media_type(head, "") : std::string("application/octet-stream");
  return "data:" + type + ";base64," + to_base64(bytes);
}

Result<void> embed(js::object& gltf, std::string_view list,
                   std::function<Result<Bytes>(std::string const&)> const& read) {
  auto* const members = gltf.if_contains(list);
  if (members == nullptr || !members->is_array()) return {};
  for (auto& member : members->get_array()) {
    auto* const uri = member.is_object() ? member.get_object().if_contains("uri") : nullptr;
    if (uri == nullptr || !uri->is_string()) continue;
    auto const path = relative_path(uri->get_string());
    if (!path) continue;
    TRIFORIUM_TRY(auto const bytes, read(*path));
    *uri = data_uri(bytes, list == "images");
  }
  return {};
}

// Of the folder in which the glTF lies, and of what is below it: no link leads out.
class Neighbours {
 public:
  explicit Neighbours(fs::path const& gltf) : folder_(fs::weakly_canonical(gltf.parent_path())) {}

  Result<Bytes> blocking_read(std::string const& path) {
    std::error_code error;
    auto const file = fs::canonical(folder_ / path, error);
    auto const below = file.lexically_relative(folder_);
    if (error || below.empty() || *below.begin() == "..")
      return fail(ErrorKind::not_found, "its part " + triforium::quoted(path) + " is not there");
    TRIFORIUM_TRY(auto bytes, blocking_read_file(file, left_));
    left_ -= bytes.size();
    return bytes;
  }

 private:
  fs::path folder_;
  std::size_t left_ = kMostBytes;
};

// Of a GLB its JSON alone: the rest may be large.
Result<Bytes> blocking_read_description(fs::path const& file) {
  TRIFORIUM_TRY(auto const first, blocking_read_head(file, 20));
  auto const size = media::glb_head_size(first);
  return blocking_read_head(file,
                            static_cast<std::size_t>(std::min<std::uint64_t>(size.value_or(kMostJson), kMostJson)));
}

void blocking_make_whole(Task const& task, FileReference& file, Bytes const& gltf) {
  Neighbours neighbours(file.location);
  auto const name = fs::path(file.location).stem().string() + ".gltf";
  auto const made = task.derived.blocking_make(file.location, name, [&] {
    return embed_files(as_text(gltf), [&](std::string const& path) { return neighbours.blocking_read(path); });
  });
  if (made)
    file.location = made->string();
  else
    task.complain(file, made.error());
}

void add_copyright(CanvasDraft& canvas, std::string copyright) {
  if (copyright.empty() || copyright.size() > kLongestCopyright || !is_valid_utf8(copyright)) return;
  presentation::LabelledText entry;
  entry.label.add("en", "Copyright");
  entry.label.add("de", "Urheberrecht");
  entry.value.add("none", std::move(copyright));
  canvas.description.metadata.push_back(std::move(entry));
}

void blocking_enrich_model(Task const& task, CanvasDraft& canvas, FileReference& file) {
  if (!file.format.starts_with("model/gltf")) return;
  auto const description = blocking_read_description(file.location);
  auto const model = description ? media::read_model(*description) : Result<media::Model>(fail(description));
  if (!model) return task.complain(file, model.error());
  add_copyright(canvas, model->copyright);
  if (!model->files.empty() && file.format == "model/gltf+json") blocking_make_whole(task, file, *description);
}

}  // namespace

Result<Bytes> embed_files(std::string_view gltf, std::function<Result<Bytes>(std::string const& path)> const& read) {
  TRIFORIUM_TRY(auto value, json::parse(gltf));
  if (!value.is_object()) return fail(ErrorKind::corrupt_source, "it is no glTF: expected a JSON object");
  TRIFORIUM_CHECK(embed(value.get_object(), "buffers", read));
  TRIFORIUM_CHECK(embed(value.get_object(), "images", read));
  auto const whole = js::serialize(value);
  return Bytes(whole.begin(), whole.end());
}

void blocking_enrich_models(Task const& task) {
  for (auto& canvas : task.draft.canvases) {
    for (auto& painting : canvas.paintings) {
      if (painting.kind == presentation::MediaKind::model && is_file_of_ours(painting.file))
        blocking_enrich_model(task, canvas, painting.file);
    }
  }
}

}  // namespace triforium::enrich
