#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <map>

#include "ingest/table/cell_name.h"
#include "ingest/table/csv.h"
#include "ingest/table/xlsx.h"

namespace triforium::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Csv, ReadsRfc4180) {
  auto const table = parse_csv("id,\"a \"\"b\"\"\"\r\n1,\"x\ny\"\r\n\r\n2,z");
  ASSERT_TRUE(table);
  EXPECT_THAT(table->columns, ElementsAre("id", "a \"b\""));
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[0].cells[1], "x\ny");
  EXPECT_EQ(table->rows[1].line, 5U);
  EXPECT_EQ(table->place(table->rows[1], 0), "line 5, column “id”");
}

TEST(Csv, GuessesSeparatorAndEncoding) {
  EXPECT_EQ(parse_csv("a;b,c;d\n")->columns.size(), 3U);
  EXPECT_EQ(parse_csv("a\tb\n")->columns.size(), 2U);
  auto const old = parse_csv("K\xE4se,b\n");
  EXPECT_EQ(old->columns[0], "Käse");
  EXPECT_THAT(old->notes, ElementsAre(HasSubstr("Windows-1252")));
}

TEST(Csv, SaysWhereItIsWrong) {
  EXPECT_THAT(parse_csv("a\n\"b\n").error().message, HasSubstr("line 2"));
  EXPECT_THAT(parse_csv("a\n\"b\"c\n").error().message, HasSubstr("line 2"));
  EXPECT_THAT(parse_csv("").error().message, HasSubstr("header"));
}

TEST(Csv, IsBounded) {
  std::string rows = "a\n";
  for (int i = 0; i < 20; ++i)
    rows += "x\n";
  TableLimits limits;
  limits.rows = 10;
  auto const table = parse_csv(rows, limits);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().kind, ErrorKind::too_large);
  EXPECT_THAT(table.error().message, HasSubstr("line 12"));
  EXPECT_EQ(parse_csv(std::string(2000, ',')).error().kind, ErrorKind::too_large);
}

TEST(CellName, IsWhatSpreadsheetsSay) {
  EXPECT_EQ(cell_name(7, 1), "B7");
  EXPECT_EQ(cell_name(1, 26), "AA1");
  EXPECT_EQ(parse_cell_name("AA10")->column, 26U);
  EXPECT_FALSE(parse_cell_name("XFE1"));
  EXPECT_FALSE(parse_cell_name("A0"));
}

// A workbook of these parts.
std::string packed(std::map<std::string, std::string> const& parts) {
  auto* source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(source);
  auto* archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (auto const& [name, text] : parts)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
  zip_close(archive);
  zip_source_open(source);
  zip_source_seek(source, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(source)), '\0');
  zip_source_seek(source, 0, SEEK_SET);
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

TEST(Xlsx, ReadsStringsNumbersAndDates) {
  auto const bytes =
      packed({{"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>"},
              {"xl/sharedStrings.xml", "<sst><si><t>id</t></si><si><r><t>A </t></r><r><t>map</t></r></si></sst>"},
              {"xl/worksheets/sheet1.xml",
               "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' "
               "t='inlineStr'><is><t>Date</t></is></c></row>"
               "<row r='4'><c r='A4' t='s'><v>1</v></c><c r='B4'><v>2.5</v></c><c r='C4' "
               "s='1'><v>36526</v></c></row></sheetData></worksheet>"}});
  auto const table = parse_xlsx(bytes);
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_THAT(table->columns, ElementsAre("id", "", "Date"));
  EXPECT_THAT(table->rows.at(0).cells, ElementsAre("A map", "2.5", "2000-01-01"));
  EXPECT_EQ(table->place(table->rows[0], 1), "B4");
}

TEST(Xlsx, RefusesBombsAndWhatIsNoWorkbook) {
  EXPECT_EQ(parse_xlsx("no zip").error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse_xlsx(packed({{"a.txt", "a"}})).error().kind, ErrorKind::not_found);
  auto const bomb = packed({{"xl/worksheets/sheet1.xml", std::string(std::size_t{8} << 20, ' ')}});
  EXPECT_EQ(parse_xlsx(bomb).error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace triforium::ingest
