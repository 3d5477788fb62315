#include "codecs/metadata/rights.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "codecs/metadata/text_values.h"

namespace triforium::codecs {
namespace {

SharedBytes block(std::string_view text) {
  return share(Bytes(text.begin(), text.end()));
}

Metadata with_xmp(std::string_view packet) {
  Metadata metadata;
  metadata.xmp = block(packet);
  return metadata;
}

std::string packet(std::string_view properties) {
  return "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
         "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
         "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' "
         "xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "
         "xmlns:xmpRights='http://ns.adobe.com/xap/1.0/rights/' xmlns:cc='http://creativecommons.org/ns#' "
         "xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/' xmlns:my='http://example.org/my/'>" +
         std::string(properties) + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
}

Rights full() {
  Rights rights;
  rights.title = "Sheet <3> & \"more\"";
  rights.creators = {"Ada Lovelace", "Čapek, Karel"};
  rights.statement = "© 2024 Biblioteka";
  rights.credit = "Biblioteka";
  rights.source = "MS 17";
  rights.identifier = "urn:x:17";
  rights.owner = "City of X";
  rights.usage_terms = "No harm's done";
  rights.web_statement = "https://example.org/rights?a=1&b=2";
  rights.license = "https://creativecommons.org/licenses/by/4.0/";
  rights.licensor_url = "https://example.org/buy";
  return rights;
}

std::string text_of(SharedBytes const& bytes) {
  return std::string(as_text(view_of(bytes)));
}

TEST(Rights, SurviveTheWayThroughAPacket) {
  auto const made = make_xmp(full());
  ASSERT_TRUE(made);
  Metadata metadata;
  metadata.xmp = made;
  EXPECT_EQ(read_rights(metadata), full());
  EXPECT_LT(made->size(), 2500U);
}

TEST(Rights, EachAloneMakesAPacketThatDeclaresWhatItUses) {
  auto const alone = [](auto set) {
    Rights rights;
    set(rights);
    Metadata metadata;
    metadata.xmp = make_xmp(rights);
    EXPECT_EQ(read_rights(metadata), rights) << text_of(metadata.xmp);
  };
  alone([](Rights& r) { r.title = "t"; });
  alone([](Rights& r) { r.creators = {"c"}; });
  alone([](Rights& r) { r.credit = "c"; });
  alone([](Rights& r) { r.web_statement = "https://example.org"; });
  alone([](Rights& r) { r.license = "https://example.org/l"; });
  alone([](Rights& r) { r.licensor_url = "https://example.org/b"; });
}

TEST(Rights, OfNothingAreNoPacket) {
  EXPECT_EQ(make_xmp({}), nullptr);
  EXPECT_TRUE(read_rights({}).is_empty());
  for (auto const policy : {MetadataPolicy::none, MetadataPolicy::rights, MetadataPolicy::all})
    EXPECT_EQ(xmp_for({}, policy), nullptr);
}

TEST(Rights, AreCleanedBeforeTheyAreWritten) {
  Rights rights;
  rights.statement = std::string("a\0b", 3);
  rights.credit = "line\none\x01";
  rights.source = "Caf\xe9";
  Metadata metadata;
  metadata.xmp = make_xmp(rights);
  auto const found = read_rights(metadata);
  EXPECT_EQ(found.statement, "a");
  EXPECT_EQ(found.credit, "line one");
  EXPECT_EQ(found.source, "Café");
}

// A little-endian EXIF block with texts for Artist (0x013b) and Copyright (0x8298).
Bytes exif_of(std::string const& artist, std::string const& copyright) {
  Bytes block = {'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0};
  auto const put = [&](std::uint64_t number, int size) {
    for (int i = 0; i < size; ++i)
      block.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
  };
  std::size_t const artist_at = 10 + 2 * 12 + 4, copyright_at = artist_at + artist.size() + 1;
  put(0x013b, 2), put(2, 2), put(artist.size() + 1, 4), put(artist_at, 4);
  put(0x8298, 2), put(2, 2), put(copyright.size() + 1, 4), put(copyright_at, 4);
  put(0, 4);
  for (auto const* const text : {&artist, &copyright}) {
    block.insert(block.end(), text->begin(), text->end());
    block.push_back(0);
  }
  return block;
}

// IIM: a marker 0x1c, record, data set, length, text.
void put_iptc(Bytes& block, std::uint8_t tag, std::string_view text) {
  block.insert(block.end(), {0x1c, 2, tag, 0, static_cast<std::uint8_t>(text.size())});
  block.insert(block.end(), text.begin(), text.end());
}

TEST(Rights, ComeFromExif) {
  Metadata metadata;
  metadata.exif = share(exif_of("Jane Photographer", "(c) Jane, M\xfcnchen"));
  auto const found = read_rights(metadata);
  EXPECT_EQ(found.creators, std::vector<std::string>{"Jane Photographer"});
  EXPECT_EQ(found.statement, "(c) Jane, München");
}

// In a process of its own: Exiv2 knows our namespaces only once it is started, and nothing else has done that there.
TEST(Rights, ComeFromExifOfTheFirstImage) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  Metadata metadata;
  metadata.exif = share(exif_of("Jane Photographer", "(c) Jane"));
  EXPECT_EXIT(std::exit(read_rights(metadata).statement == "(c) Jane" ? 0 : 1), testing::ExitedWithCode(0), "");
}

TEST(Rights, ComeFromIptc) {
  Bytes iptc;
  put_iptc(iptc, 5, "Title");
  put_iptc(iptc, 80, "First");
  put_iptc(iptc, 80, "Second");
  put_iptc(iptc, 110, "Credit");
  put_iptc(iptc, 115, "Source");
  put_iptc(iptc, 116, "Copyright");
  Metadata metadata;
  metadata.iptc = share(iptc);
  auto const found = read_rights(metadata);
  EXPECT_EQ(found.title, "Title");
  EXPECT_EQ(found.creators, (std::vector<std::string>{"First", "Second"}));
  EXPECT_EQ(found.credit, "Credit");
  EXPECT_EQ(found.source, "Source");
  EXPECT_EQ(found.statement, "Copyright");
}

TEST(Rights, TrustXmpBeforeIptcBeforeExif) {
  Metadata metadata = with_xmp(packet("<dc:source>xmp</dc:source>"));
  Bytes iptc;
  put_iptc(iptc, 115, "iptc source");
  put_iptc(iptc, 116, "iptc copyright");
  metadata.iptc = share(iptc);
  metadata.exif = share(exif_of("exif artist", "exif copyright"));
  auto const found = read_rights(metadata);
  EXPECT_EQ(found.source, "xmp");
  EXPECT_EQ(found.statement, "iptc copyright");
  EXPECT_EQ(found.creators, std::vector<std::string>{"exif artist"});
}

TEST(Rights, PreferTheDefaultLanguage) {
  auto const found = read_rights(with_xmp(
      packet("<dc:rights><rdf:Alt><rdf:li xml:lang='de'>Rechte</rdf:li><rdf:li xml:lang='x-default'>rights</rdf:li>"
             "</rdf:Alt></dc:rights><dc:title><rdf:Alt><rdf:li xml:lang='cs'>Název</rdf:li></rdf:Alt></dc:title>")));
  EXPECT_EQ(found.statement, "rights");
  EXPECT_EQ(found.title, "Název");
}

TEST(Rights, ConfigurationWinsOrFillsIn) {
  auto const metadata = with_xmp(packet("<dc:source>file</dc:source><photoshop:Credit>file</photoshop:Credit>"));
  ConfiguredRights configured;
  configured.overrides.credit = "house";
  configured.defaults.source = "house";
  configured.defaults.license = "https://example.org/license";
  for (auto const policy : {MetadataPolicy::rights, MetadataPolicy::all}) {
    Metadata written;
    written.xmp = xmp_for(metadata, policy, configured);
    auto const found = read_rights(written);
    EXPECT_EQ(found.credit, "house");
    EXPECT_EQ(found.source, "file");
    EXPECT_EQ(found.license, "https://example.org/license");
  }
  EXPECT_EQ(xmp_for(metadata, MetadataPolicy::none, configured), nullptr);
}

constexpr char kMixed[] =
    "<dc:source>file</dc:source><tiff:Orientation>6</tiff:Orientation><tiff:ImageWidth>9999</tiff:ImageWidth>"
    "<exif:PixelXDimension>9999</exif:PixelXDimension><my:Shelf>17 b</my:Shelf>"
    "<tiff:Make>Camera</tiff:Make>";

TEST(XmpFor, RightsKeepsNothingElse) {
  auto const text = text_of(xmp_for(with_xmp(packet(kMixed)), MetadataPolicy::rights));
  EXPECT_NE(text.find("<dc:source>file</dc:source>"), std::string::npos);
  EXPECT_EQ(text.find("17 b"), std::string::npos);
}

TEST(XmpFor, AllKeepsWhatIsStillTrue) {
  auto const text = text_of(xmp_for(with_xmp(packet(kMixed)), MetadataPolicy::all));
  EXPECT_NE(text.find("17 b"), std::string::npos);
  EXPECT_NE(text.find("Camera"), std::string::npos);
  EXPECT_NE(text.find("file"), std::string::npos);
  EXPECT_EQ(text.find("Orientation"), std::string::npos);
  EXPECT_EQ(text.find("9999"), std::string::npos);
  EXPECT_LT(text.size(), 1200U);
}

TEST(XmpFor, AllTakesRightsOfOtherBlocksIn) {
  auto metadata = with_xmp(packet(kMixed));
  metadata.exif = share(exif_of("Jane", "(c) Jane"));
  Metadata written;
  written.xmp = xmp_for(metadata, MetadataPolicy::all);
  EXPECT_EQ(read_rights(written).statement, "(c) Jane");
  EXPECT_EQ(read_rights(written).creators, std::vector<std::string>{"Jane"});
}

TEST(XmpFor, AllFallsBackToTheRightsOfAPacketThatIsTooLong) {
  auto const long_one = packet("<dc:source>file</dc:source><my:Story>" + std::string(80000, 'x') + "</my:Story>");
  auto const text = text_of(xmp_for(with_xmp(long_one), MetadataPolicy::all));
  EXPECT_NE(text.find("<dc:source>file</dc:source>"), std::string::npos);
  EXPECT_LT(text.size(), 1000U);
}

TEST(XmpFor, AllKeepsOtherLanguages) {
  auto const two = packet(
      "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Map</rdf:li><rdf:li xml:lang='de'>Karte"
      "</rdf:li></rdf:Alt></dc:title>");
  EXPECT_NE(text_of(xmp_for(with_xmp(two), MetadataPolicy::all)).find("Karte"), std::string::npos);
}

// ---- Hostile blocks

std::string nested(int depth, std::string_view name = "my:a") {
  std::string open, close;
  for (int i = 0; i < depth; ++i) {
    open += "<" + std::string(name) + " rdf:parseType='Resource'>";
    close += "</" + std::string(name) + ">";
  }
  return open + close;
}

TEST(HostileMetadata, CountsAsAbsent) {
  auto const entities =
      "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" + packet("<dc:source>&b;</dc:source>");
  for (auto const& hostile :
       {std::string("<"), std::string("<x:xmpmeta"), std::string(1000, '<'), packet(nested(20000)), entities,
        std::string(2 << 20, ' '), packet("<dc:source>x"), std::string("\xff\xfe<\0x\0", 6)}) {
    EXPECT_TRUE(read_rights(with_xmp(hostile)).is_empty()) << hostile.substr(0, 60);
    EXPECT_EQ(xmp_for(with_xmp(hostile), MetadataPolicy::all), nullptr) << hostile.substr(0, 60);
  }
}

TEST(HostileMetadata, TruncatedAnywhereDoesNoHarm) {
  auto const exif = exif_of("Jane Photographer", "(c) Jane");
  auto const xmp = text_of(make_xmp(full()));
  Bytes iptc;
  put_iptc(iptc, 80, "First");
  put_iptc(iptc, 116, "Copyright");
  for (std::size_t size = 0; size < xmp.size(); size += size < 200 ? 1 : 37) {
    Metadata metadata;
    metadata.exif = share(Bytes(exif.begin(), exif.begin() + static_cast<long>(std::min(size, exif.size()))));
    metadata.iptc = share(Bytes(iptc.begin(), iptc.begin() + static_cast<long>(std::min(size, iptc.size()))));
    metadata.xmp = block(std::string_view(xmp).substr(0, size));
    auto const found = read_rights(metadata);
    EXPECT_LE(found.creators.size(), 2U);
    EXPECT_TRUE(found.title.empty());
  }
}

TEST(HostileMetadata, CannotMakeAPacketWithoutBounds) {
  std::string many;
  for (int i = 0; i < 5000; ++i)
    many += "<rdf:li>" + std::string(50, 'n') + "</rdf:li>";
  auto const found = read_rights(with_xmp(packet("<dc:creator><rdf:Seq>" + many + "</rdf:Seq></dc:creator>")));
  EXPECT_EQ(found.creators.size(), 32U);
  Rights large;
  large.creators.assign(32, std::string(5000, 'x'));
  EXPECT_EQ(make_xmp(large), nullptr);
}

TEST(Rights, AreReadByManyThreadsAtOnce) {
  Metadata metadata;
  metadata.xmp = make_xmp(full());
  metadata.exif = share(exif_of("Jane", "(c) Jane"));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 25; ++n) {
        EXPECT_EQ(read_rights(metadata), full());
        EXPECT_NE(xmp_for(metadata, MetadataPolicy::all), nullptr);
      }
    });
  for (auto& thread : threads)
    thread.join();
}

