#include "renderings/text_rendering.h"

#include <memory>
#include <vector>

namespace triforium::renderings {
namespace {

constexpr std::size_t kSentAtOnce = 4 << 20;  // bytes

class Pages {
 public:
  Pages(store::Store const& store, std::string item, std::vector<std::string> canvases)
      : store_(store), item_(std::move(item)), canvases_(std::move(canvases)) {}

  bool is_done() const { return next_ == canvases_.size(); }

  // One question to the store for each canvas: a slow client must not keep it from others.
  Result<std::string> blocking_next() {
    auto const& canvas = canvases_[next_++];
    TRIFORIUM_TRY(auto const text,
                  store_.read([&](store::Reading& reading) { return reading.find_text(item_, canvas); }));
    if (!text) return std::string();
    // A form feed between pages, as programs that read text files know it.
    return text->plain + (text->plain.ends_with('\n') ? "\f\n" : "\n\f\n");
  }

 private:
  store::Store const& store_;
  std::string item_;
  std::vector<std::string> canvases_;
  std::size_t next_ = 0;
};

}  // namespace

Result<Prepared> blocking_prepare_text(store::Store const& store, std::string const& item) {
  TRIFORIUM_TRY(auto canvases, store.read([&](store::Reading& reading) { return reading.text_canvases(item); }));
  if (canvases.empty()) return fail(ErrorKind::not_found, "This item has no text.");
  Pages pages(store, item, std::move(canvases));
  Prepared prepared;
  while (!pages.is_done() && prepared.text.size() < kSentAtOnce) {
    TRIFORIUM_TRY(auto const page, pages.blocking_next());
    prepared.text += page;
  }
  if (pages.is_done()) return prepared;
  prepared.make = [begin = std::make_shared<std::string const>(std::move(prepared.text)),
                   pages](Sink const& sink) mutable -> Result<void> {
    TRIFORIUM_CHECK(sink(as_bytes(*begin)));
    while (!pages.is_done()) {
      TRIFORIUM_TRY(auto const page, pages.blocking_next());
      TRIFORIUM_CHECK(sink(as_bytes(page)));
    }
    return {};
  };
  return prepared;
}

}  // namespace triforium::renderings
