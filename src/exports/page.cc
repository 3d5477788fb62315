#include "exports/page.h"

#include <fmt/format.h>

#include "base/text.h"
#include "presentation/check/html.h"

namespace triforium::exports {
namespace {

namespace bj = boost::json;

bj::object const* object_at(bj::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

bj::array const& list_at(bj::object const& object, std::string_view key) {
  static bj::array const none;
  auto const* const value = object.if_contains(key);
  return value == nullptr || !value->is_array() ? none : value->as_array();
}

std::string text_at(bj::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->as_string());
}

// https://iiif.io/api/presentation/3.0/#44-language-of-property-values: every value, each in its language.
std::string language_map(bj::object const* map) {
  std::string html;
  if (map == nullptr) return html;
  for (auto const& [language, values] : *map) {
    if (!values.is_array()) continue;
    for (auto const& value : values.as_array()) {
      if (!value.is_string()) continue;
      auto const text = presentation::sanitise_html(std::string_view(value.as_string()));
      if (!html.empty()) html += "<br>";
      html += language == "none" ? text : fmt::format("<span lang=\"{}\">{}</span>", escape_html(language), text);
    }
  }
  return html;
}

// The first value, plain.
std::string first_text(bj::object const* map) {
  if (map == nullptr || map->empty()) return {};
  auto const& values = map->begin()->value();
  if (!values.is_array() || values.as_array().empty() || !values.as_array().front().is_string()) return {};
  return std::string(values.as_array().front().as_string());
}

std::string label_of(bj::object const& object, std::string_view otherwise) {
  auto const label = first_text(object_at(object, "label"));
  return label.empty() ? std::string(otherwise) : label;
}

std::string relative(std::string_view url, std::string_view base_url, std::string_view root) {
  if (!url.starts_with(base_url) || url.size() <= base_url.size() || url[base_url.size()] != '/') {
    return std::string(url);
  }
  return fmt::format("{}{}", root, url.substr(base_url.size() + 1));
}

// Other schemes are not for links.
std::string link(std::string_view url, std::string_view html) {
  bool const is_web = url.find(':') == std::string_view::npos || url.starts_with("http://") ||
                      url.starts_with("https://") || url.find('/') < url.find(':');
  return is_web ? fmt::format("<a href=\"{}\">{}</a>", escape_html(url), html) : std::string(html);
}

bj::object const* first_object(bj::array const& list) {
  return list.empty() ? nullptr : list.front().if_object();
}

bj::object const* first_body(bj::object const& canvas) {
  auto const* const page = first_object(list_at(canvas, "items"));
  auto const* const annotation = page == nullptr ? nullptr : first_object(list_at(*page, "items"));
  auto const* const body = annotation == nullptr ? nullptr : object_at(*annotation, "body");
  if (body == nullptr || text_at(*body, "type") != "Choice") return body;
  return first_object(list_at(*body, "items"));
}

std::string thumbnail_of(bj::object const& object) {
  auto const* const thumbnail = first_object(list_at(object, "thumbnail"));
  return thumbnail == nullptr ? std::string() : text_at(*thumbnail, "id");
}

struct PageWriter {
  bj::object const& manifest;
  std::string_view base_url, root;
  std::string html{};

  template <typename... Parts>
  void add(fmt::format_string<Parts...> format, Parts&&... parts) {
    fmt::format_to(std::back_inserter(html), format, std::forward<Parts>(parts)...);
  }

  void add_row(std::string const& label, std::string const& value) {
    if (!value.empty()) add("<dt>{}</dt><dd>{}</dd>\n", label, value);
  }
  void add_labelled(bj::object const* pair) {
    if (pair != nullptr) add_row(language_map(object_at(*pair, "label")), language_map(object_at(*pair, "value")));
  }

  void add_links(std::string_view key, std::string const& heading) {
    std::string links;
    for (auto const& one : list_at(manifest, key)) {
      auto const* const object = one.if_object();
      if (object == nullptr) continue;
      auto const url = relative(text_at(*object, "id"), base_url, root);
      links += fmt::format("{}{}", links.empty() ? "" : "<br>", link(url, escape_html(label_of(*object, url))));
    }
    add_row(heading, links);
  }

