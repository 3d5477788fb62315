#include "http/message.h"

#include "base/text.h"

namespace triforium::http {

std::optional<std::string_view> Fields::find(std::string_view name) const {
  for (auto const& [field, value] : fields_) {
    if (equals_ignoring_case(field, name)) return value;
  }
  return std::nullopt;
}

std::optional<std::string> Fields::find_all(std::string_view name) const {
  std::optional<std::string> all;
  for (auto const& [field, value] : fields_) {
    if (!equals_ignoring_case(field, name)) continue;
    if (all) {
      *all += ", " + value;
    } else {
      all = value;
    }
  }
  return all;
}

void Fields::add(std::string name, std::string value) {
  constexpr std::size_t kUsual = 12;  // fields of an answer: room for all of them at once
  if (fields_.empty()) fields_.reserve(kUsual);
  fields_.emplace_back(std::move(name), std::move(value));
}

void Fields::set(std::string name, std::string value) {
  erase(name);
  add(std::move(name), std::move(value));
}

void Fields::erase(std::string_view name) {
  std::erase_if(fields_, [&](auto const& field) { return equals_ignoring_case(field.first, name); });
}

std::string_view Request::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const {
  auto const mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string_view Request::capture(std::string_view name) const {
  for (auto const& capture : captures) {
    if (capture.name == name) return std::string_view(target).substr(capture.offset, capture.length);
  }
  return {};
}

Piece piece_of(SharedBytes bytes) {
  ByteView const view = view_of(bytes);
  return {std::move(bytes), view};
}

std::uint64_t size_of(Body const& body) {
  if (auto const* text = std::get_if<std::string>(&body)) return text->size();
  if (auto const* file = std::get_if<FileRange>(&body)) return file->length;
  if (auto const* stream = std::get_if<Stream>(&body)) return stream->length.value_or(0);
  std::uint64_t total = 0;
  if (auto const* pieces = std::get_if<std::vector<Piece>>(&body)) {
    for (auto const& piece : *pieces)
      total += piece.bytes.size();
  }
  return total;
}

bool has_unknown_length(Body const& body) {
  auto const* stream = std::get_if<Stream>(&body);
  return stream != nullptr && !stream->length;
}

}  // namespace triforium::http
