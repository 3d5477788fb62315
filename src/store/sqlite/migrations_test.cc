#include "store/sqlite/migrations.h"

#include <gmock/gmock.h>

#include <array>
#include <thread>
#include <vector>

#include "support/temporary_folder.h"

namespace triforium::store::sqlite {
namespace {

Connection empty() {
  return std::move(*Connection::open({}, Connection::Mode::create, std::chrono::seconds(1)));
}

std::int64_t count(Connection& connection, std::string_view table) {
  return *connection.number("SELECT count(*) FROM sqlite_schema WHERE name = ?1", table);
}

TEST(Migrations, LeadFromEachFormToTheLast) {
  std::vector<char const*> steps(schema().begin(), schema().end());
  auto connection = empty();
  ASSERT_TRUE(migrate(connection, steps));
  EXPECT_EQ(*form_of(connection, steps), static_cast<std::int64_t>(steps.size()));
  ASSERT_TRUE(connection.execute("INSERT INTO activities VALUES (1, 1, 1, 'a', '', 0)"));

  steps.push_back("CREATE TABLE colours (name TEXT NOT NULL) STRICT; INSERT INTO colours VALUES ('blue');");
  ASSERT_TRUE(migrate(connection, steps));
  ASSERT_TRUE(migrate(connection, steps)) << "once is enough";
  EXPECT_EQ(*form_of(connection, steps), static_cast<std::int64_t>(steps.size()));
  EXPECT_EQ(*connection.number("SELECT count(*) FROM colours"), 1);
  EXPECT_EQ(*connection.number("SELECT count(*) FROM activities"), 1) << "what was there stays";
  EXPECT_EQ(*connection.number("PRAGMA application_id"), kApplicationId);
}

TEST(Migrations, AreDoneWhollyOrNotAtAll) {
  std::vector<char const*> steps(schema().begin(), schema().end());
  auto connection = empty();
  ASSERT_TRUE(migrate(connection, steps));
  auto const form = *form_of(connection, steps);
  steps.push_back("CREATE TABLE colours (name TEXT) STRICT;");
  steps.push_back("CREATE TABLE broken (");
  EXPECT_FALSE(migrate(connection, steps));
  EXPECT_EQ(*form_of(connection, steps), form);
  EXPECT_EQ(count(connection, "colours"), 0);
  EXPECT_FALSE(connection.is_in_transaction());
}

// Each connection stands for a process: all find no file, and one is the quickest.
TEST(Migrations, AreTakenOnceByManyAtOnce) {
  for (int round = 0; round < 20; ++round) {
    test::TemporaryFolder const folder;
    std::array<std::string, 4> errors;
    {
      std::vector<std::jthread> threads;
      for (auto& error : errors) {
        threads.emplace_back([&] {
          auto connection =
              Connection::open(folder.path() / "store", Connection::Mode::create, std::chrono::seconds(10));
          auto const done = connection ? migrate(*connection, schema()) : Result<void>(Failure(connection.error()));
          if (!done) error = done.error().message + done.error().detail;
        });
      }
    }
    EXPECT_THAT(errors, testing::Each(testing::IsEmpty()));
  }
}

TEST(Migrations, DoNotGoBack) {
  std::vector<char const*> const two{"CREATE TABLE a (x);", "CREATE TABLE b (x);"};
  auto connection = empty();
  ASSERT_TRUE(migrate(connection, two));
  auto const older = migrate(connection, std::span(two).first(1));
  EXPECT_THAT(older.error().message, testing::HasSubstr("its form is 2, and this program knows those up to 1"));
}

TEST(Schema, KeepsActivities) {
  auto connection = empty();
  ASSERT_TRUE(migrate(connection, schema()));
  ASSERT_TRUE(connection.execute("INSERT INTO activities VALUES (1, 1, 1, 'a', '', 0)"));
  EXPECT_FALSE(connection.execute("DELETE FROM activities"));
  EXPECT_FALSE(connection.execute("UPDATE activities SET object = 'b'"));
}

}  // namespace
}  // namespace triforium::store::sqlite
