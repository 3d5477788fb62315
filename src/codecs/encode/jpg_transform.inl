// Samples to quantised coefficients. Included inside an unnamed namespace, once for each kind of processor, after:
//
//   Register, kLanes        of `kLanes` times 128 bits, each of which holds a row of a block: eight words of 16 bits
//   low16, high16, low32 …  what stands in the lower and upper halves of two lanes, in turns
//   words, longs            one number everywhere, of 16 and of 32 bits
//   add, subtract, size_of, upper_product, with_sign                 of words
//   shifted_left, shifted_right, settled                             by constants; longs to words
//   add_products            to longs the products of two pairs of words
//   in_each_lane, widened   from memory
//   store_blocks            the eight rows, in zigzag order, block after block

// A register holds one row of some blocks, a block in each lane; eight of them are the blocks.
struct Rows {
  Register row[8];
};

// Rows become columns, in each lane for itself.
inline void transpose(Rows& rows) {
  auto& r = rows.row;
  Register pairs[8], fours[8];
  for (int i = 0; i < 4; ++i) {
    pairs[2 * i] = low16(r[2 * i], r[2 * i + 1]);
    pairs[2 * i + 1] = high16(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 2; ++i) {
    fours[4 * i] = low32(pairs[4 * i], pairs[4 * i + 2]);
    fours[4 * i + 1] = high32(pairs[4 * i], pairs[4 * i + 2]);
    fours[4 * i + 2] = low32(pairs[4 * i + 1], pairs[4 * i + 3]);
    fours[4 * i + 3] = high32(pairs[4 * i + 1], pairs[4 * i + 3]);
  }
  for (int i = 0; i < 4; ++i) {
    r[2 * i] = low64(fours[i], fours[4 + i]);
    r[2 * i + 1] = high64(fours[i], fours[4 + i]);
  }
}

struct Pairs {
  Register lower, upper;
};
inline Pairs pairs_of(Register a, Register b) {
  return {low16(a, b), high16(a, b)};
}
template <int kFirst, int kSecond>
inline Pairs weigh(Pairs sums, Pairs pairs) {
  auto const by = longs(static_cast<int>((static_cast<unsigned>(kSecond) << 16) | (kFirst & 0xFFFF)));
  return {add_products(sums.lower, pairs.lower, by), add_products(sums.upper, pairs.upper, by)};
}
template <int kShift>
inline Register settle(Pairs sums) {
  return settled<kShift>(sums.lower, sums.upper);
}

// Of 13 bits.
constexpr int k0298 = 2446, k0390 = 3196, k0541 = 4433, k0765 = 6270, k0899 = 7373, k1175 = 9633, k1501 = 12299,
              k1847 = 15137, k1961 = 16069, k2053 = 16819, k2562 = 20995, k3072 = 25172;

// Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications" (1989), with the
// constants and the roundings of libjpeg's jfdctint.c: sums of 32 bits are exact, in whatever order.
// `kIsFirst`: the results keep two bits more, which the second pass takes away.
template <bool kIsFirst>
inline void transform_once(Rows& rows) {
  constexpr int kMore = 2, kShift = kIsFirst ? 13 - kMore : 13 + kMore;
  auto& r = rows.row;
  auto const a0 = add(r[0], r[7]), a1 = add(r[1], r[6]), a2 = add(r[2], r[5]), a3 = add(r[3], r[4]);
  auto const a7 = subtract(r[0], r[7]), a6 = subtract(r[1], r[6]), a5 = subtract(r[2], r[5]), a4 = subtract(r[3], r[4]);

  auto const b0 = add(a0, a3), b3 = subtract(a0, a3), b1 = add(a1, a2), b2 = subtract(a1, a2);
  if constexpr (kIsFirst) {
    r[0] = shifted_left<kMore>(add(b0, b1));
    r[4] = shifted_left<kMore>(subtract(b0, b1));
  } else {
    auto const half = words(1 << (kMore - 1));
    r[0] = shifted_right<kMore>(add(add(b0, b1), half));
    r[4] = shifted_right<kMore>(add(subtract(b0, b1), half));
  }
  auto const half = longs(1 << (kShift - 1));
  Pairs const halves{half, half};
  auto const even = pairs_of(b3, b2);
  r[2] = settle<kShift>(weigh<k0541 + k0765, k0541>(halves, even));
  r[6] = settle<kShift>(weigh<k0541, k0541 - k1847>(halves, even));

  auto const z = pairs_of(add(a4, a6), add(a5, a7));
  auto const z3 = weigh<k1175 - k1961, k1175>(halves, z), z4 = weigh<k1175, k1175 - k0390>(halves, z);
  auto const outer = pairs_of(a4, a7), inner = pairs_of(a5, a6);
  r[7] = settle<kShift>(weigh<k0298 - k0899, -k0899>(z3, outer));
  r[1] = settle<kShift>(weigh<-k0899, k1501 - k0899>(z4, outer));
  r[5] = settle<kShift>(weigh<k2053 - k2562, -k2562>(z4, inner));
  r[3] = settle<kShift>(weigh<-k2562, k3072 - k2562>(z3, inner));
}

inline Register quantised(Register value, Quantiser const& quantiser, int row) {
  auto const at = static_cast<std::size_t>(row) * 8;
  auto const size = add(size_of(value), in_each_lane(quantiser.half.data() + at));
  auto const divided = upper_product(upper_product(size, in_each_lane(quantiser.reciprocal.data() + at)),
                                     in_each_lane(quantiser.scale.data() + at));
  return with_sign(divided, value);
}

inline void transform(std::uint8_t const* const* rows, std::size_t blocks, Quantiser const& quantiser,
                      std::int16_t* coefficients) {
  static_assert(kBlocksTogether % kLanes == 0);
  for (std::size_t block = 0; block < blocks; block += kLanes) {
    Rows together;
    for (int y = 0; y < 8; ++y)
      together.row[y] = subtract(widened(rows[y] + block * 8), words(128));
    transpose(together);
    transform_once<true>(together);
    transpose(together);
    transform_once<false>(together);
    for (int y = 0; y < 8; ++y)
      together.row[y] = quantised(together.row[y], quantiser, y);
    store_blocks(together.row, coefficients + block * kBlockSamples);
  }
}
