// What the store costs on the way of a request, and what an import can reach.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "store/store.h"
#include "support/temporary_folder.h"

namespace triforium::store {
namespace {

constexpr int kItems = 100'000;

// Of a manifest's make and size: some 400 bytes for each canvas.
std::string document_of(int number, int canvases) {
  std::string text = fmt::format(R"({{"id":"urn:triforium:presentation/3/item-{}/manifest","items":[)", number);
  for (int i = 0; i < canvases; ++i) {
    text += fmt::format(
        R"({{"id":"urn:triforium:id/item-{0}/canvas/p{1}","type":"Canvas","label":{{"none":["{1}"]}},"height":{2},)"
        R"("width":{3},"items":[{{"type":"AnnotationPage","items":[{{"type":"Annotation","motivation":"painting",)"
        R"("body":{{"id":"urn:triforium:iiif/3/item-{0}~p{1}/full/max/0/default.jpg","type":"Image"}},)"
        R"("target":"urn:triforium:id/item-{0}/canvas/p{1}"}}]}}]}},)",
        number, i, 2400 + number % 97 + i % 13, 1700 + i * 7 % 89);
  }
  return text + "{}]}";
}

Publication publication_of(int number, int canvases) {
  Publication publication;
  publication.id = fmt::format("item-{}", number);
  publication.document = document_of(number, canvases);
  publication.label = fmt::format("Item {}", number);
  publication.reference = fmt::format(R"({{"type":"Manifest","label":{{"none":["Item {}"]}}}})", number);
  publication.assets.emplace();
  for (int i = 0; i < canvases; ++i) {
    Asset asset;
    asset.id = fmt::format("item-{}~p{}", number, i);
    asset.path = fmt::format("/srv/scans/item-{}/{:04}.tif", number, i);
    asset.media_type = "image/tiff";
    publication.assets->push_back(std::move(asset));
  }
  return publication;
}

struct Filled {
  Filled() {
    Settings settings;
    settings.folder = folder.path();
    store = std::move(*open(settings));
    Publication all;
    all.id = "all";
    all.kind = ItemKind::collection;
    all.document = "{}";
    std::vector<MemberName> names;
    for (int number = 0; number < kItems; ++number)
      names.push_back({fmt::format("item-{}", number)});
    auto const done = store->write([&](Writing& writing) -> Result<void> {
      TRIFORIUM_CHECK(writing.publish(all));
      for (int number = 0; number < kItems; ++number)
        TRIFORIUM_CHECK(writing.publish(publication_of(number, number % 1000 == 0 ? 250 : 1)));
      return writing.set_members("all", names);
    });
    if (!done) throw std::runtime_error(done.error().message + done.error().detail);
  }
  triforium::test::TemporaryFolder folder;
  std::unique_ptr<Store> store;
};

Filled& filled() {
  static Filled all;
  return all;
}

void find_document(benchmark::State& state) {
  auto const& store = *filled().store;
  std::uint64_t bytes = 0;
  int number = state.thread_index() * 37;
  for (auto _ : state) {
    // range 1: those of 250 canvases; 0: those of one.
    auto const id = fmt::format("item-{}", state.range(0) == 1 ? number * 1000 % kItems : number * 7919 % kItems | 1);
    number = (number + 1) % 10'000;
    auto const found = store.read([&](Reading& reading) { return reading.find_document(id); });
    bytes += (*found)->text.size();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(find_document)->Arg(0)->Arg(1)->ThreadRange(1, 2)->UseRealTime();

void members_page(benchmark::State& state) {
  auto const& store = *filled().store;
  std::uint64_t position = 0;
  for (auto _ : state) {
    position = (position + 7919) % kItems;
    benchmark::DoNotOptimize(store.read(
        [&](Reading& reading) { return reading.members("all", position, static_cast<std::size_t>(state.range(0))); }));
  }
}
BENCHMARK(members_page)->Arg(100)->Arg(1000);

void list_page(benchmark::State& state) {
  auto const& store = *filled().store;
  int number = 0;
  for (auto _ : state) {
    number = (number + 7919) % kItems;
    ItemQuery const query{.after = fmt::format("item-{}", number)};
    benchmark::DoNotOptimize(store.read([&](Reading& reading) { return reading.list_items(query); }));
  }
}
BENCHMARK(list_page);

void resolve(benchmark::State& state) {
  auto const& store = *filled().store;
  int number = 0;
  for (auto _ : state) {
    number = (number + 7919) % kItems;
    auto const name = fmt::format("item-{}", number);
    benchmark::DoNotOptimize(store.read([&](Reading& reading) { return reading.resolve(name); }));
  }
}
BENCHMARK(resolve);

// New items of ten canvases, `range` in a transaction; with threads, transactions that share their commits.
void publish(benchmark::State& state) {
  auto& store = *filled().store;
  static std::atomic<int> next = kItems;
  auto const batch = static_cast<int>(state.range(0));
  for (auto _ : state) {
    int const first = next.fetch_add(batch);
    auto const done = store.write([&](Writing& writing) -> Result<void> {
      for (int number = first; number < first + batch; ++number)
        TRIFORIUM_CHECK(writing.publish(publication_of(number, 10)));
      return {};
    });
    if (!done) state.SkipWithError(done.error().message.c_str());
  }
  state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK(publish)->Arg(1)->Arg(100)->UseRealTime();
BENCHMARK(publish)->Arg(1)->Threads(8)->UseRealTime();

}  // namespace
}  // namespace triforium::store

BENCHMARK_MAIN();
