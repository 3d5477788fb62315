// The loop of kernels.h that rotates a row of a plane; part of kernels.inl.

// Places in the plane, in samples whose centres are whole numbers, with so many bits behind the point.
constexpr int kPlaceBits = 24;
constexpr std::int64_t kOneSample = std::int64_t{1} << kPlaceBits;

inline std::int64_t to_place(double value) {
  return static_cast<std::int64_t>(value * static_cast<double>(kOneSample));
}
inline float behind_point(std::int64_t place) {
  return static_cast<float>(static_cast<std::int32_t>(place & (kOneSample - 1))) * (1.0F / kOneSample);
}

struct Steps {
  std::int64_t first, end;
};

inline std::int64_t divided_up(std::int64_t value, std::int64_t by) {
  return value > 0 ? (value + by - 1) / by : value / by;
}

// Those of the steps 0 … count after which `least` ≤ start + steps · step < `most`.
inline Steps steps_within(std::int64_t start, std::int64_t step, std::int64_t least, std::int64_t most,
                          std::int64_t count) {
  if (step < 0) return steps_within(-start, -step, 1 - most, 1 - least, count);
  if (step == 0) return {0, least <= start && start < most ? count : 0};
  auto const first = divided_up(least - start, step), end = divided_up(most - start, step);
  return {first < 0 ? 0 : first > count ? count : first, end < 0 ? 0 : end > count ? count : end};
}

inline Steps common(Steps a, Steps b) {
  auto const first = a.first > b.first ? a.first : b.first, end = a.end < b.end ? a.end : b.end;
  return {first, end < first ? first : end};
}

struct Diagonal {
  std::int64_t x, y, step_x, step_y;
};

// The value between 16 neighbours of which `load` gives four in a row.
template <typename Load>
float between(std::int64_t x, std::int64_t y, Load&& load) {
  auto const across = cubic_weights(behind_point(x)), down = cubic_weights(behind_point(y));
  auto const upper = load(-1) * down[0] + load(0) * down[1], lower = load(1) * down[2] + load(2) * down[3];
  auto const sum = (upper + lower) * across;
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

inline std::uint8_t to_sample(float value) {
  return static_cast<std::uint8_t>(static_cast<std::int32_t>(limited(value, 0, 255) + 0.5F));
}

// Where the plane has all neighbours.
inline void rotate_inside(RotatedSamples const& row, Diagonal const& at, Steps steps) {
  auto x = at.x + steps.first * at.step_x, y = at.y + steps.first * at.step_y;
  for (auto i = steps.first; i < steps.end; ++i, x += at.step_x, y += at.step_y) {
    auto const* const samples = row.samples + (y >> kPlaceBits) * row.stride + (x >> kPlaceBits) - 1;
    row.out[i] = to_sample(between(x, y, [&](std::int64_t line) { return load_samples(samples + line * row.stride); }));
  }
}

// Where it ends: neighbours that it does not have are its last ones, and the ground shines through.
inline void rotate_edge(RotatedSamples const& row, Diagonal const& at, Steps steps) {
  for (auto i = steps.first; i < steps.end; ++i) {
    auto const x = at.x + i * at.step_x, y = at.y + i * at.step_y;
    auto const left = x >> kPlaceBits, top = y >> kPlaceBits;
    auto const value = between(x, y, [&](std::int64_t line) {
      auto const* const samples = row.samples + limited_index(top + line, row.height) * row.stride;
      auto const sample = [&](std::int64_t column) {
        return static_cast<float>(samples[limited_index(left + column, row.width)]);
      };
      return Vector4{sample(-1), sample(0), sample(1), sample(2)};
    });
    auto const place = [](std::int64_t fixed) { return static_cast<double>(fixed) / kOneSample + 0.5; };
    auto const share = coverage(place(x), row.right) * coverage(place(y), row.bottom);
    row.out[i] = to_sample(limited(value, 0, 255) * share + row.ground * (1 - share));
  }
}

inline void rotate_samples(RotatedSamples const& row) {
  Diagonal const at{to_place(row.x - 0.5), to_place(row.y - 0.5), to_place(row.step_x), to_place(row.step_y)};
  auto const covered = common(steps_within(at.x, at.step_x, -kOneSample, (row.width + 1) * kOneSample, row.count),
                              steps_within(at.y, at.step_y, -kOneSample, (row.height + 1) * kOneSample, row.count));
  auto const inside =
      common(covered, common(steps_within(at.x, at.step_x, kOneSample, (row.width - 2) * kOneSample, row.count),
                             steps_within(at.y, at.step_y, kOneSample, (row.height - 2) * kOneSample, row.count)));
  auto const fill = [&](std::int64_t first, std::int64_t end) {
    if (end > first) __builtin_memset(row.out + first, row.ground, static_cast<std::size_t>(end - first));
  };
  fill(0, covered.first);
  rotate_edge(row, at, {covered.first, inside.first < covered.end ? inside.first : covered.end});
  rotate_inside(row, at, inside);
  rotate_edge(row, at, {inside.end, covered.end});
  fill(covered.end, row.count);
}
