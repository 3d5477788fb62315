#include "json/patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "base/text.h"
#include "json/pointer.h"

namespace triforium::json {
namespace {

namespace bj = boost::json;

struct Extent {
  std::size_t bytes = 0;
  std::size_t depth = 0;  // 1 for an empty array
};

// The recursion is bounded by the depth of what parse() and the limits let through.
Extent extent_of(bj::value const& value) {
  Extent extent{sizeof(bj::value), 0};
  auto const add = [&extent](bj::value const& child) {
    auto const inner = extent_of(child);
    extent.bytes += inner.bytes;
    extent.depth = std::max(extent.depth, inner.depth);
  };
  if (auto const* const text = value.if_string()) extent.bytes += text->size();
  if (auto const* const array = value.if_array()) {
    for (auto const& element : *array)
      add(element);
  }
  if (auto const* const object = value.if_object()) {
    for (auto const& [key, member] : *object) {
      extent.bytes += key.size();
      add(member);
    }
  }
  extent.depth += value.is_structured() ? 1 : 0;
  return extent;
}

// https://www.rfc-editor.org/rfc/rfc6902#section-4.6
//   "numbers: are considered equal if their values are numerically equal"
bool is_same_number(bj::value const& a, bj::value const& b) {
  if (!a.is_double() && !b.is_double()) return a == b;
  return a.to_number<double>() == b.to_number<double>();
}

bool is_same(bj::value const& a, bj::value const& b);

bool is_same_object(bj::object const& a, bj::object const& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](auto const& member) {
           auto const* const other = b.if_contains(member.key());
           return other != nullptr && is_same(member.value(), *other);
         });
}

bool is_same(bj::value const& a, bj::value const& b) {
  if (a.is_number() && b.is_number()) return is_same_number(a, b);
  if (a.kind() != b.kind()) return false;
  if (a.is_object()) return is_same_object(a.get_object(), b.get_object());
  if (!a.is_array()) return a == b;
  auto const &left = a.get_array(), &right = b.get_array();
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), is_same);
}

