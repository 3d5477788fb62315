#include "app/import_items.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>

#include "app/image_files.h"
#include "app/item_files.h"
#include "app/read_command.h"
#include "ingest/describe.h"
#include "items/root_collection.h"
#include "presentation/build.h"
#include "presentation/names.h"
#include "store/store.h"

namespace triforium::app {
namespace {

using Outcome = store::Published::Outcome;

std::string_view word_for(Outcome outcome) {
  switch (outcome) {
    case Outcome::created:
      return "published";
    case Outcome::updated:
      return "updated";
    case Outcome::unchanged:
      return "unchanged";
  }
  return "";
}

std::string plain_label(boost::json::object const& document) {
  auto const* const label = document.if_contains("label");
  if (label == nullptr || label->as_object().empty()) return {};
  auto const& values = label->as_object().begin()->value().as_array();
  return values.empty() ? std::string() : std::string(values.front().as_string());
}

store::Publication publication_of(std::string id, store::ItemKind kind, boost::json::object const& document) {
  store::Publication made;
  made.id = std::move(id);
  made.kind = kind;
  made.document = boost::json::serialize(document);
  made.label = plain_label(document);
  made.reference = boost::json::serialize(presentation::build_reference(document));
  return made;
}

class ItemImport {
 public:
  ItemImport(Config const& config, store::Store& store, bool as_json)
      : config_(config), store_(store), as_json_(as_json) {}

  void run(ingest::Reading const& reading) {
    for (auto const& finding : reading.findings)
      complain(finding.place, finding.message);
    for (auto const& collection : reading.collections)
      publish_collection(collection);
    for (auto const& item : reading.items)
      publish_item(item);
    for (auto const& collection : reading.collections)
      list_members(collection);
  }

  bool is_fine() const { return counts_.failed == 0; }
  void tell() const {
    if (as_json_) {
      fmt::print("{}\n", boost::json::serialize(boost::json::object{{"published", counts_.created},
                                                                    {"updated", counts_.updated},
                                                                    {"unchanged", counts_.unchanged},
                                                                    {"failed", counts_.failed},
                                                                    {"lines", lines_}}));
      return;
    }
    fmt::print("{} published, {} updated, {} unchanged, {} failed\n", counts_.created, counts_.updated,
               counts_.unchanged, counts_.failed);
  }

 private:
  void publish_collection(presentation::CollectionDraft const& draft) {
    auto const none = [](std::string_view) -> presentation::AssetFacts const* { return nullptr; };
    auto const document = presentation::build_collection(draft, none);
    auto publication = publication_of(draft.id, store::ItemKind::collection, document);
    publication.aliases = draft.aliases;
    publication.collections = {draft.parent.empty() ? std::string(store::kRootCollection) : draft.parent};
    publish(publication);
  }

  void publish_item(presentation::ItemDraft const& draft) {
    if (!presentation::is_valid_item_id(draft.id)) {
      ++counts_.failed;
      complain(
          draft.id,
          "This cannot be the name of an item: letters, digits and . _ ~ : - are allowed, and slashes between them.");
      return;
    }
    ItemFiles const files(config_, draft);
    for (auto const& complaint : files.complaints())
      complain(draft.id, complaint);
    if (!files.can_be_shown()) {
      ++counts_.failed;
      complain(draft.id, "Nothing of this item can be shown: no page has a file that can be read.");
      return;
    }
    auto publication =
        publication_of(draft.id, store::ItemKind::manifest, presentation::build_manifest(draft, files.find()));
    publication.aliases = draft.aliases;
    publication.collections =
        draft.collections.empty() ? std::vector{std::string(store::kRootCollection)} : draft.collections;
    publication.assets = files.assets();
    publication.texts = files.texts();
    publish(publication);
  }

  void publish(store::Publication const& publication) {
    auto const done = store_.write([&](store::Writing& writing) -> Result<Outcome> {
      TRIFORIUM_TRY(auto const published, writing.publish(publication));
      return published.outcome;
    });
    if (!done) {
      ++counts_.failed;
      complain(publication.id, sentence_of(done.error()));
      return;
    }
    ++(*done == Outcome::created ? counts_.created : *done == Outcome::updated ? counts_.updated : counts_.unchanged);
    if (*done != Outcome::unchanged) say(word_for(*done), publication.id, publication.label);
  }

  // In the order that the source gives. Members that were not published are left out.
  void list_members(presentation::CollectionDraft const& draft) {
    if (draft.members.empty()) return;
    auto const done = store_.write([&](store::Writing& writing) -> Result<void> {
      std::vector<store::MemberName> members;
      for (auto const& id : draft.members) {
        TRIFORIUM_TRY(auto const item, writing.find_item(id));
        if (item) members.push_back({id});
      }
      return writing.set_members(draft.id, members);
    });
    if (!done) complain(draft.id, sentence_of(done.error()));
  }

  void say(std::string_view outcome, std::string const& id, std::string const& label) {
    if (as_json_) {
      lines_.push_back(boost::json::object{{"item", id}, {"outcome", outcome}, {"label", label}});
    } else {
      fmt::print("{}: {}  “{}”\n", outcome, id, label);
    }
  }
  void complain(std::string const& place, std::string const& message) {
    if (as_json_) {
      lines_.push_back(boost::json::object{{"place", place}, {"message", message}});
    } else {
      fmt::print(stderr, "{}: {}\n", place, message);
    }
  }

  struct Counts {
    std::uint64_t created = 0, updated = 0, unchanged = 0, failed = 0;
  };
  Config const& config_;
  store::Store& store_;
  bool const as_json_;
  Counts counts_;
  boost::json::array lines_;
};

}  // namespace

bool import_items(Config const& config, ImportOptions const& options) {
  auto store = store::open({.folder = config.data});
  if (!store) {
    fmt::print(stderr, "triforium: {}\n", sentence_of(store.error()));
    return false;
  }
  if (auto const root = items::blocking_open_root_collection(**store); !root) {
    fmt::print(stderr, "triforium: {}\n", sentence_of(root.error()));
    return false;
  }
  ItemImport import(config, **store, options.as_json);
  bool is_fine = true;
  for (auto const& path : options.paths) {
    auto const reading = blocking_read_path(path);
    if (!reading) fmt::print(stderr, "triforium: {}: {}\n", path, reading.error().message);
    is_fine = is_fine && reading && !reading->has_errors();
    if (reading) import.run(*reading);
  }
  import.tell();
  return is_fine && import.is_fine();
}

}  // namespace triforium::app
