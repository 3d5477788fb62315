#include "store/sqlite/content.h"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdint>

namespace triforium::store::sqlite {
namespace {

constexpr char kAsItIs = 0;
constexpr char kBrotli = 1;
constexpr int kQuality = 4;
constexpr std::size_t kHead = 5;
// Below this, what is saved is not worth the look.
constexpr std::size_t kSmall = 128;
// What a damaged head may make us allocate.
constexpr std::size_t kLargest = std::size_t{1} << 30;

std::uint8_t const* octets(std::string_view text) {
  return reinterpret_cast<std::uint8_t const*>(text.data());
}

std::string as_it_is(std::string_view content) {
  std::string packed(1, kAsItIs);
  packed += content;
  return packed;
}

}  // namespace

std::string pack(std::string_view content) {
  if (content.size() < kSmall || content.size() > kLargest) return as_it_is(content);
  std::string packed(content.size() + 1, '\0');  // no room for more than as it is
  std::size_t length = packed.size() - kHead;
  auto const done = BrotliEncoderCompress(kQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, content.size(),
                                          octets(content), &length, reinterpret_cast<std::uint8_t*>(&packed[kHead]));
  if (done == BROTLI_FALSE) return as_it_is(content);
  packed[0] = kBrotli;
  for (std::size_t i = 0; i < 4; ++i)
    packed[1 + i] = static_cast<char>(content.size() >> (8 * i));
  packed.resize(kHead + length);
  packed.shrink_to_fit();
  return packed;
}

Result<std::string> unpack(std::string_view packed) {
  if (packed.starts_with(kAsItIs)) return std::string(packed.substr(1));
  if (packed.size() < kHead || packed[0] != kBrotli)
    return fail(ErrorKind::internal, "The store's file is damaged; restore a backup.", "packed content has no head");
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(packed[1 + i])) << (8 * i);
  if (length > kLargest)
    return fail(ErrorKind::internal, "The store's file is damaged; restore a backup.", "packed content is too long");
  std::string content(length, '\0');
  auto const body = packed.substr(kHead);
  auto const done =
      BrotliDecoderDecompress(body.size(), octets(body), &length, reinterpret_cast<std::uint8_t*>(content.data()));
  if (done != BROTLI_DECODER_RESULT_SUCCESS || length != content.size())
    return fail(ErrorKind::internal, "The store's file is damaged; restore a backup.", "packed content is torn");
  return content;
}

std::string hash_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string hash;
  for (unsigned int i = 0; i < length; ++i)
    hash += fmt::format("{:02x}", digest[i]);
  return hash;
}

}  // namespace triforium::store::sqlite
