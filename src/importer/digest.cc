#include "importer/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <array>
#include <boost/json.hpp>
#include <map>

#include "presentation/build.h"

namespace triforium::importer {
namespace {

// One more whenever assets, texts or renderings of the same draft become others. Changes of documents show by
// themselves.
constexpr int kForm = 2;

// Stands for what is found out about files, so that a document can be built without opening one: it has every word of
// the draft, and it names every file that the draft names.
class Stand {
 public:
  presentation::FindAsset find() {
    return [this](std::string_view location) -> presentation::AssetFacts const* {
      auto const found = facts_.find(location);
      if (found != facts_.end()) return &found->second;
      presentation::AssetFacts facts;
      facts.id = facts.name = location;
      facts.width = facts.height = 1;
      facts.duration = 1;
      facts.is_image = true;
      return &facts_.emplace(location, std::move(facts)).first->second;
    };
  }
  std::string states() const {
    std::string all;
    for (auto const& [location, facts] : facts_)
      all += blocking_state_of(location);
    return all;
  }

 private:
  std::map<std::string, presentation::AssetFacts, std::less<>> facts_;
};

std::string joined(std::vector<std::string> const& values) {
  return boost::json::serialize(boost::json::array(values.begin(), values.end()));
}

}  // namespace

std::string digest_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), bytes.data(), &length, EVP_sha256(), nullptr);
  std::string word;
  for (unsigned int i = 0; i < length; ++i)
    word += fmt::format("{:02x}", bytes[i]);
  return word;
}

std::string blocking_state_of(std::string const& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path + " missing\n";
  return fmt::format("{} {} {}.{:09} {}\n", path, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                     status.st_ino);
}

std::string blocking_digest(presentation::ItemDraft const& draft, Settings const& settings) {
  Stand stand;
  auto const find = stand.find();
  auto text =
      fmt::format("{} {} {}\n", kForm, settings.pictures.pdf_dpi, enrich::blocking_fingerprint(settings.enrichment));
  text += boost::json::serialize(presentation::build_manifest(draft, find));
  text += joined(draft.aliases) + joined(draft.collections);
  for (auto const& canvas : draft.canvases) {
    for (auto const& one : canvas.texts) {
      text += one.motivation + one.file.language;
      find(one.file.location);
    }
  }
  return digest_of(text + stand.states());
}

std::string digest_of(presentation::CollectionDraft const& draft) {
  Stand stand;
  auto const find = stand.find();
  auto const document = boost::json::serialize(presentation::build_collection(draft, find));
  return digest_of(
      fmt::format("{}\n{}{}{}{}", kForm, document, joined(draft.aliases), joined(draft.members), draft.parent));
}

}  // namespace triforium::importer
