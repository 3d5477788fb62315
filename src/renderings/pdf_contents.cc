#include "renderings/pdf_contents.h"

#include <fmt/format.h>

namespace triforium::renderings {
namespace {

using Object = PdfWriter::Object;

class Outline {
 public:
  Outline(std::vector<Object> const& pages, PdfWriter& pdf) : pages_(pages), pdf_(pdf) {}

  // The references of `parent` to its first and last part; as deep as the entries, which their reader bounds.
  Result<std::string> write(std::vector<BookEntry> const& entries, Object parent) {
    if (entries.empty()) return std::string();
    std::vector<Object> objects;
    for (std::size_t at = 0; at < entries.size(); ++at)
      objects.push_back(pdf_.reserve());
    for (std::size_t at = 0; at < entries.size(); ++at) {
      TRIFORIUM_TRY(auto const parts, write(entries[at].parts, objects[at]));
      auto const previous = at == 0 ? std::string() : " /Prev " + PdfWriter::reference(objects[at - 1]);
      auto const next = at + 1 == objects.size() ? std::string() : " /Next " + PdfWriter::reference(objects[at + 1]);
      TRIFORIUM_CHECK(pdf_.write(
          objects[at], fmt::format("<</Title {} /Parent {}{}{}{}{}>>", pdf_text(entries[at].title),
                                   PdfWriter::reference(parent), previous, next, destination_of(entries[at]), parts)));
    }
    // 12.3.3: a negative number for parts that are not shown until the reader wants them.
    auto const count = -static_cast<std::int64_t>(objects.size());
    return fmt::format(" /First {} /Last {} /Count {}", PdfWriter::reference(objects.front()),
                       PdfWriter::reference(objects.back()), count);
  }

 private:
  std::string destination_of(BookEntry const& entry) const {
    if (!entry.page || *entry.page >= pages_.size()) return {};
    return fmt::format(" /Dest [{} /Fit]", PdfWriter::reference(pages_[*entry.page]));
  }

  std::vector<Object> const& pages_;
  PdfWriter& pdf_;
};

}  // namespace

Result<Object> write_outline(std::vector<BookEntry> const& entries, std::vector<Object> const& pages, PdfWriter& pdf) {
  if (entries.empty()) return Object{0};
  auto const root = pdf.reserve();
  TRIFORIUM_TRY(auto parts, Outline(pages, pdf).write(entries, root));
  // The root is always open.
  parts.replace(parts.rfind('-'), 1, "");
  TRIFORIUM_CHECK(pdf.write(root, fmt::format("<</Type /Outlines{}>>", parts)));
  return root;
}

// 12.4.2: a label that is a prefix and nothing else.
std::string page_labels(Book const& book) {
  auto labels = fmt::format("<</Nums [0 <</P {}>>", pdf_text("Title"));
  for (std::size_t at = 0; at < book.pages.size(); ++at) {
    auto const& label = book.pages[at].label;
    fmt::format_to(std::back_inserter(labels), " {} <</P {}>>", at + 1,
                   pdf_text(label.empty() ? std::to_string(at + 1) : label));
  }
  return labels + "]>>";
}

}  // namespace triforium::renderings
