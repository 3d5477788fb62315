// Items, collections and pages as a table, which people can read and change, and an import reads back
// (docs/guide/spreadsheets.md). What a table has no room for is in the records. Pure.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "portable/record.h"

namespace triforium::exports {

class ItemTable {
 public:
  // A row for the item or collection, and one for each page. The files of the record are named as the table shall name
  // them. The root collection has no row: what no other one lists is in it.
  void add(portable::Record const& record);

  // RFC 4180, UTF-8: the columns that anything is said in.
  std::string csv() const;

 private:
  // By header.
  using Row = std::map<std::string, std::string, std::less<>>;

  void add_pages(portable::Record const& record);
  void describe(boost::json::object const& resource, Row& row);
  void add_metadata(boost::json::object const& resource, Row& row);
  void add_row(Row row);
  void put(Row& row, std::string const& header, std::string_view value);
  void put_texts(Row& row, std::string const& name, boost::json::object const& resource, std::string_view property);

  std::vector<std::string> metadata_;                  // headers, in the order in which they were met
  std::map<std::string, bool, std::less<>> has_cell_;  // headers of the other columns
  std::vector<Row> rows_;
};

}  // namespace triforium::exports
