#include "json/indented.h"

namespace triforium::json {
namespace {

namespace bj = boost::json;

class Writer {
 public:
  std::string take() { return std::move(text_); }

  void write(bj::value const& value) {
    if (auto const* const object = value.if_object(); object != nullptr && !object->empty()) {
      write_all(*object, '{', '}', [this](bj::key_value_pair const& member) {
        text_ += bj::serialize(bj::string(member.key())) + ": ";
        write(member.value());
      });
    } else if (auto const* const array = value.if_array(); array != nullptr && !array->empty()) {
      write_all(*array, '[', ']', [this](bj::value const& element) { write(element); });
    } else {
      text_ += bj::serialize(value);
    }
  }

 private:
  template <class Container, class WriteOne>
  void write_all(Container const& container, char open, char close, WriteOne const& write_one) {
    text_ += open;
    indent_ += 2;
    bool is_first = true;
    for (auto const& one : container) {
      text_ += is_first ? "\n" : ",\n";
      text_.append(indent_, ' ');
      write_one(one);
      is_first = false;
    }
    indent_ -= 2;
    text_ += '\n';
    text_.append(indent_, ' ');
    text_ += close;
  }

  std::string text_;
  std::size_t indent_ = 0;
};

}  // namespace

std::string indented(bj::value const& value) {
  Writer writer;
  writer.write(value);
  return writer.take();
}

}  // namespace triforium::json
