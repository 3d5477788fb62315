#include "ingest/table/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "ingest/encoding.h"
#include "ingest/file_index.h"
#include "ingest/keys.h"
#include "ingest/media_types.h"
#include "ingest/natural_sort.h"
#include "ingest/sidecars.h"
#include "ingest/table/records.h"
#include "ingest/table/xlsx.h"

namespace triforium::ingest {
namespace {

using presentation::CanvasDraft;
using presentation::CollectionDraft;
using presentation::ItemDraft;

constexpr std::size_t kMaxTable = std::size_t{128} << 20;

bool is_table_name(std::string_view name) {
  auto const extension = extension_of(name);
  return (extension == "csv" || extension == "tsv" || extension == "xlsx") && stem_of(name) != "info";
}

Result<Table> parse_table(Session& session, std::string const& path) {
  TRIFORIUM_TRY(auto const bytes, session.tree.read(path, kMaxTable));
  return extension_of(path) == "xlsx" ? parse_xlsx(bytes) : parse_csv(bytes);
}

// It is looked at several times, and told once.
void tell_unreadable(Session& session, std::string const& path, Error const& error) {
  auto const message = "The spreadsheet cannot be read: " + error.message + ". It is not heeded.";
  auto const is_told = [&](Finding const& finding) { return finding.place == path && finding.message == message; };
  if (std::ranges::none_of(session.reading.findings, is_told)) session.reading.error(path, message);
}

// The header of a text table, from its first bytes: whether it is one of ours.
bool is_known_table(Session& session, std::string const& path) {
  if (extension_of(path) == "xlsx") {
    auto const table = parse_table(session, path);
    if (!table) tell_unreadable(session, path, table.error());
    return table && recognise_columns(*table);
  }
  auto const head = session.tree.read_head(path, 65536);
  if (!head) return false;
  auto const text = decode_text(*head);
  auto const table = text ? parse_csv(text->text.substr(0, text->text.find('\n'))) : Result<Table>(fail(text));
  return table && recognise_columns(*table);
}

std::vector<std::string> tables_of(Session& session, Place const& place, Entries const& entries) {
  std::vector<std::string> names;
  for (auto const& entry : entries) {
    if (entry.is_folder || !is_table_name(entry.name)) continue;
    bool const is_asked_for = place.path.empty() && entry.name == session.options.file;
    bool const is_excluded = place.path.empty() && !session.options.file.empty() && !is_asked_for;
    if (is_asked_for || (!is_excluded && is_known_table(session, join(place.path, entry.name))))
      names.push_back(entry.name);
  }
  return names;
}

// All rows of the tables of a folder, and what refers to what.
class TableImport {
 public:
  TableImport(Session& session, Place const& place, FileIndex const& index)
      : session_(session), place_(place), index_(index) {
    for (auto const& file : index_.paths()) {
      auto const type = media_type_of_extension(extension_of(file));
      if (!type || !type->kind) continue;
      auto const below = file.substr(place_.path.empty() ? 0 : place_.path.size() + 1);
      called_.emplace(stem_of(file), below);
      if (name_of(folder_of(file)) != stem_of(file)) called_.emplace(name_of(folder_of(file)), below);
    }
  }

  void add(std::string const& path, Table const& table, Columns const& columns) {
    for (auto const& row : table.rows)
      records_.push_back(read_record(session_, path, table, columns, row));
  }

  // When all have been added: works and their pages may stand in tables of their own.
  void make_all() {
    std::erase_if(records_, [&](Record const& record) {
      if (!record.id.empty()) return false;
      session_.reading.warn(record.place, "The row has neither an id nor a file; it is left out.");
      return true;
    });
    for (std::size_t i = 0; i < records_.size(); ++i)
      by_id_.emplace(records_[i].id, i);
    find_kinds();
    sort_pages();
    for (auto& record : records_)
      make(record);
  }

 private:
  // CHOICE: where no type is given, a row with rows below it that have none below themselves is an item with its pages;
  // with more than that, a collection.
  void find_kinds() {
    std::vector<bool> has_children(records_.size()), has_grandchildren(records_.size());
    auto const parent_of = [&](Record const& record) { return by_id_.find(record.parent); };
    for (auto const& record : records_) {
      if (auto const parent = parent_of(record); parent != by_id_.end()) has_children[parent->second] = true;
    }
    for (std::size_t i = 0; i < records_.size(); ++i) {
      auto const parent = parent_of(records_[i]);
      if (parent != by_id_.end() && has_children[i]) has_grandchildren[parent->second] = true;
    }
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (records_[i].kind != Record::Kind::unknown) continue;
      auto const parent = parent_of(records_[i]);
      bool const is_below_item = parent != by_id_.end() && records_[parent->second].kind != Record::Kind::collection &&
                                 !has_grandchildren[parent->second];
      bool const is_page = is_below_item && !has_children[i] && !records_[i].files.empty();
      records_[i].kind = has_grandchildren[i] ? Record::Kind::collection
                         : is_page            ? Record::Kind::page
                                              : Record::Kind::item;
    }
  }

