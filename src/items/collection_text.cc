#include "items/collection_text.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <string_view>

#include "items/thumbnails.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

constexpr std::string_view kContext = "http://iiif.io/api/presentation/3/context.json";

// The text of a JSON object that is written property by property; of values that are JSON already.
class ObjectText {
 public:
  ObjectText() : text_("{") {}
  // An object's text, to which properties are added. Absent if it is none.
  static std::optional<ObjectText> of(std::string_view object) {
    auto const begin = object.find('{'), end = object.rfind('}');
    if (begin == std::string_view::npos || end == std::string_view::npos || begin > end) return std::nullopt;
    ObjectText made;
    made.text_ = object.substr(begin, end - begin);
    made.is_empty_ = object.substr(begin + 1, end - begin - 1).find_first_not_of(" \t\r\n") == std::string_view::npos;
    return made;
  }

  void add(std::string_view property, std::string_view json) {
    text_ += fmt::format("{}\"{}\":", is_empty_ ? "" : ",", property);
    text_ += json;
    is_empty_ = false;
  }
  std::string take() {
    text_ += '}';
    return std::move(text_);
  }

 private:
  std::string text_;
  bool is_empty_ = true;
};

std::string quoted_json(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

std::string with_thumbnail(std::string reference, std::string_view thumbnail) {
  auto text = thumbnail.empty() ? std::nullopt : ObjectText::of(reference);
  if (!text) return reference;
  text->add("thumbnail", thumbnail);
  return text->take();
}

class CollectionText {
 public:
  CollectionText(store::Document const& collection, CollectionView const& view, store::Reading const& reading)
      : collection_(collection),
        reading_(reading),
        paging_(view.page_size, collection.item.members),
        has_pages_(view.version == 4) {}

  Result<std::optional<std::string>> whole() const {
    auto text = ObjectText::of(collection_.text);
    if (!text) return fail(ErrorKind::internal, "The stored collection cannot be read.", collection_.item.id);
    if (!has_thumbnail(collection_.text)) {
      TRIFORIUM_TRY(auto const thumbnail, find_thumbnail(collection_.item.id, 0, reading_));
      if (!thumbnail.empty()) text->add("thumbnail", thumbnail);
    }
    // https://iiif.io/api/presentation/4.0/model/#total – "A Collection SHOULD have the total property."
    if (has_pages_) text->add("total", std::to_string(paging_.members()));
    if (paging_.is_paged() && has_pages_) {
      // "the Collection MUST NOT use the items property"
      text->add("first", reference_to(paging_.first_page()));
      text->add("last", reference_to(paging_.last_page()));
    } else {
      TRIFORIUM_TRY(auto const items, paging_.is_paged() ? references(paging_.top()) : members({1, paging_.size()}));
      text->add("items", items);
    }
    return text->take();
  }

  Result<std::optional<std::string>> part(MemberRange range) const {
    bool const is_page = paging_.is_page(range);
    if (!paging_.has(range) || (has_pages_ && !is_page)) return std::nullopt;
    ObjectText text;
    text.add("@context", quoted_json(kContext));
    text.add("id", quoted_json(name_of(range)));
    text.add("type", has_pages_ ? R"("CollectionPage")" : R"("Collection")");
    text.add("label", label_of(range));
    text.add("partOf", fmt::format("[{}]", collection_.item.reference));
    if (has_pages_) add_neighbours(text, range);
    TRIFORIUM_TRY(auto const items, is_page ? members(range) : references(paging_.within(range)));
    text.add("items", items);
    return text.take();
  }

 private:
  std::string name_of(MemberRange range) const {
    return presentation::collection_page_name(collection_.item.id, range.first, range.last, 3);
  }
  std::string label_of(MemberRange range) const {
    return fmt::format(R"({{"none":[{}]}})", quoted_json(paging_.label(range)));
  }

  std::string reference_to(MemberRange range) const {
    ObjectText text;
    text.add("id", quoted_json(name_of(range)));
    text.add("type", has_pages_ ? R"("CollectionPage")" : R"("Collection")");
    text.add("label", label_of(range));
    return text.take();
  }
  Result<std::string> references(std::vector<MemberRange> const& ranges) const {
    std::string list = "[";
    for (auto const range : ranges) {
      if (list.size() > 1) list += ',';
      TRIFORIUM_TRY(auto const thumbnail, find_thumbnail(collection_.item.id, range.first - 1, reading_));
      list += with_thumbnail(reference_to(range), thumbnail);
    }
    return list + "]";
  }

  // "A thumbnail is recommended": https://iiif.io/api/presentation/3.0/#thumbnail
  Result<std::string> reference_to(store::Member const& member) const {
    bool const is_collection = member.is_ours && member.kind == store::ItemKind::collection;
    if (!is_collection || has_thumbnail(member.reference)) return member.reference;
    TRIFORIUM_TRY(auto const thumbnail, find_thumbnail(member.id, 0, reading_));
    return with_thumbnail(member.reference, thumbnail);
  }

  // "All Collection Pages in a Collection, with the exception of the last page, MUST have the next property …"
  void add_neighbours(ObjectText& text, MemberRange page) const {
    text.add("startIndex", std::to_string(page.first - 1));
    if (auto const next = paging_.next(page)) text.add("next", reference_to(*next));
    if (auto const previous = paging_.previous(page)) text.add("prev", reference_to(*previous));
  }

  // "A collection must have this property … even if it is empty": so it stands there without members, too.
  Result<std::string> members(MemberRange range) const {
    TRIFORIUM_TRY(auto const found, reading_.members(collection_.item.id, range.first - 1,
                                                     static_cast<std::size_t>(range.last - range.first + 1)));
    std::string list = "[";
    for (auto const& member : found) {
      if (list.size() > 1) list += ',';
      TRIFORIUM_TRY(auto const reference, reference_to(member));
      list += reference;
    }
    return list + "]";
  }

  store::Document const& collection_;
  store::Reading const& reading_;
  Paging const paging_;
  bool const has_pages_;
};

}  // namespace

Result<std::optional<std::string>> collection_text(store::Document const& collection, CollectionView const& view,
                                                   store::Reading const& reading) {
  CollectionText const text(collection, view, reading);
  return view.range ? text.part(*view.range) : text.whole();
}

}  // namespace triforium::items
