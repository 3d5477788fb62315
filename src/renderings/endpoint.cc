#include "renderings/endpoint.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/error_response.h"
#include "http/range.h"
#include "items/api_answers.h"
#include "items/paths.h"
#include "json/parse.h"
#include "presentation/renderings.h"
#include "renderings/file_name.h"
#include "renderings/found_item.h"
#include "renderings/pdf_rendering.h"
#include "renderings/text_rendering.h"

namespace triforium::renderings {
namespace {

constexpr std::uint64_t kStreamMemory = 8 << 20;

struct Form {
  std::string_view file;
  std::string_view media_type;
  std::string_view extension;
};

Form form_of(RenderingKind kind) {
  switch (kind) {
    case RenderingKind::text:
      return {presentation::kTextRendering, "text/plain; charset=utf-8", "txt"};
    case RenderingKind::files:
      return {presentation::kFilesRendering, "application/zip", "zip"};
    case RenderingKind::pdf:
      break;
  }
  return {presentation::kPdfRendering, "application/pdf", "pdf"};
}

struct Asked {
  Wish wish;
  PageRange pages;
  http::Origin origin;
  std::stop_token stop;
};

Result<Asked> parse_wish(http::Request const& request, RenderingKind kind, EndpointSettings const& settings) {
  Asked asked;
  TRIFORIUM_TRY(asked.wish.name, items::parse_item_id(request.capture("item")));
  asked.wish.kind = kind;
  asked.origin = request.origin;
  asked.stop = request.stop;
  if (kind != RenderingKind::pdf) return asked;
  auto const pages = items::query_value(request.query(), "pages");
  if (!pages.empty()) {
    TRIFORIUM_TRY(asked.pages, parse_page_range(pages));
  }
  asked.wish.more = fmt::format("{} {} {}-{}", settings.configuration, request.origin.base_url(), asked.pages.first,
                                asked.pages.last);
  return asked;
}

// What the stored manifest does not offer, there is not.
Result<void> check_offer(std::string const& document, std::string const& item, RenderingKind kind) {
  TRIFORIUM_TRY(auto const manifest, json::parse(document));
  bool const is_offered = manifest.is_object() && presentation::offers(manifest.get_object(), item, form_of(kind).file);
  if (is_offered) return {};
  return fail(ErrorKind::not_found, "This item does not offer itself in this form.");
}

Result<Prepared> blocking_prepare(RenderingEndpoint const& endpoint, FoundItem found, Asked const& asked) {
  auto const& [store, workers, data, settings, kind] = endpoint;
  auto const& id = found.item.id;
  TRIFORIUM_TRY(auto document, store.read([&](store::Reading& reading) { return reading.find_document(id); }));
  if (!document) return fail(ErrorKind::not_found, "This item was deleted a moment ago.");
  TRIFORIUM_CHECK(check_offer(document->text, id, kind));
  if (kind == RenderingKind::text) return blocking_prepare_text(store, id);
  if (kind == RenderingKind::files) return prepare_archive(std::move(found.files), data);
  std::shared_ptr<PictureSettings const> const pictures(settings, &settings->pictures);
  return prepare_pdf({store, workers, data, pictures, asked.origin, asked.stop},
                     {std::move(*document), asked.pages, std::move(found.state)});
}

// A part of what is made: what comes before it is made and not sent.
class Slice {
 public:
  Slice(std::uint64_t offset, std::uint64_t length) : skipped_(offset), left_(length) {}

  bool is_done() const { return left_ == 0; }
  ByteView of(ByteView bytes) {
    auto const skip = std::min<std::uint64_t>(skipped_, bytes.size());
    skipped_ -= skip;
    bytes = bytes.subspan(static_cast<std::size_t>(skip));
    bytes = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
    left_ -= bytes.size();
    return bytes;
  }

