#include "ingest/bag/bag.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"
#include "ingest/dates.h"
#include "ingest/file_index.h"
#include "ingest/keys.h"

namespace triforium::ingest {
namespace {

constexpr std::size_t kMaxManifest = std::size_t{256} << 20;

struct Algorithm {
  std::string_view name;
  EVP_MD const* (*digest)();
};

// "bag creation tools SHOULD … use SHA-512 by default"; the strongest that the bag has is compared.
constexpr auto kAlgorithms =
    std::to_array<Algorithm>({{"sha512", EVP_sha512}, {"sha256", EVP_sha256}, {"sha1", EVP_sha1}, {"md5", EVP_md5}});

Result<std::string> checksum(Session const& session, std::string const& path, EVP_MD const* digest) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), digest, nullptr) != 1) return fail(ErrorKind::internal, "no digest");
  TRIFORIUM_CHECK(session.tree.read_through(
      path, [&](std::string_view piece) { EVP_DigestUpdate(context.get(), piece.data(), piece.size()); }));
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), bytes.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i)
    text += fmt::format("{:02x}", bytes[i]);
  return text;
}

struct ManifestLine {
  std::string checksum, path;
};

// "checksum filepath", with CR, LF and % of the path percent-encoded
std::vector<ManifestLine> parse_manifest(std::string_view text) {
  std::vector<ManifestLine> lines;
  for (auto line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    auto const space = line.find_first_of(" \t");
    if (space == std::string_view::npos) continue;
    auto path = trim(line.substr(space));
    if (path.starts_with('*')) path.remove_prefix(1);
    lines.push_back({to_lower(line.substr(0, space)), percent_decode(path).value_or(std::string(path))});
  }
  return lines;
}

// Whether the payload is what the manifest says; findings otherwise.
bool verify(Session& session, Place const& place, Algorithm const& algorithm, FileIndex const& index) {
  auto const path = join(place.path, fmt::format("manifest-{}.txt", algorithm.name));
  auto const text = session.tree.read(path, kMaxManifest);
  if (!text) return session.reading.error(path, "The manifest cannot be read: " + text.error().message + "."), false;
  bool is_whole = true;
  std::set<std::string> listed;
  for (auto const& line : parse_manifest(*text)) {
    auto const file = normal_path(join(place.path, line.path));
    if (!line.path.starts_with("data/") || !file || !index.has(*file)) {
      session.reading.error(path, "The file " + quoted(line.path) + " is listed and is not in the bag.");
      is_whole = false;
      continue;
    }
    listed.insert(*file);
    if (!session.options.verify_checksums) continue;
    auto const found = checksum(session, *file, algorithm.digest());
    if (found && *found == line.checksum) continue;
    session.reading.error(*file,
                          fmt::format("Its {} is not what the manifest says: the file has changed.", algorithm.name));
    is_whole = false;
  }
  for (auto const& file : index.paths()) {
    if (file.starts_with(join(place.path, "data/")) && !listed.contains(file))
      session.reading.warn(file, "It is in the bag's payload and not in its manifest.");
  }
  return is_whole;
}

using Info = std::vector<std::pair<std::string, std::string>>;

// "a line consisting of a label, a colon (:), a single linear whitespace character, and a value"; lines that begin with
// white space continue the one before.
Info parse_info(std::string_view text) {
  Info info;
  for (auto line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!info.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
      info.back().second += " " + std::string(trim(line));
      continue;
    }
    auto const colon = line.find(':');
    if (colon != std::string_view::npos) info.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  return info;
}

void apply(Info const& info, presentation::Description& description, std::vector<std::string>& aliases) {
  for (auto const& [label, value] : info) {
    auto const name = to_lower(label);
    if (name == "payload-oxum" || name == "bag-size" || name == "bagging-date" || name == "bag-group-identifier" ||
        name == "bag-count" || name == "bag-software-agent")
      continue;
    if (name == "external-description") {
      if (description.summary.is_empty()) description.summary.add("none", value);
    } else if (name == "external-identifier" && is_id(value)) {
      aliases.push_back(value);
    } else {
      presentation::LabelledText entry;
      entry.label.add("none", label);
      entry.value.add("none", value);
      if (!entry.value.is_empty() && !entry.label.is_empty()) description.metadata.push_back(std::move(entry));
    }
  }
}

}  // namespace

bool is_bag(Session&, Place const&, Entries const& entries) {
  auto const has = [&](std::string_view name) {
    return std::ranges::find(entries, name, &TreeEntry::name) != entries.end();
  };
  return has("bagit.txt") && has("data");
}

void read_bag(Session& session, Place const& place, Entries const& entries) {
  auto const shown = place.path.empty() ? place.name : place.path;
  auto const algorithm = std::ranges::find_if(kAlgorithms, [&](Algorithm const& one) {
    return std::ranges::find(entries, fmt::format("manifest-{}.txt", one.name), &TreeEntry::name) != entries.end();
  });
  if (algorithm == kAlgorithms.end())
    return session.reading.error(shown, "The bag has no manifest of sha512, sha256, sha1 or md5.");
  auto const index = FileIndex::build(session, place.path);
  if (!verify(session, place, *algorithm, index))
    return session.reading.error(shown, "The bag is not whole; nothing of it is published.");

  auto const items = session.reading.items.size(), collections = session.reading.collections.size();
  auto payload = place;
  payload.path = join(place.path, "data");
  payload.depth += 1;
  read_place(session, payload);
  auto const text = session.tree.read(join(place.path, "bag-info.txt"), std::size_t{1} << 20);
  if (!text) return;
  auto const info = parse_info(*text);
  if (session.reading.collections.size() > collections) {
    auto& collection = session.reading.collections[collections];
    apply(info, collection.description, collection.aliases);
  } else if (session.reading.items.size() > items) {
    auto& item = session.reading.items[items];
    apply(info, item.description, item.aliases);
  }
}

}  // namespace triforium::ingest