// ---- Text

TEST(CleanText, MakesUtf8OfAnything) {
  EXPECT_EQ(detail::clean_text("  Caf\xe9 "), "Café");
  EXPECT_EQ(detail::clean_text("Café"), "Café");
  EXPECT_EQ(detail::clean_text(std::string_view("a\0b", 3)), "a");
  EXPECT_EQ(detail::clean_text("a\r\nb\x7f"), "a  b");
  EXPECT_EQ(detail::clean_text("a\xc2\x85z\xef\xbf\xbfy"), "a  z   y");
  EXPECT_EQ(detail::clean_text("éé", 3), "é");
  EXPECT_EQ(detail::clean_text("éé", 1), "");
  EXPECT_EQ(detail::clean_text(""), "");
}

TEST(HarmlessXml, CountsDepthAsAParserWould) {
  EXPECT_TRUE(detail::is_harmless_xml("<a><b/><b x='>'/><!-- <c><c><c> --><?p <d>?><![CDATA[<e><e>]]></a>", 2));
  EXPECT_TRUE(detail::is_harmless_xml("<a><b><c/></b></a>", 2));
  EXPECT_FALSE(detail::is_harmless_xml("<a><b><c></c></b></a>", 2));
  EXPECT_FALSE(detail::is_harmless_xml("<a x='/><b>'><b><c>", 2));
  EXPECT_FALSE(detail::is_harmless_xml("<!DOCTYPE a><a/>", 2));
  EXPECT_FALSE(detail::is_harmless_xml("<!-- never ends", 2));
  EXPECT_FALSE(detail::is_harmless_xml("<a", 2));
  EXPECT_FALSE(detail::is_harmless_xml("<a>\xff</a>", 2));
  EXPECT_TRUE(detail::is_harmless_xml("", 2));
}

}  // namespace
}  // namespace triforium::codecs
