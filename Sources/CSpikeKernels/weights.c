#include <float.h>
#include <string.h>

#include "dispatch.h"
#include "include/spike_kernels.h"

// What is computed of weights when a network is loaded.

enum { COMBINED_COLUMNS = 32, COMBINED_MIDDLES = 96 };

// Adds to `height` rows, whose sums stay in registers; `height` is a constant where this is inlined.
SPIKE_INLINE void combine_tile(double *rows, const double *factors, const double *others, size_t middles,
                               size_t all_middles, size_t columns, size_t width, const size_t height) {
  double sums[4][COMBINED_COLUMNS] = {{0}};
  for (size_t r = 0; r < height; r++)
    for (size_t c = 0; c < width; c++) sums[r][c] = rows[r * columns + c];
  for (size_t m = 0; m < middles; m++) {
    for (size_t r = 0; r < height; r++) {
      const double factor = factors[r * all_middles + m];
      for (size_t c = 0; c < COMBINED_COLUMNS; c++) sums[r][c] += factor * others[m * COMBINED_COLUMNS + c];
    }
  }
  for (size_t r = 0; r < height; r++)
    for (size_t c = 0; c < width; c++) rows[r * columns + c] = sums[r][c];
}

SPIKE_CLONES void spike_combine_rows(double *rows, const double *factors, const double *others, size_t count,
                                     size_t middles, size_t columns) {
  // A tile of `others` that stays in the first-level cache.
  double tile[COMBINED_MIDDLES * COMBINED_COLUMNS];
  memset(rows, 0, count * columns * sizeof *rows);
  for (size_t first = 0; first < columns; first += COMBINED_COLUMNS) {
    const size_t width = columns - first < COMBINED_COLUMNS ? columns - first : COMBINED_COLUMNS;
    for (size_t start = 0; start < middles; start += COMBINED_MIDDLES) {
      const size_t depth = middles - start < COMBINED_MIDDLES ? middles - start : COMBINED_MIDDLES;
      for (size_t m = 0; m < depth; m++)
        for (size_t c = 0; c < COMBINED_COLUMNS; c++)
          tile[m * COMBINED_COLUMNS + c] = c < width ? others[(start + m) * columns + first + c] : 0;
      size_t r = 0;
      for (; r + 4 <= count; r += 4)
        combine_tile(rows + r * columns + first, factors + r * middles + start, tile, depth, middles, columns, width, 4);
      for (; r < count; r++)
        combine_tile(rows + r * columns + first, factors + r * middles + start, tile, depth, middles, columns, width, 1);
    }
  }
}

enum { SCALED_LANES = 16 };

SPIKE_INLINE void weight_steps(const float *weights, size_t count, size_t stride, const size_t lanes, float *largest,
                               float *steps) {
  float magnitudes[SCALED_LANES] = {0}, parts[SCALED_LANES];
  for (size_t l = 0; l < lanes; l++) parts[l] = FLT_MAX;
  for (size_t i = 0; i < count; i++) {
    const float *row = weights + i * stride;
    for (size_t l = 0; l < lanes; l++) {
      uint32_t bits;
      memcpy(&bits, row + l, sizeof bits);
      bits &= 0x7fffffff;
      // The last bit that is set, as a number below 2^24, times the value of the first of 24 bits over 2^23.
      const uint32_t fraction = (bits & 0x7fffff) | 0x800000;
      const uint32_t power = bits & 0x7f800000;
      float magnitude, first;
      memcpy(&magnitude, &bits, sizeof bits);
      memcpy(&first, &power, sizeof power);
      // 0 where the weight is no normal number.
      const float part = (float)(int32_t)(fraction & -fraction) * 0x1p-23f * first;
      const float least = bits == 0 ? FLT_MAX : part;
      parts[l] = least < parts[l] ? least : parts[l];
      magnitudes[l] = magnitude > magnitudes[l] ? magnitude : magnitudes[l];
    }
  }
  for (size_t l = 0; l < lanes; l++) {
    largest[l] = magnitudes[l];
    steps[l] = parts[l] < FLT_MIN ? 0 : parts[l];
  }
}

SPIKE_CLONES void spike_weight_steps(const float *weights, size_t count, size_t stride, size_t lanes, float *largest,
                                     float *steps) {
  if (lanes == SCALED_LANES) return weight_steps(weights, count, stride, SCALED_LANES, largest, steps);
  for (size_t l = 0; l < lanes; l++) weight_steps(weights + l, count, stride, 1, largest + l, steps + l);
}

SPIKE_INLINE void round_weights(const float *weights, size_t count, size_t stride, const size_t lanes,
                                const float *scales, double limit, int16_t *numbers, uint64_t *magnitudes) {
  // Adding 1.5 * 2^52 leaves no fraction bits: the processor's own rounding, half to even, in any instruction set.
  const double rounder = 0x1.8p52;
  uint64_t sums[SCALED_LANES] = {0};
  for (size_t i = 0; i < count; i++) {
    for (size_t l = 0; l < lanes; l++) {
      const double quotient = (double)weights[i * stride + l] / (double)scales[l];
      const double above = quotient > -limit ? quotient : -limit;
      const double clamped = above < limit ? above : limit;
      const int32_t number = (int32_t)((clamped + rounder) - rounder);
      numbers[i * stride + l] = (int16_t)number;
      sums[l] += (uint64_t)(number < 0 ? -number : number);
    }
  }
  for (size_t l = 0; l < lanes; l++) magnitudes[l] = sums[l];
}

SPIKE_CLONES void spike_round_weights(const float *weights, size_t count, size_t stride, size_t lanes,
                                      const float *scales, int16_t limit, int16_t *numbers, uint64_t *magnitudes) {
  if (lanes == SCALED_LANES)
    return round_weights(weights, count, stride, SCALED_LANES, scales, limit, numbers, magnitudes);
  for (size_t l = 0; l < lanes; l++)
    round_weights(weights + l, count, stride, 1, scales + l, limit, numbers + l, magnitudes + l);
}
