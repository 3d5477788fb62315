#include "importer/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "importer/digest.h"
#include "importer/inputs.h"
#include "importer/pictures.h"
#include "json/parse.h"
#include "presentation/build_parts.h"
#include "presentation/tree.h"

namespace triforium::importer {
namespace {

namespace bj = boost::json;
using ingest::LinkedDocument;

// One more whenever the same document becomes another item.
constexpr int kForm = 2;
constexpr std::size_t kBatch = 64;
constexpr std::uintmax_t kMostBytes = 64U << 20;
constexpr std::string_view kAccept =
    "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\", application/ld+json;q=0.9, "
    "application/json;q=0.8, */*;q=0.1";

std::string shown(LinkedDocument const& document) {
  return document.source.empty() ? document.location : document.source;
}

std::string parent_of(LinkedDocument const& document) {
  return document.collection.empty() ? std::string(store::kRootCollection) : document.collection;
}

// https://iiif.io/api/presentation/3.0/#51-collection: what a collection has to say of a member, from what a list of
// links says of it.
std::string reference_of(LinkedDocument const& document) {
  bj::object reference{
      {"id", document.location}, {"type", "Manifest"}, {"label", presentation::parts::language_map(document.label)}};
  if (!document.thumbnail.empty()) reference["thumbnail"] = bj::array{{{"id", document.thumbnail}, {"type", "Image"}}};
  return bj::serialize(reference);
}

std::string reference_of(Mirror const& mirror) {
  auto reference = json::parse(mirror.publication.reference);
  if (!reference || !reference->is_object()) return {};
  reference->get_object()["id"] = mirror.original;
  return bj::serialize(*reference);
}

As wish_for(LinkedDocument const& document, MirrorSettings const& settings) {
  bool const is_link = !document.label.is_empty() && is_url(document.location);
  return settings.as.value_or(is_link ? As::reference : As::copy);
}

void tell_slips(Prepared& prepared, Mirror const& mirror) {
  auto const& id = prepared.publication.id;
  for (auto const& mended : mirror.mended)
    prepared.findings.push_back({ingest::Severity::warning, id, mended});
  for (auto const& slip : mirror.slips)
    prepared.findings.push_back({ingest::Severity::note, id, slip});
  for (auto const& loss : mirror.losses)
    prepared.findings.push_back(
        {ingest::Severity::note, id, fmt::format("{}: “{}” was lost: {}", loss.pointer, loss.property, loss.why)});
}

}  // namespace

void DocumentImport::add(Task task) {
  if (!known_locations_.insert(task.document.location).second) return;
  if (known_locations_.size() > course_.settings.mirror.max_documents) {
    if (known_locations_.size() == course_.settings.mirror.max_documents + 1)
      course_.tell({ingest::Severity::error, root_,
                    fmt::format("There are more than {} documents; the rest is left where it is.",
                                course_.settings.mirror.max_documents)});
    return;
  }
  if (task.document.id.empty()) task.document.id = id_of_url(task.document.location);
  if (task.is_member) ++course_.progress.total;
  tasks_.push_back(std::move(task));
}

Result<void> DocumentImport::blocking_run(std::vector<LinkedDocument> const& documents) {
  for (bool const is_remote : {false, true})
    for (auto const& document : documents)
      if (is_url(document.location) == is_remote) add({document, wish_for(document, course_.settings.mirror)});
  while (!tasks_.empty() && !course_.is_stopped()) {
    auto const task = std::move(tasks_.front());
    tasks_.pop_front();
    TRIFORIUM_CHECK(blocking_take(task));
    course_.advance(1);
  }
  blocking_flush();
  for (auto const& [collection, members] : collections_)
    if (!course_.is_stopped()) publisher_.blocking_list_members(collection, members);
  return {};
}

Result<void> DocumentImport::blocking_take(Task const& task) {
  if (task.is_member) {
    blocking_flush();
    TRIFORIUM_TRY(bool const is_ours, blocking_is_ours(task.document.location, task.document.id));
    if (is_ours) return {};
  }
  return task.as == As::reference ? blocking_refer(task) : blocking_copy(task);
}

// Whether there is a copy already, that did not come from the URL itself: then it is that which counts.
Result<bool> DocumentImport::blocking_is_ours(std::string const& url, std::string const& id) const {
  return course_.store.read([&](store::Reading const& reading) -> Result<bool> {
    TRIFORIUM_TRY(auto const found, reading.resolve(url));
    auto const* const moved = std::get_if<store::Moved>(&found);
    return moved != nullptr && moved->id != id;
  });
}

Result<std::string> DocumentImport::blocking_read(std::string const& location) {
  if (is_url(location)) {
    TRIFORIUM_TRY(auto const bytes, fetcher_.blocking_fetch(location, kAccept));
    return std::string(bytes.begin(), bytes.end());
  }
  std::error_code error;
  auto const size = std::filesystem::file_size(location, error);
  std::ifstream file(location, std::ios::binary);
  if (error || !file) return fail(ErrorKind::not_found, "The file cannot be read.", location);
  if (size > kMostBytes) return fail(ErrorKind::too_large, fmt::format("It has more than {} bytes.", kMostBytes));
  std::string text(size, '\0');
  file.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

void DocumentImport::fail_task(Task const& task, Error const& error) {
  // What lies beside manifests, and is none, is no failure: pages of annotations.
  if (error.kind == ErrorKind::unsupported_format)
    return course_.tell({ingest::Severity::warning, shown(task.document), error.message});
  if (task.is_member)
    return course_.tell(
        {ingest::Severity::error, task.document.location, error.message + " It is listed where it is."});
  Prepared prepared;
  prepared.publication.id = task.document.id;
  prepared.failure = error;
  batch_.push_back(std::move(prepared));
}

Result<void> DocumentImport::blocking_refer(Task const& task) {
  store::MemberName member{task.document.location, reference_of(task.document)};
  if (task.document.label.is_empty() || !is_url(task.document.location)) {
    auto const text = blocking_read(task.document.location);
    auto const mirror = text ? mirror_document("reference", *text, {}) : Result<Mirror>(fail(text));
    if (!mirror) {
      fail_task(task, mirror.error());
      return {};
    }
    if (mirror->original.empty()) {
      fail_task(task, {ErrorKind::bad_request, "Its id is no URL to which a collection could refer.", {}});
      return {};
    }
    member = {mirror->original, reference_of(*mirror)};
  }
  publisher_.blocking_refer(parent_of(task.document), member);
  return {};
}

// Known: nothing is to be done. A collection is read nevertheless: its members may have changed.
bool DocumentImport::is_done(Prepared& prepared, Known const& known, std::string const& digest) {
  prepared.input.digest = digest;
  prepared.is_known = known.input.digest == digest;
  if (!prepared.is_known || !known.is_manifest) return false;
  batch_.push_back(std::move(prepared));
  return true;
}

Result<void> DocumentImport::blocking_copy(Task const& task) {
  auto const& document = task.document;
  seen_.insert(document.id);
  TRIFORIUM_TRY(auto const known, blocking_find_known(course_.store, input_name(root_, document.id), document.id));
  Prepared prepared;
  prepared.publication.id = document.id;
  prepared.input = {known.input.source, {}, document.id};
  prepared.may_recreate = known.input.digest == kPruned;
  auto const form = fmt::format("{} {} {} {}\n", kForm, static_cast<int>(task.as), parent_of(document),
                                course_.settings.mirror.base_url);
  bool const is_remote = is_url(document.location);
  if (!is_remote && is_done(prepared, known, digest_of(form + blocking_state_of(document.location)))) return {};
  auto const text = blocking_read(document.location);
  if (text && is_remote && is_done(prepared, known, digest_of(form + *text))) return {};
  auto mirror =
      text ? mirror_document(document.id, *text, course_.settings.mirror.base_url) : Result<Mirror>(fail(text));
  if (mirror) {
    blocking_publish(task, std::move(*mirror), std::move(prepared));
  } else {
    fail_task(task, mirror.error());
  }
  return {};
}

void DocumentImport::blocking_publish(Task const& task, Mirror mirror, Prepared prepared) {
  bool const is_collection = mirror.publication.kind == store::ItemKind::collection;
  if (is_collection) add_members(task, mirror);
  if (task.as == As::whole && !is_collection && !course_.settings.mirror.folder.empty()) {
    auto const complaints = blocking_bring_pictures(mirror, course_.settings, fetcher_, room_);
    for (auto const& complaint : complaints)
      prepared.findings.push_back({ingest::Severity::warning, task.document.id, complaint});
    // To be tried again by the next run.
    if (!complaints.empty()) prepared.input.digest.clear();
  }
  if (!prepared.is_known) {
    tell_slips(prepared, mirror);
    prepared.publication = std::move(mirror.publication);
    prepared.publication.source_digest = prepared.input.digest;
    prepared.publication.collections = {parent_of(task.document)};
    prepared.original = std::move(mirror.original);
  }
  batch_.push_back(std::move(prepared));
  if (is_collection || batch_.size() >= kBatch) blocking_flush();
}

void DocumentImport::add_members(Task const& task, Mirror const& mirror) {
  collections_.emplace_back(task.document.id, mirror.members);
  for (auto const& member : mirror.members) {
    if (!is_url(member.id)) continue;
    if (task.depth >= course_.settings.mirror.max_depth) {
      course_.tell({ingest::Severity::error, task.document.id,
                    "Collections lie too deep within each other here; its members are listed where they are."});
      return;
    }
    LinkedDocument document;
    document.location = member.id;
    document.collection = task.document.id;
    add({std::move(document), task.as, task.depth + 1, true});
  }
}

void DocumentImport::blocking_flush() {
  if (batch_.empty()) return;
  publisher_.blocking_publish(batch_);
  batch_.clear();
}

}  // namespace triforium::importer
