// Characters as files bring them, made into valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace triforium {

// Appends a code point; U+FFFD for what is none.
void append_utf8(std::uint32_t code_point, std::string& out);

// Code points of valid UTF-8.
std::size_t count_characters(std::string_view text);

// Bytes that are not UTF-8 become U+FFFD, one for each. Control characters but tab, form feed and
// line ends are left out.
std::string with_valid_utf8(std::string_view text);

// https://encoding.spec.whatwg.org/#windows-1252 – what pages without a word about their encoding mostly are. Every
// byte is a character of it.
std::string from_windows_1252(std::string_view bytes);

// Halves of pairs that stand alone become U+FFFD; an odd byte at the end is left out.
enum class Endian { little, big };
std::string from_utf16(std::string_view bytes, Endian endian);

// Text in UTF-8 (with or without its mark), UTF-16 (with its mark, or "<" in its first two bytes) or, where `declared`
// says so (iso-8859-1, latin1, windows-1252 …, in small letters), in those. Always valid UTF-8, without a mark.
std::string decode_text(ByteView bytes, std::string_view declared = {});

// Whether decode_text() would not have to replace anything.
bool is_text_in(ByteView bytes, std::string_view declared);

// Runs of space become one, none at the ends.
std::string with_single_spaces(std::string_view text);

}  // namespace triforium