  // Pages after what they belong to, by their order; where one has none, all stay as they are written.
  void sort_pages() {
    // Iterators, because clang 14 does not know the subrange that std::ranges::stable_partition returns.
    auto const is_page = [](Record const& record) { return record.kind == Record::Kind::page; };
    auto const pages = std::stable_partition(records_.begin(), records_.end(), std::not_fn(is_page));
    if (std::any_of(pages, records_.end(), [](Record const& record) { return record.order.empty(); })) return;
    std::stable_sort(pages, records_.end(),
                     [](Record const& a, Record const& b) { return natural_less(a.order, b.order); });
  }

  // An id that others may cite already (an ARK, a shelfmark of allowed characters) stays as it is.
  std::string id_of(std::string const& written) const { return is_id(written) ? written : make_id(written); }

  std::string collection_of(Record const& record) const {
    return record.parent.empty() ? place_.parent : id_of(record.parent);
  }

  void make(Record& record) {
    if (!record.manifest.empty() && record.files.empty()) {
      session_.reading.documents.push_back({.location = record.manifest,
                                            .label = record.description.label,
                                            .thumbnail = {},
                                            .collection = collection_of(record),
                                            .source = record.place,
                                            .id = {}});
      return;
    }
    if (record.kind == Record::Kind::collection) return make_collection(record);
    if (record.kind == Record::Kind::item) return make_item(record);
    make_page(record);
  }

  void make_collection(Record& record) {
    CollectionDraft collection;
    collection.id = id_of(record.id);
    collection.parent = collection_of(record);
    collection.description = std::move(record.description);
    collection.viewing_direction = std::move(record.viewing_direction);
    collection.source = record.place;
    if (collection.description.label.is_empty()) collection.description.label.add("none", record.id);
    session_.reading.collections.push_back(std::move(collection));
  }

  void make_item(Record& record) {
    ItemDraft item;
    item.id = id_of(record.id);
    if (auto const parent = collection_of(record); !parent.empty()) item.collections.push_back(parent);
    std::ranges::copy_if(record.aliases, std::back_inserter(item.aliases), is_id);
    item.description = std::move(record.description);
    item.viewing_direction = std::move(record.viewing_direction);
    item.source = record.place;
    if (item.description.label.is_empty()) item.description.label.add("none", record.id);
    auto files = record.files;
    if (files.empty()) files = files_called(record.id);
    for (auto const& file : files)
      add_file(record, item, file, item.description);
    items_.emplace(record.id, session_.reading.items.size());
    session_.reading.items.push_back(std::move(item));
  }

  // A folder or file with the object's id for a name: Wax and others name no files at all.
  std::vector<std::string> files_called(std::string const& id) const {
    std::vector<std::string> files;
    for (auto [at, end] = called_.equal_range(id); at != end; ++at)
      files.push_back(at->second);
    std::ranges::sort(files, natural_less);
    return files;
  }

  void make_page(Record& record) {
    auto const item = items_.find(record.parent);
    if (item == items_.end()) {
      session_.reading.error(record.place,
                             "The page's parent " + quoted(record.parent) +
                                 " is no item of this table, nor of one beside it; the page is left out.");
      return;
    }
    auto& draft = session_.reading.items[item->second];
    presentation::Description unused;
    wanted_key_ = record.canvas;
    auto const before = draft.canvases.size();
    for (auto const& file : record.files)
      add_file(record, draft, file, unused);
    wanted_key_.clear();
    if (draft.canvases.size() == before) return;
    auto& canvas = draft.canvases[before];
    add_texts(record, canvas);
    auto label = std::move(canvas.description.label);
    canvas.description = std::move(record.description);
    if (canvas.description.label.is_empty()) canvas.description.label = std::move(label);
  }

  void add_texts(Record const& record, CanvasDraft& canvas) {
    for (auto const& file : record.texts) {
      auto const path = resolve_href(index_, place_.path, file).path;
      auto text = path.empty() ? std::nullopt : canvas_text(session_, path);
      if (!text) {
        session_.reading.warn(record.place, "There is no text in the file " + quoted(file) + " beside the table.");
        continue;
      }
      bool const is_there = std::ranges::any_of(
          canvas.texts, [&](auto const& known) { return known.file.location == text->file.location; });
      if (!is_there) canvas.texts.push_back(std::move(*text));
    }
  }

