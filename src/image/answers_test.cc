#include "image/answers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

#include "support/temporary_folder.h"

namespace triforium::image {
namespace {

constexpr std::chrono::milliseconds kLong{50}, kShort{1};

SharedBytes bytes_of(std::string const& text) {
  auto const bytes = as_bytes(text);
  return share(Bytes(bytes.begin(), bytes.end()));
}

std::string text_of(http::Body const& body) {
  if (auto const* pieces = std::get_if<std::vector<http::Piece>>(&body))
    return std::string(as_text(pieces->at(0).bytes));
  auto const& file = std::get<http::FileRange>(body);
  std::string text(file.length, '\0');
  EXPECT_EQ(::pread(file.descriptor, text.data(), text.size(), static_cast<off_t>(file.offset)),
            static_cast<ssize_t>(text.size()));
  return text;
}

// A process with answers in memory and on disk, from its start to its end.
struct Process {
  explicit Process(std::filesystem::path const& folder, std::uint64_t memory = 1 << 20) {
    storage::DiskCache::Settings settings;
    settings.folder = folder;
    settings.max_bytes = 1 << 20;
    disk = std::move(*storage::DiskCache::open(settings, generations, metrics));
    answers.emplace(memory, generations, disk.get(), workers, metrics);
  }

  AnswerKey key(std::string const& entity_tag, std::string const& image = "cat.tif") const {
    return answers->key(entity_tag, image);
  }
  void insert(std::string const& entity_tag, std::string const& text, std::chrono::nanoseconds work = kLong) {
    answers->insert(key(entity_tag), bytes_of(text), work);
    disk->blocking_flush();
  }
  std::string find(std::string const& entity_tag) {
    auto const found = answers->find(key(entity_tag));
    return found ? std::string(as_text(*found)) : "";
  }
  std::optional<http::Body> find_stored(std::string const& entity_tag) {
    std::optional<http::Body> body;
    boost::asio::io_context loop;
    auto const look = [&]() -> Task<void> { body = co_await answers->find_stored(key(entity_tag)); };
    boost::asio::co_spawn(loop, look, boost::asio::detached);
    loop.run();
    return body;
  }
  double metric(std::string const& name) {
    return metrics.gauge("triforium_cache_" + name, "", {{"cache", "answers"}}).Value();
  }

  Metrics metrics;
  storage::Generations generations;
  std::unique_ptr<storage::DiskCache> disk;
  Workers workers{{}};
  std::optional<Answers> answers;
};

TEST(Answers, AreInMemoryAtOnce) {
  test::TemporaryFolder const folder;
  Process process(folder.path());
  EXPECT_EQ(process.find("a"), "");
  process.insert("a", "picture");
  process.insert("a", "picture");
  EXPECT_EQ(process.find("a"), "picture");
  EXPECT_EQ(process.metric("entries"), 1);
  EXPECT_EQ(process.metric("bytes"), 8) << "with the name";
}

TEST(Answers, AreOnDiskIfTheyTookLong) {
  test::TemporaryFolder const folder;
  Process process(folder.path());
  process.insert("quick", "picture", kShort);
  process.insert("slow", "picture", kLong);
  EXPECT_FALSE(process.find_stored("quick"));
  auto const body = process.find_stored("slow");
  ASSERT_TRUE(body);
  EXPECT_EQ(text_of(*body), "picture");
}

TEST(Answers, MoveToMemoryWhenTheyAreFoundAgain) {
  test::TemporaryFolder const folder;
  {
    Process process(folder.path());
    process.insert("a", "picture");
  }
  Process process(folder.path());
  auto const first = process.find_stored("a");
  ASSERT_TRUE(first);
  EXPECT_EQ(text_of(*first), "picture");
  EXPECT_EQ(process.find("a"), "");
  auto const second = process.find_stored("a");
  ASSERT_TRUE(second);
  EXPECT_EQ(text_of(*second), "picture");
  EXPECT_EQ(process.find("a"), "picture");
}

TEST(Answers, StayOnDiskIfTheyAreLarge) {
  test::TemporaryFolder const folder;
  std::string const large(200, 'x');
  {
    Process process(folder.path());
    process.insert("a", large);
  }
  Process process(folder.path(), 1000);
  for (int i = 0; i < 3; ++i) {
    auto const body = process.find_stored("a");
    ASSERT_TRUE(body);
    EXPECT_EQ(text_of(*body), large);
    EXPECT_EQ(process.find("a"), "");
  }
}

TEST(Answers, ArePurgedOnBothLevelsAndForGood) {
  test::TemporaryFolder const folder;
  {
    Process process(folder.path());
    process.insert("a", "old");
    auto const begun = process.key("b");
    process.answers->insert(process.key("d", "dog.tif"), bytes_of("dog"), kLong);
    process.answers->blocking_purge("cat.tif");
    EXPECT_EQ(process.find("a"), "");
    EXPECT_FALSE(process.find_stored("a"));
    process.answers->insert(begun, bytes_of("old"), kLong);
    EXPECT_EQ(process.find("b"), "") << "was made of the state before";
    EXPECT_TRUE(process.answers->find(process.key("d", "dog.tif")));
    process.insert("a", "new");
    EXPECT_EQ(process.find("a"), "new");
  }
  Process process(folder.path());
  EXPECT_FALSE(process.find_stored("b"));
  auto const body = process.find_stored("a");
  ASSERT_TRUE(body);
  EXPECT_EQ(text_of(*body), "new");
}

TEST(Answers, NeedNoDisk) {
  Metrics metrics;
  storage::Generations generations;
  Workers workers({});
  Answers answers(1 << 20, generations, nullptr, workers, metrics);
  answers.insert(answers.key("a", "cat.tif"), bytes_of("picture"), kLong);
  EXPECT_TRUE(answers.find(answers.key("a", "cat.tif")));
  answers.blocking_purge("cat.tif");
  EXPECT_FALSE(answers.find(answers.key("a", "cat.tif")));
}

}  // namespace
}  // namespace triforium::image