 private:
  std::uint64_t skipped_, left_;
};

StreamWork stream_work(Prepared prepared, std::uint64_t offset, std::uint64_t length) {
  return [make = std::move(prepared.make), offset, length](StreamWriter& writer) -> Result<void> {
    Slice slice(offset, length);
    auto const made = make([&](ByteView bytes) -> Result<void> {
      TRIFORIUM_CHECK(writer.blocking_write(slice.of(bytes)));
      // The rest need not be made.
      if (slice.is_done()) return fail(ErrorKind::cancelled, "All that was wanted is there.");
      return {};
    });
    if (!made && !slice.is_done()) return made;
    return writer.blocking_flush();
  };
}

void add_text(http::Request const& request, http::Validators const& validators, std::string text,
              http::Response& response) {
  auto const range = http::answer_range(request, validators, text.size(), response);
  using Kind = http::RangeDecision::Kind;
  if (range.kind == Kind::unsatisfiable) return;
  if (range.kind == Kind::part) text = text.substr(range.offset, range.length);
  response.body = std::move(text);
}

void add_stream(http::Request const& request, http::Validators const& validators, Prepared prepared, Workers& workers,
                http::Response& response) {
  if (!prepared.length) {
    response.body = http::Stream{workers.stream(kStreamMemory, stream_work(std::move(prepared), 0, UINT64_MAX)), {}};
    return;
  }
  auto const size = *prepared.length;
  auto const range = http::answer_range(request, validators, size, response);
  using Kind = http::RangeDecision::Kind;
  if (range.kind == Kind::unsatisfiable) return;
  auto const offset = range.kind == Kind::part ? range.offset : 0;
  auto const length = range.kind == Kind::part ? range.length : size;
  response.body = http::Stream{workers.stream(kStreamMemory, stream_work(std::move(prepared), offset, length)), length};
}

http::Response head_of(FoundItem const& found, RenderingKind kind) {
  auto const form = form_of(kind);
  http::Response response;
  response.fields.add("Content-Type", std::string(form.media_type));
  response.fields.add("X-Content-Type-Options", "nosniff");
  response.fields.add("Cache-Control", "no-cache");
  response.fields.add("Content-Disposition", content_disposition(found.item.id, found.item.label, form.extension,
                                                                 kind != RenderingKind::files));
  return response;
}

http::Response moved(std::string const& id, RenderingKind kind, http::Request const& request) {
  http::Response response;
  response.status = 308;
  response.fields.add("Location",
                      items::url_of(presentation::rendering_name(id, form_of(kind).file), request.origin.base_url()));
  return response;
}

}  // namespace

Task<http::Response> RenderingEndpoint::operator()(http::Request request) const {
  auto const asked = parse_wish(request, kind, *settings);
  if (!asked) co_return http::error_response(asked.error(), request);
  auto find = [&store = store, data = data, wish = asked->wish] { return blocking_find_item(store, data, wish); };
  Result<FoundItem> found = co_await workers.run(Lane::io, 0, find);
  if (!found) co_return http::error_response(found.error(), request);
  if (!found->moved_to.empty()) co_return moved(found->moved_to, kind, request);

  auto const validators = validators_of(*found, kind);
  auto response = head_of(*found, kind);
  switch (http::evaluate_preconditions(request, validators)) {
    case http::Precondition::not_modified:
      co_return http::not_modified(validators, response.fields);
    case http::Precondition::failed:
      co_return http::problem(412, "The rendering is not in the state that the request requires.", request);
    case http::Precondition::proceed:
      break;
  }
  auto prepare = [endpoint = *this, found = std::move(*found), asked = *asked] {
    return blocking_prepare(endpoint, found, asked);
  };
  Result<Prepared> prepared = co_await workers.run(Lane::io, 0, prepare);
  if (!prepared) co_return http::error_response(prepared.error(), request);
  http::add_validators(response.fields, validators);
  if (prepared->stream) {
    response.body = http::Stream{std::move(prepared->stream), std::nullopt};
  } else if (prepared->make) {
    add_stream(request, validators, std::move(*prepared), workers, response);
  } else {
    add_text(request, validators, std::move(prepared->text), response);
  }
  co_return response;
}

}  // namespace triforium::renderings