  // One cell's file: a page, a document to read, or a folder of pages.
  void add_file(Record const& record, ItemDraft& item, std::string const& file,
                presentation::Description& description) {
    auto const resolved = resolve_href(index_, place_.path, file);
    if (resolved.path.empty() && resolved.url.empty()) {
      if (auto const inside = files_in_folder(file); !inside.empty()) {
        for (auto const& path : inside)
          add_path(item, path, description);
        return;
      }
      auto const why = resolved.leads_out ? " leads out of the folder of the table" : " is not beside the table";
      session_.reading.warn(record.place, "The file " + quoted(file) + why + "; it is left out.");
      return;
    }
    if (!resolved.path.empty())
      add_path(item, resolved.path, description);
    else
      add_url(item, resolved.url);
  }

  std::vector<std::string> files_in_folder(std::string const& folder) const {
    auto const path = normal_path(join(place_.path, folder));
    std::vector<std::string> inside;
    if (!path || path->empty()) return inside;
    for (auto at = index_.paths().lower_bound(*path + "/"); at != index_.paths().end() && at->starts_with(*path + "/");
         ++at) {
      auto const type = media_type_of_extension(extension_of(*at));
      if (type && type->kind) inside.push_back(*at);
    }
    std::ranges::sort(inside, natural_less);
    return inside;
  }

  void add_path(ItemDraft& item, std::string const& path, presentation::Description& description) {
    auto const type = media_type_of_extension(extension_of(path));
    if (!type || !type->kind) {
      description.renderings.push_back(reference_to(session_, path));
      return;
    }
    add_canvas(item, std::string(stem_of(path)),
               {.file = reference_to(session_, path), .kind = *type->kind, .fragment = {}, .alternatives = {}});
    for (auto const& text : texts_of(path))
      item.canvases.back().texts.push_back(text);
  }

  std::vector<presentation::CanvasText> texts_of(std::string const& path) const {
    std::vector<presentation::CanvasText> texts;
    auto const stem = join(folder_of(path), stem_of(path));
    for (std::string_view const extension : {".xml", ".hocr", ".html", ".vtt", ".srt", ".txt"}) {
      auto const beside = stem + std::string(extension);
      if (!index_.has(beside)) continue;
      if (auto text = canvas_text(session_, beside)) texts.push_back(std::move(*text));
    }
    return texts;
  }

  void add_url(ItemDraft& item, std::string const& url) {
    auto const type = media_type_of_extension(extension_of(url));
    presentation::Painting painting;
    painting.file.location = url;
    if (type) painting.file.format = type->name;
    painting.kind = type && type->kind ? *type->kind : presentation::MediaKind::image;
    add_canvas(item, std::string(stem_of(url)), std::move(painting));
  }

  void add_canvas(ItemDraft& item, std::string const& stem, presentation::Painting painting) {
    CanvasDraft canvas;
    canvas.key = keys_[item.id].take(wanted_key_.empty() ? stem : wanted_key_);
    canvas.description.label.add("none", page_label(stem, item.id));
    canvas.paintings.push_back(std::move(painting));
    item.canvases.push_back(std::move(canvas));
  }

  Session& session_;
  Place const& place_;
  FileIndex const& index_;
  std::vector<Record> records_;
  std::multimap<std::string, std::string, std::less<>> called_;  // stem or folder → path below the table's folder
  std::map<std::string, std::size_t> by_id_;
  std::map<std::string, std::size_t> items_;  // id as written → among the reading's items
  std::map<std::string, UniqueKeys> keys_;
  std::string wanted_key_;  // of the page that is being made; empty: as its file is called
};

void read_table(Session& session, std::string const& path, TableImport& tables) {
  auto const table = parse_table(session, path);
  if (!table) return session.reading.error(path, "It cannot be read: " + table.error().message + ".");
  auto const columns = recognise_columns(*table);
  if (!columns)
    return session.reading.error(
        path, "Its header names neither an id nor a label and a file; see docs/guide/spreadsheets.md.");
  for (auto const& note : table->notes)
    session.reading.note(path, note);
  session.reading.note(
      path, fmt::format("It is read as a table of the kind {}, with {} rows.", columns->profile, table->rows.size()));
  tables.add(path, *table, *columns);
}

}  // namespace

bool is_table_folder(Session& session, Place const& place, Entries const& entries) {
  return !tables_of(session, place, entries).empty();
}

void read_table_folder(Session& session, Place const& place, Entries const& entries) {
  auto const index = FileIndex::build(session, place.path);
  TableImport tables(session, place, index);
  for (auto const& name : tables_of(session, place, entries))
    read_table(session, join(place.path, name), tables);
  tables.make_all();
}

}  // namespace triforium::ingest
