// Symbols to bits, one after the other. Included inside an unnamed namespace, once for each kind of processor.

// The bits of a symbol, and how many they are.
inline void put(std::uint32_t entry, std::uint32_t value_bits, BitPosition& position) {
  auto const bits = entry & 63U;
  position.held = position.held << bits | (entry >> 6U) | value_bits;
  position.count += bits;
}

// Whole bytes leave; what is above the `count` lowest bits held has left before. At least once in 57 bits.
inline void flush(BitPosition& position) {
  // In two steps: there may be none, and a shift by 64 is undefined.
  auto const ordered = __builtin_bswap64(position.held << 1U << (63U - position.count));
  __builtin_memcpy(position.next, &ordered, sizeof ordered);
  position.next += position.count >> 3U;
  position.count &= 7U;
}

inline unsigned bits_of(std::uint32_t size) {
  return size == 0 ? 0U : 32U - static_cast<unsigned>(__builtin_clz(size));
}

// T.81, F.1.2.1: "the low order bits of DIFF" or, where it is negative, of DIFF − 1.
inline void put_value(std::size_t symbol, std::int32_t value, SymbolTable const& table, BitPosition& position) {
  auto const bits = bits_of(static_cast<std::uint32_t>(value < 0 ? -value : value));
  auto const low = static_cast<std::uint32_t>(value + (value >> 31)) & ((1U << bits) - 1);
  put(table.entries[symbol + bits], low, position);
}

// T.81, F.1.2.2. `is_there`: a bit for each coefficient of AC that is not zero.
inline void write_ac_plainly(BlockToWrite const& block, std::uint64_t is_there, BitPosition& position) {
  auto const& table = *block.table;
  unsigned last = 0;
  for (auto left = is_there; left != 0; left &= left - 1) {
    auto const place = static_cast<unsigned>(__builtin_ctzll(left));
    auto run = place - last - 1;
    for (; run > 15; run -= 16) {
      put(table.entries[SymbolTable::kRunOf16], 0, position);
      flush(position);
    }
    put_value(run * 16, block.coefficients[place], table, position);
    flush(position);
    last = place;
  }
  if (last == kBlockSamples - 1) return;
  put(table.entries[0], 0, position);
  flush(position);
}