std::string_view text_at(bj::object const& operation, std::string_view member) {
  auto const* const value = operation.if_contains(member);
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

class Patching {
 public:
  Patching(bj::value document, PatchLimits const& limits) : document_(std::move(document)), limits_(limits) {}

  Result<void> apply(bj::object const& operation) {
    auto const name = text_at(operation, "op");
    if (name == "add") return add_given(operation);
    if (name == "remove") return remove_given(operation);
    if (name == "replace") return replace(operation);
    if (name == "move") return move(operation);
    if (name == "copy") return copy(operation);
    if (name == "test") return test(operation);
    return fail(ErrorKind::bad_request,
                fmt::format("{} is none of add, remove, replace, move, copy and test", quoted(name)));
  }
  bj::value take() { return std::move(document_); }

 private:
  static Result<Pointer> pointer_at(bj::object const& operation, std::string_view member) {
    auto const* const value = operation.if_contains(member);
    if (value == nullptr || !value->is_string()) {
      return fail(ErrorKind::bad_request, fmt::format("there is no “{}”", member));
    }
    return parse_pointer(std::string_view(value->get_string()));
  }
  static Result<bj::value const*> value_of(bj::object const& operation) {
    auto const* const value = operation.if_contains("value");
    if (value == nullptr) return fail(ErrorKind::bad_request, "there is no “value”");
    return value;
  }
  Result<bj::value*> existing(Pointer const& pointer) {
    auto* const value = find(document_, pointer);
    if (value == nullptr) return fail(ErrorKind::conflict, "nothing is there");
    return value;
  }
  // A document that is copied into itself again and again doubles each time.
  Result<void> count(bj::value const& value) {
    copied_ += extent_of(value).bytes;
    if (copied_ > limits_.copied) return fail(ErrorKind::too_large, "too much is copied and moved");
    return {};
  }
  // The array or object in which `pointer` ends.
  Result<bj::value*> parent_of(Pointer const& pointer) { return existing(Pointer(pointer.begin(), pointer.end() - 1)); }

  // https://www.rfc-editor.org/rfc/rfc6902#section-4.1
  Result<void> add(Pointer const& pointer, bj::value value) {
    if (pointer.size() + extent_of(value).depth > limits_.depth) {
      return fail(ErrorKind::too_large, fmt::format("the document would be more than {} deep", limits_.depth));
    }
    if (pointer.empty()) {
      document_ = std::move(value);
      return {};
    }
    TRIFORIUM_TRY(auto* const parent, parent_of(pointer));
    auto const& token = pointer.back();
    if (auto* const object = parent->if_object()) {
      (*object)[token] = std::move(value);
      return {};
    }
    auto* const array = parent->if_array();
    if (array == nullptr) return fail(ErrorKind::conflict, "what is around it is neither object nor array");
    // "If the "-" character is used to index the end of the array (see [RFC6901]), this has the effect of appending
    //  the value to the array." "The specified index MUST NOT be greater than the number of elements in the array."
    auto const index = token == "-" ? array->size() : array_index(token, array->size() + 1);
    if (!index) return fail(ErrorKind::conflict, fmt::format("the array has {} elements", array->size()));
    array->insert(array->begin() + *index, std::move(value));
    return {};
  }

  Result<bj::value> remove(Pointer const& pointer) {
    TRIFORIUM_TRY(auto* const there, existing(pointer));
    bj::value removed = std::move(*there);
    if (pointer.empty()) return removed;
    TRIFORIUM_TRY(auto* const parent, parent_of(pointer));
    if (auto* const object = parent->if_object()) {
      object->stable_erase(object->find(pointer.back()));
    } else {
      auto& array = parent->get_array();
      array.erase(array.begin() + *array_index(pointer.back(), array.size()));
    }
    return removed;
  }

  Result<void> add_given(bj::object const& operation) {
    TRIFORIUM_TRY(auto const path, pointer_at(operation, "path"));
    TRIFORIUM_TRY(auto const* const value, value_of(operation));
    return add(path, *value);
  }
  Result<void> remove_given(bj::object const& operation) {
    TRIFORIUM_TRY(auto const path, pointer_at(operation, "path"));
    if (path.empty()) return fail(ErrorKind::conflict, "the whole document cannot be removed");
    TRIFORIUM_TRY(auto const removed, remove(path));
    static_cast<void>(removed);
    return {};
  }
  Result<void> replace(bj::object const& operation) {
    TRIFORIUM_TRY(auto const path, pointer_at(operation, "path"));
    TRIFORIUM_TRY(auto const* const value, value_of(operation));
    TRIFORIUM_TRY(auto* const there, existing(path));
    if (path.size() + extent_of(*value).depth > limits_.depth) {
      return fail(ErrorKind::too_large, fmt::format("the document would be more than {} deep", limits_.depth));
    }
    *there = *value;
    return {};
  }
  // "The "from" location MUST NOT be a proper prefix of the "path" location; i.e., a location cannot be moved into one
  //  of its children."
  Result<void> move(bj::object const& operation) {
    TRIFORIUM_TRY(auto const path, pointer_at(operation, "path"));
    TRIFORIUM_TRY(auto const from, pointer_at(operation, "from"));
    bool const begins_alike = from.size() <= path.size() && std::equal(from.begin(), from.end(), path.begin());
    if (begins_alike && from.size() < path.size()) {
      return fail(ErrorKind::bad_request, "nothing can be moved into itself");
    }
    if (begins_alike) return existing(from).map([](bj::value*) {});
    TRIFORIUM_TRY(auto removed, remove(from));
    TRIFORIUM_CHECK(count(removed));
    return add(path, std::move(removed));
  }
  Result<void> copy(bj::object const& operation) {
    TRIFORIUM_TRY(auto const path, pointer_at(operation, "path"));
    TRIFORIUM_TRY(auto const from, pointer_at(operation, "from"));
    TRIFORIUM_TRY(auto* const there, existing(from));
    TRIFORIUM_CHECK(count(*there));
    return add(path, *there);
  }
  Result<void> test(bj::object const& operation) {
    TRIFORIUM_TRY(auto const path, pointer_at(operation, "path"));
    TRIFORIUM_TRY(auto const* const value, value_of(operation));
    TRIFORIUM_TRY(auto* const there, existing(path));
    if (is_same(*there, *value)) return {};
    return fail(ErrorKind::conflict, "the value there is another one");
  }

  bj::value document_;
  PatchLimits const& limits_;
  std::size_t copied_ = 0;
};

}  // namespace

Result<bj::value> apply_patch(bj::value document, bj::value const& patch, PatchLimits const& limits) {
  auto const* const operations = patch.if_array();
  if (operations == nullptr) return fail(ErrorKind::bad_request, "A JSON Patch is an array of operations.");
  if (operations->size() > limits.operations) {
    return fail(ErrorKind::too_large, fmt::format("A patch has at most {} operations.", limits.operations));
  }
  Patching patching(std::move(document), limits);
  for (std::size_t number = 0; number < operations->size(); ++number) {
    auto const* const operation = (*operations)[number].if_object();
    if (operation == nullptr) return fail(ErrorKind::bad_request, fmt::format("Operation {} is no object.", number));
    auto const done = patching.apply(*operation);
    if (done) continue;
    return fail(done.error().kind, fmt::format("Operation {}, {}: {}.", number,
                                               quoted(text_at(*operation, "path"), 200), done.error().message));
  }
  return patching.take();
}

}  // namespace triforium::json
