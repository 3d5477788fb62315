#include "codecs/metadata/rights.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "codecs/metadata/exiv2.h"
#include "codecs/metadata/text_values.h"

namespace triforium::codecs {
namespace {

using detail::clean_text;

constexpr std::size_t kMaxCreators = 32;

enum class Shape { text, language_alternative, resource };

// The fields that hold one text, and the XMP properties that carry them. ISO 16684-1 (XMP), 8.3 and 8.4;
// https://creativecommons.org/ns; http://ns.useplus.org/LDF/ldf-XMPSpecification
struct Property {
  std::string Rights::*field;
  char const* key;   // as Exiv2 names it
  char const* name;  // as XML
  Shape shape;
};
constexpr std::array kProperties{
    Property{&Rights::title, "Xmp.dc.title", "dc:title", Shape::language_alternative},
    Property{&Rights::statement, "Xmp.dc.rights", "dc:rights", Shape::language_alternative},
    Property{&Rights::credit, "Xmp.photoshop.Credit", "photoshop:Credit", Shape::text},
    Property{&Rights::source, "Xmp.dc.source", "dc:source", Shape::text},
    Property{&Rights::identifier, "Xmp.dc.identifier", "dc:identifier", Shape::text},
    Property{&Rights::usage_terms, "Xmp.xmpRights.UsageTerms", "xmpRights:UsageTerms", Shape::language_alternative},
    Property{&Rights::web_statement, "Xmp.xmpRights.WebStatement", "xmpRights:WebStatement", Shape::text},
    Property{&Rights::license, "Xmp.cc.license", "cc:license", Shape::resource},
};
constexpr char const* kCreators = "Xmp.dc.creator";
constexpr char const* kOwner = "Xmp.xmpRights.Owner";
constexpr char const* kLicensorUrl = "Xmp.plus.Licensor[1]/plus:LicensorURL";

// ---- From Exiv2's containers

Exiv2::Xmpdatum const* find(Exiv2::XmpData const& data, char const* key) {
  auto const found = data.findKey(Exiv2::XmpKey(key));
  return found == data.end() ? nullptr : &*found;
}

// The text; of an array the first item; of language alternatives the default, otherwise the first.
std::string text_of(Exiv2::XmpData const& data, char const* key) {
  auto const* const datum = find(data, key);
  if (datum == nullptr) return {};
  if (auto const* const texts = dynamic_cast<Exiv2::LangAltValue const*>(&datum->value())) {
    if (texts->value_.empty()) return {};
    auto const main = texts->value_.find("x-default");
    return clean_text(main == texts->value_.end() ? texts->value_.begin()->second : main->second);
  }
  if (dynamic_cast<Exiv2::XmpArrayValue const*>(&datum->value()) != nullptr)
    return datum->count() > 0 ? clean_text(datum->toString(0)) : std::string();
  return clean_text(datum->toString());
}

void add_creator(std::vector<std::string>& creators, std::string_view name) {
  auto cleaned = clean_text(name);
  if (!cleaned.empty() && creators.size() < kMaxCreators) creators.push_back(std::move(cleaned));
}

Rights rights_of(Exiv2::XmpData const& data) {
  Rights rights;
  for (auto const& property : kProperties)
    rights.*property.field = text_of(data, property.key);
  rights.owner = text_of(data, kOwner);
  rights.licensor_url = text_of(data, kLicensorUrl);
  if (rights.source.empty()) rights.source = text_of(data, "Xmp.photoshop.Source");
  if (auto const* const creators = find(data, kCreators))
    for (long i = 0; i < std::min<long>(creators->count(), kMaxCreators); ++i)
      add_creator(rights.creators, creators->toString(i));
  return rights;
}

// https://www.iptc.org/std/IIM/4.2/specification/IIMV4.2.pdf – record 2: 5, 80, 110, 115, 116.
Rights rights_of(Exiv2::IptcData const& data) {
  Rights rights;
  for (auto const& datum : data) {
    if (datum.record() != Exiv2::IptcDataSets::application2) continue;
    auto const text = clean_text(datum.toString());
    switch (datum.tag()) {
      case Exiv2::IptcDataSets::ObjectName:
        rights.title = text;
        break;
      case Exiv2::IptcDataSets::Byline:
        add_creator(rights.creators, text);
        break;
      case Exiv2::IptcDataSets::Credit:
        rights.credit = text;
        break;
      case Exiv2::IptcDataSets::Source:
        rights.source = text;
        break;
      case Exiv2::IptcDataSets::Copyright:
        rights.statement = text;
        break;
      default:
        break;
    }
  }
  return rights;
}

std::string text_of(Exiv2::ExifData const& data, char const* key) {
  auto const found = data.findKey(Exiv2::ExifKey(key));
  if (found == data.end() || found->typeId() != Exiv2::asciiString) return {};
  return clean_text(found->toString());
}

Rights rights_of(Exiv2::ExifData const& data) {
  Rights rights;
  add_creator(rights.creators, text_of(data, "Exif.Image.Artist"));
  rights.statement = text_of(data, "Exif.Image.Copyright");
  return rights;
}

// ---- Into a packet of our own

// Configured texts come this way too.
std::string safe(std::string_view text) {
  return detail::escape_xml(clean_text(text));
}

std::string namespaces_of(std::string const& body) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNamespaces{{
      {"dc", "http://purl.org/dc/elements/1.1/"},
      {"photoshop", "http://ns.adobe.com/photoshop/1.0/"},
      {"xmpRights", "http://ns.adobe.com/xap/1.0/rights/"},
      {"cc", "http://creativecommons.org/ns#"},
      {"plus", "http://ns.useplus.org/ldf/xmp/1.0/"},
  }};
  std::string declared;
  for (auto const& [prefix, uri] : kNamespaces)
    if (body.find("<" + std::string(prefix) + ":") != std::string::npos)
      declared += " xmlns:" + std::string(prefix) + "=\"" + std::string(uri) + "\"";
  return declared;
}

std::string element(std::string_view name, std::string_view content) {
  return "<" + std::string(name) + ">" + std::string(content) + "</" + std::string(name) + ">";
}

std::string element(Property const& property, std::string const& text) {
  auto const escaped = safe(text);
  switch (property.shape) {
    case Shape::language_alternative:
      return element(property.name, "<rdf:Alt><rdf:li xml:lang=\"x-default\">" + escaped + "</rdf:li></rdf:Alt>");
    case Shape::resource:
      return "<" + std::string(property.name) + " rdf:resource=\"" + escaped + "\"/>";
    case Shape::text:
      break;
  }
  return element(property.name, escaped);
}

std::string properties_of(Rights const& rights) {
  std::string body;
  for (auto const& property : kProperties)
    if (!(rights.*property.field).empty()) body += element(property, rights.*property.field);
  std::string names;
  for (auto const& creator : rights.creators)
    names += element("rdf:li", safe(creator));
  if (!names.empty()) body += element("dc:creator", element("rdf:Seq", names));
  if (!rights.owner.empty())
    body += element("xmpRights:Owner", element("rdf:Bag", element("rdf:li", safe(rights.owner))));
  if (!rights.licensor_url.empty())
    body +=
        element("plus:Licensor", "<rdf:Seq><rdf:li rdf:parseType=\"Resource\">" +
                                     element("plus:LicensorURL", safe(rights.licensor_url)) + "</rdf:li></rdf:Seq>");
  return body;
}

// ---- Into the source's packet

// What describes the stored file, not what is made of it: sizes and sampling, orientation, thumbnails, the geometry of
// panoramas, and develop settings that an editor would apply a second time.
constexpr std::array<std::string_view, 17> kStale{
    "Xmp.tiff.Orientation",
    "Xmp.tiff.ImageWidth",
    "Xmp.tiff.ImageLength",
    "Xmp.tiff.BitsPerSample",
    "Xmp.tiff.SamplesPerPixel",
    "Xmp.tiff.Compression",
    "Xmp.tiff.PhotometricInterpretation",
    "Xmp.tiff.PlanarConfiguration",
    "Xmp.tiff.YCbCr",
    "Xmp.tiff.XResolution",
    "Xmp.tiff.YResolution",
    "Xmp.tiff.ResolutionUnit",
    "Xmp.exif.Pixel",
    "Xmp.exif.ColorSpace",
    "Xmp.xmp.Thumbnails",
    "Xmp.GPano.",
    "Xmp.crs.",
};

bool is_stale(std::string const& key) {
  return std::any_of(kStale.begin(), kStale.end(), [&](std::string_view start) { return key.starts_with(start); });
}

void drop_stale(Exiv2::XmpData& data) {
  for (auto datum = data.begin(); datum != data.end();) {
    datum = is_stale(datum->key()) ? data.erase(datum) : std::next(datum);
  }
}

void assign(Exiv2::XmpData& data, char const* key, Exiv2::Value const& value) {
  Exiv2::XmpKey const name(key);
  for (auto found = data.findKey(name); found != data.end(); found = data.findKey(name))
    data.erase(found);
  data.add(name, &value);
}

void assign(Exiv2::XmpData& data, Property const& property, std::string const& text) {
  if (property.shape == Shape::language_alternative) {
    Exiv2::LangAltValue value;
    value.value_["x-default"] = text;
    assign(data, property.key, value);
  } else {
    assign(data, property.key, Exiv2::XmpTextValue(text));
  }
}

// Whatever differs from what the packet itself says comes from IPTC, EXIF or the configuration.
void assign_differences(Exiv2::XmpData& data, Rights const& wanted) {
  auto const said = rights_of(data);
  for (auto const& property : kProperties)
    if (wanted.*property.field != said.*property.field) assign(data, property, wanted.*property.field);
  if (wanted.creators != said.creators) {
    Exiv2::XmpArrayValue names(Exiv2::xmpSeq);
    for (auto const& creator : wanted.creators)
      names.read(creator);
    assign(data, kCreators, names);
  }
  if (wanted.owner != said.owner) {
    Exiv2::XmpArrayValue owners(Exiv2::xmpBag);
    owners.read(wanted.owner);
    assign(data, kOwner, owners);
  }
}

SharedBytes bounded(std::string const& packet) {
  if (packet.empty() || packet.size() > kMaxXmpBytes) return nullptr;
  return share(Bytes(packet.begin(), packet.end()));
}

SharedBytes updated_packet(Metadata const& metadata, Rights const& wanted) {
  auto data = detail::parse_xmp(view_of(metadata.xmp));
  if (data.empty()) return nullptr;
  try {
    drop_stale(data);
    assign_differences(data, wanted);
  } catch (std::exception const&) {
    return nullptr;
  }
  return bounded(detail::serialize(data).value_or(std::string()));
}

}  // namespace