  void add_description() {
    auto const summary = language_map(object_at(manifest, "summary"));
    if (!summary.empty()) add("<p class=\"summary\">{}</p>\n", summary);
    add("<dl>\n");
    for (auto const& one : list_at(manifest, "metadata"))
      add_labelled(one.if_object());
    add_labelled(object_at(manifest, "requiredStatement"));
    auto const rights = text_at(manifest, "rights");
    if (!rights.empty()) add_row("Rights", link(rights, escape_html(rights)));
    add_links("homepage", "More");
    add_links("rendering", "Also as");
    add_links("seeAlso", "Data");
    auto const id = text_at(manifest, "id");
    add_row("IIIF manifest", link(relative(id, base_url, root), escape_html(id)));
    add("</dl>\n");
  }

  void add_canvas(bj::object const& canvas, std::size_t number) {
    auto const label = label_of(canvas, fmt::format("{}", number));
    auto const* const body = first_body(canvas);
    auto const address = body == nullptr ? std::string() : relative(text_at(*body, "id"), base_url, root);
    auto const thumbnail = relative(thumbnail_of(canvas), base_url, root);
    std::string shown = escape_html(label);
    if (!thumbnail.empty()) {
      shown = fmt::format("<img src=\"{}\" alt=\"\" loading=\"lazy\"><span>{}</span>", escape_html(thumbnail), shown);
    }
    add("<li>{}</li>\n", address.empty() ? shown : link(address, shown));
  }

  void add_canvases() {
    auto const& canvases = list_at(manifest, "items");
    add("<h2>{} {}</h2>\n<ul class=\"grid\">\n", canvases.size(), canvases.size() == 1 ? "page" : "pages");
    std::size_t number = 0;
    for (auto const& canvas : canvases) {
      if (auto const* const object = canvas.if_object()) add_canvas(*object, ++number);
    }
    add("</ul>\n");
  }
};

std::string page_around(std::string_view title, std::string_view root, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<link rel=\"stylesheet\" href=\"{}{}\">\n</head>\n<body>\n{}</body>\n</html>\n",
      escape_html(title), root, kStyleName, body);
}

}  // namespace

std::string item_page(bj::object const& manifest, std::string_view base_url, std::string_view root) {
  PageWriter page{manifest, base_url, root};
  auto const title = label_of(manifest, text_at(manifest, "id"));
  page.add("<nav><a href=\"{}index.html\">All items</a></nav>\n<main>\n<h1>{}</h1>\n", root,
           language_map(object_at(manifest, "label")));
  page.add_description();
  page.add_canvases();
  page.add("</main>\n");
  return page_around(title, root, page.html);
}

std::string start_page(std::vector<Entry> const& entries) {
  auto const title = fmt::format("{} {}", entries.size(), entries.size() == 1 ? "item" : "items");
  std::string body = fmt::format("<main>\n<h1>{}</h1>\n<ul class=\"grid\">\n", title);
  for (auto const& entry : entries) {
    auto const picture = entry.thumbnail.empty()
                             ? std::string()
                             : fmt::format("<img src=\"{}\" alt=\"\" loading=\"lazy\">", escape_html(entry.thumbnail));
    body += fmt::format("<li><a href=\"{}\">{}<span>{}</span></a></li>\n", escape_html(entry.page), picture,
                        escape_html(entry.label));
  }
  return page_around(title, "", body + "</ul>\n</main>\n");
}

Entry entry_of(bj::object const& manifest, std::string_view base_url, std::string page) {
  return {label_of(manifest, page), std::move(page), relative(thumbnail_of(manifest), base_url, "")};
}

std::string_view style_sheet() {
  return R"(:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { line-height: 1.2; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.5rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
.grid { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 1rem; }
.grid a { display: flex; flex-direction: column; gap: .4rem; overflow-wrap: anywhere; }
.grid img { height: 12rem; width: 100%; object-fit: contain; background: #8882; }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
@media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .6rem; } }
)";
}

}  // namespace triforium::exports
