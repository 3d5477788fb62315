// Every real book of the shared data, against what its source says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>

#include "ingest/describe.h"
#include "ingest/read.h"
#include "support/data.h"

namespace triforium::ingest {
namespace {

TEST(Books, Print) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto tree = blocking_open_folder_tree(std::getenv("WHAT"));
  ASSERT_TRUE(tree);
  auto reading = blocking_read(**tree);
  std::cout << describe(reading);
  for (auto& i : reading.items) {
    std::cout << "== " << i.id << " dir=" << i.viewing_direction << " nav=" << i.description.nav_date
              << " start=" << i.start_canvas << "\n aliases";
    for (auto& a : i.aliases)
      std::cout << " " << a;
    std::cout << "\n";
    for (auto& m : i.description.metadata) {
      std::cout << "  " << m.label.values[0].second[0] << ": ";
      for (auto& v : m.value.values)
        for (auto& t : v.second)
          std::cout << v.first << "=" << t << " | ";
      std::cout << "\n";
    }
    for (auto& c : i.canvases) {
      std::cout << "  c " << c.key << " [" << c.description.label.values[0].second[0] << "] "
                << (c.paintings.empty() ? "-" : c.paintings[0].file.location);
      for (auto& t : c.texts)
        std::cout << " T " << t.file.location << " " << t.file.language;
      std::cout << "\n";
    }
    for (auto& r : i.ranges) {
      std::cout << "  r " << r.key << " " << r.description.label.values[0].second[0] << " " << r.items.size() << "\n";
    }
  }
}

}  // namespace
}  // namespace triforium::ingest
