#include "ingest/describe.h"

#include <fmt/format.h>

namespace triforium::ingest {
namespace {

namespace json = boost::json;
using presentation::ItemDraft;
using presentation::RangeDraft;

std::string first_text(presentation::LanguageMap const& map) {
  return map.is_empty() ? std::string("(no label)") : map.values.front().second.front();
}

std::size_t count_ranges(std::vector<RangeDraft> const& ranges) {
  std::size_t count = 0;
  std::vector<RangeDraft const*> pending;
  for (auto const& range : ranges)
    pending.push_back(&range);
  while (!pending.empty()) {
    auto const* range = pending.back();
    pending.pop_back();
    ++count;
    for (auto const& item : range->items) {
      if (auto const* below = std::get_if<RangeDraft>(&item)) pending.push_back(below);
    }
  }
  return count;
}

struct Counts {
  std::size_t canvases = 0, texts = 0, ranges = 0;
};

Counts counts_of(ItemDraft const& item) {
  Counts counts{.canvases = item.canvases.size(), .texts = 0, .ranges = count_ranges(item.ranges)};
  for (auto const& canvas : item.canvases)
    counts.texts += canvas.texts.size();
  return counts;
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string line_of(ItemDraft const& item) {
  auto const counts = counts_of(item);
  auto line = fmt::format("  {}  “{}”: {}", item.id, first_text(item.description.label),
                          plural(counts.canvases, "canvas", "canvases"));
  if (counts.texts > 0) line += ", " + plural(counts.texts, "text", "texts");
  if (counts.ranges > 0) line += ", " + plural(counts.ranges, "range", "ranges");
  if (!item.description.rights.empty()) line += ", " + item.description.rights;
  return line + "\n";
}

std::string findings_of(Reading const& reading, Severity severity) {
  std::string lines;
  for (auto const& finding : reading.findings) {
    if (finding.severity == severity)
      lines += fmt::format("  {}: {}: {}\n", name_of(severity), finding.place, finding.message);
  }
  return lines;
}

json::object to_json(ItemDraft const& item) {
  auto const counts = counts_of(item);
  json::array collections(item.collections.begin(), item.collections.end());
  return {{"id", item.id},
          {"label", first_text(item.description.label)},
          {"source", item.source},
          {"collections", std::move(collections)},
          {"canvases", counts.canvases},
          {"texts", counts.texts},
          {"ranges", counts.ranges},
          {"rights", item.description.rights}};
}

}  // namespace

std::string describe(Reading const& reading) {
  auto text = plural(reading.items.size(), "item", "items") + ", " +
              plural(reading.collections.size(), "collection", "collections") + ", " +
              plural(reading.documents.size(), "linked document", "linked documents") + "\n";
  for (auto const& collection : reading.collections) {
    text += fmt::format("  {}/  “{}”\n", collection.id, first_text(collection.description.label));
  }
  for (auto const& item : reading.items)
    text += line_of(item);
  for (auto const& document : reading.documents)
    text += fmt::format("  linked: {}\n", document.source);
  for (auto const severity : {Severity::error, Severity::warning, Severity::note})
    text += findings_of(reading, severity);
  if (reading.findings_left_out > 0) text += fmt::format("  and {} more findings\n", reading.findings_left_out);
  return text;
}

json::object describe_json(Reading const& reading) {
  json::array items, collections, documents, findings;
  for (auto const& item : reading.items)
    items.push_back(to_json(item));
  for (auto const& one : reading.collections) {
    collections.push_back(json::object{
        {"id", one.id}, {"label", first_text(one.description.label)}, {"parent", one.parent}, {"source", one.source}});
  }
  for (auto const& one : reading.documents)
    documents.push_back(json::object{{"source", one.source}, {"collection", one.collection}});
  for (auto const& finding : reading.findings) {
    findings.push_back(
        json::object{{"severity", name_of(finding.severity)}, {"place", finding.place}, {"message", finding.message}});
  }
  json::object totals{{"items", items.size()},
                      {"collections", collections.size()},
                      {"documents", documents.size()},
                      {"findings", findings.size() + reading.findings_left_out}};
  return {{"collections", std::move(collections)},
          {"items", std::move(items)},
          {"documents", std::move(documents)},
          {"findings", std::move(findings)},
          {"totals", std::move(totals)}};
}

}  // namespace triforium::ingest
