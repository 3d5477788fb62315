#include "ingest/by_date.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/natural_sort.h"
#include "presentation/names.h"

namespace triforium::ingest {
namespace {

using presentation::CollectionDraft;
using presentation::ItemDraft;

// A weekly's year stays one list.
constexpr std::size_t kMostOfAYear = 100;

bool is_year(std::string_view text) {
  return text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "1871-05-06" of "1871-05-06T00:00:00Z"; empty where it is no such date.
std::string_view day_of(ItemDraft const& item) {
  std::string_view const date = item.description.nav_date;
  return date.size() > 10 && date[4] == '-' && is_year(date.substr(0, 4)) ? date.substr(0, 10) : std::string_view();
}

// What is only known by its year has this day: dates.h.
bool is_known_by_day(ItemDraft const& item) {
  auto const day = day_of(item);
  return !day.empty() && !day.ends_with("-01-01");
}

bool is_earlier(ItemDraft const* a, ItemDraft const* b) {
  if (day_of(*a) != day_of(*b)) return day_of(*a) < day_of(*b);
  return natural_less(a->id, b->id);
}

CollectionDraft part_of(CollectionDraft const& whole, std::string_view period, std::string id) {
  CollectionDraft part;
  part.id = std::move(id);
  part.parent = whole.id;
  part.viewing_direction = whole.viewing_direction;
  part.source = whole.source;
  part.description.label.add("none", std::string(period));
  part.description.nav_date = std::string(period) + (period.size() == 4 ? "-01-01" : "-01") + "T00:00:00Z";
  return part;
}

class ByDate {
 public:
  ByDate(Reading& reading, std::size_t most) : reading_(reading), most_(most) {
    for (auto const& collection : reading.collections)
      ids_.insert(collection.id);
    for (auto& item : reading.items) {
      ids_.insert(item.id);
      for (auto const& id : item.collections)
        items_[id].push_back(&item);
    }
  }

  void run() {
    std::vector<CollectionDraft> made;
    for (auto& collection : reading_.collections) {
      auto const& items = items_[collection.id];
      if (items.size() <= most_ || !is_serial(items)) continue;
      auto parts = arranged(collection, items);
      std::ranges::move(parts, std::back_inserter(made));
    }
    std::ranges::move(made, std::back_inserter(reading_.collections));
  }

 private:
  using Items = std::vector<ItemDraft*>;

  static bool is_serial(Items const& items) {
    auto const known = std::ranges::count_if(items, [](ItemDraft const* item) { return is_known_by_day(*item); });
    return static_cast<std::size_t>(known) * 10 >= items.size() * 9;
  }

  // The collections that are new; nothing, if their names are taken. `collection` and its items lead to them then.
  std::vector<CollectionDraft> arranged(CollectionDraft& collection, Items items) {
    std::ranges::sort(items, is_earlier);
    std::map<std::string, Items, std::less<>> years;
    std::set<std::string, std::less<>> moved;
    for (auto* const item : items) {
      if (day_of(*item).empty()) continue;
      years[std::string(day_of(*item).substr(0, 4))].push_back(item);
      moved.insert(item->id);
    }
    for (auto const& [year, own] : years) {
      auto const id = collection.id + "/" + year;
      if (ids_.contains(id) || !presentation::is_valid_item_id(id + "/00")) return {};
    }
    std::vector<CollectionDraft> made;
    std::vector<std::string> members;
    for (auto const& [year, own] : years) {
      members.push_back(collection.id + "/" + year);
      add_year(part_of(collection, year, members.back()), collection.id, own, made);
    }
    list_rest(collection, items, moved, members);
    collection.members = std::move(members);
    return made;
  }

  // Whatever else the collection lists, in its order, then the items without a date.
  static void list_rest(CollectionDraft const& collection, Items const& items,
                        std::set<std::string, std::less<>> const& moved, std::vector<std::string>& members) {
    std::set<std::string_view> listed;
    for (auto const& id : collection.members) {
      if (!moved.contains(id) && listed.insert(id).second) members.push_back(id);
    }
    for (auto const* const item : items) {
      if (!moved.contains(item->id) && listed.insert(item->id).second) members.push_back(item->id);
    }
  }

  static void add_year(CollectionDraft year, std::string const& former, Items const& items,
                       std::vector<CollectionDraft>& made) {
    if (items.size() <= kMostOfAYear) {
      take(year, former, items);
      made.push_back(std::move(year));
      return;
    }
    std::map<std::string, Items, std::less<>> months;
    for (auto* const item : items)
      months[std::string(day_of(*item).substr(0, 7))].push_back(item);
    std::vector<CollectionDraft> parts;
    for (auto const& [month, own] : months) {
      auto part = part_of(year, month, year.id + "/" + month.substr(5));
      take(part, former, own);
      year.members.push_back(part.id);
      parts.push_back(std::move(part));
    }
    made.push_back(std::move(year));
    std::ranges::move(parts, std::back_inserter(made));
  }

  static void take(CollectionDraft& part, std::string const& former, Items const& items) {
    for (auto* const item : items) {
      std::ranges::replace(item->collections, former, part.id);
      part.members.push_back(item->id);
    }
  }

  Reading& reading_;
  std::size_t const most_;
  std::set<std::string, std::less<>> ids_;
  std::map<std::string, Items, std::less<>> items_;  // by the collection that lists them
};

}  // namespace

void arrange_by_date(Reading& reading, std::size_t most) {
  ByDate(reading, most).run();
}

}  // namespace triforium::ingest