Rights read_rights(Metadata const& metadata) {
  try {
    auto rights = rights_of(detail::parse_xmp(view_of(metadata.xmp)));
    rights = completed(std::move(rights), rights_of(detail::parse_iptc(view_of(metadata.iptc))));
    return completed(std::move(rights), rights_of(detail::parse_exif(view_of(metadata.exif))));
  } catch (std::exception const&) {  // values that cannot be turned into text
    return {};
  }
}

Rights completed(Rights first, Rights const& second) {
  auto const complete = [&](auto Rights::*field) {
    if ((first.*field).empty()) first.*field = second.*field;
  };
  for (auto const& property : kProperties)
    complete(property.field);
  complete(&Rights::creators);
  complete(&Rights::owner);
  complete(&Rights::licensor_url);
  return first;
}

// ISO 16684-1, 7.3.2: the packet wrapper lets scanners find the packet in any file; "r" says that it is not to be
// changed in place, and so needs no padding.
SharedBytes make_xmp(Rights const& rights) {
  auto const body = properties_of(rights);
  if (body.empty()) return nullptr;
  return bounded(
      "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\"" +
      namespaces_of(body) + ">" + body + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");
}

SharedBytes xmp_for(Metadata const& metadata, MetadataPolicy policy, ConfiguredRights const& configured) {
  if (policy == MetadataPolicy::none) return nullptr;
  auto const rights = completed(completed(configured.overrides, read_rights(metadata)), configured.defaults);
  if (policy == MetadataPolicy::all) {
    if (auto packet = updated_packet(metadata, rights)) return packet;
  }
  return make_xmp(rights);
}

}  // namespace triforium::codecs
