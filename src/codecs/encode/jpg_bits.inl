// Blocks to symbols, and symbols to bits, one after the other. Included inside an unnamed namespace, once for each kind
// of processor.

inline unsigned bits_of(std::uint32_t size) {
  return size == 0 ? 0U : 32U - static_cast<unsigned>(__builtin_clz(size));
}

inline void list(std::size_t symbol, std::uint32_t bits, SymbolList& symbols) {
  symbols.which[symbols.count] = static_cast<std::uint16_t>(symbol);
  symbols.bits[symbols.count++] = static_cast<std::uint16_t>(bits);
}

// T.81, F.1.2.1: "the low order bits of DIFF" or, where it is negative, of DIFF − 1.
inline void list_value(std::size_t symbol, std::int32_t value, SymbolList& symbols) {
  auto const bits = bits_of(static_cast<std::uint32_t>(value < 0 ? -value : value));
  list(symbol + bits, static_cast<std::uint32_t>(value + (value >> 31)) & ((1U << bits) - 1), symbols);
}

// T.81, F.1.2.2. `is_there`: a bit for each coefficient of AC that is not zero.
inline void list_ac_plainly(BlockToWrite const& block, std::uint64_t is_there, SymbolList& symbols) {
  unsigned last = 0;
  for (auto left = is_there; left != 0; left &= left - 1) {
    auto const place = static_cast<unsigned>(__builtin_ctzll(left));
    auto run = place - last - 1;
    for (; run > 15; run -= 16)
      list(block.table + SymbolTable::kRunOf16, 0, symbols);
    list_value(block.table + run * 16, block.coefficients[place], symbols);
    last = place;
  }
  if (last < kBlockSamples - 1) list(block.table + SymbolTable::kEnd, 0, symbols);
}

// Two symbols at a time, of 52 bits at most.
inline void write_symbols(SymbolList& symbols, SymbolTable const& table, BitPosition& position) {
  if (symbols.count % 2 != 0) list(SymbolTable::kNone, 0, symbols);
  auto* next = position.next;
  auto held = position.held;
  auto count = position.count;
  for (std::size_t i = 0; i < symbols.count; i += 2) {
    auto const first = table.entries[symbols.which[i]], second = table.entries[symbols.which[i + 1]];
    auto const upper = std::uint64_t{first >> 6U | symbols.bits[i]}, lower = std::uint64_t{second >> 6U | symbols.bits[i + 1]};
    auto const first_bits = first & 63U, second_bits = second & 63U;
    held = held << (first_bits + second_bits) | upper << second_bits | lower;
    count += first_bits + second_bits;
    // Whole bytes leave; what is held above `count` bits has left before. In two steps: there may be none, and a shift
    // by 64 is undefined.
    auto const ordered = __builtin_bswap64(held << 1U << (63U - count));
    __builtin_memcpy(next, &ordered, sizeof ordered);
    next += count >> 3U;
    count &= 7U;
  }
  position = {next, held, count};
  symbols.count = 0;
}

// First all symbols, then all bits: neither waits for the other, and no step depends on how many a block has.
template <void (*kListAc)(BlockToWrite const&, SymbolList&)>
void write(BlockToWrite const* blocks, std::size_t count, SymbolTable const& table, SymbolList& symbols,
           BitPosition& position) {
  auto found = symbols;
  for (std::size_t i = 0; i < count; ++i) {
    list_value(blocks[i].table + SymbolTable::kDc, blocks[i].dc_difference, found);
    kListAc(blocks[i], found);
  }
  write_symbols(found, table, position);
}

// T.81, F.1.2.3: "a zero byte is stuffed into the code string" behind a byte of ones, which would begin a marker.
template <std::size_t kBytes, std::uint64_t (*kCopyAndFindOnes)(std::uint8_t const*, std::uint8_t*)>
std::uint8_t* stuff(std::uint8_t const* from, std::size_t size, std::uint8_t* to) {
  static_assert(kBytes <= kBytePadding);
  for (std::size_t i = 0; i < size;) {
    auto const found = kCopyAndFindOnes(from + i, to);
    auto const place = found != 0 ? static_cast<std::size_t>(__builtin_ctzll(found)) : kBytes;
    auto const left = size - i;
    bool const has_ones = place < kBytes && place < left;
    auto const taken = has_ones ? place + 1 : left < kBytes ? left : kBytes;
    i += taken;
    to += taken;
    if (has_ones) *to++ = 0;
  }
  return to;
}
