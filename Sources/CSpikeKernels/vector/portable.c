// C that any processor runs: what all other levels must equal.
#include "kernel_table.h"

#define LEVEL(NAME) NAME##_portable
#include "plain_loops.h"

static void list_row(const uint8_t *row, size_t pixels, size_t channels, size_t chunk, size_t value_bytes,
                     uint16_t *start, uint16_t *index, void *value) {
  uint8_t *bytes = value;
  uint16_t *words = value;
  size_t count = 0;
  for (size_t first = 0; first < channels; first += chunk, start += pixels + 1) {
    const size_t taken = channels - first < chunk ? channels - first : chunk;
    for (size_t x = 0; x < pixels; x++) {
      start[x] = (uint16_t)count;
      for (size_t i = x * channels + first; i < x * channels + first + taken; i++) {
        // Written always and kept only where it counts: no branch to mispredict.
        index[count] = (uint16_t)i;
        if (value_bytes == 1)
          bytes[count] = row[i];
        else
          words[count] = row[i];
        count += row[i] != 0;
      }
    }
    start[pixels] = (uint16_t)count;
  }
}

#define DEFINE_GATHER(NAME, WEIGHT, VALUE)                                                                             \
  static void NAME(const spike_gather_run *run, const WEIGHT *weights, size_t block, int32_t *sums) {                  \
    for (size_t p = 0; p < run->pixels; p++) {                                                                         \
      const size_t x = run->x + p * run->step;                                                                         \
      int32_t *sum = sums + p * block;                                                                                 \
      if (!run->adds) memset(sum, 0, block * sizeof *sum);                                                             \
      for (size_t r = 0; r < run->rows; r++) {                                                                         \
        const VALUE *value = run->row[r].value;                                                                        \
        for (size_t e = run->row[r].start[x]; e < run->row[r].start[x + run->taps]; e++) {                             \
          const WEIGHT *w = weights + (run->row[r].index[e] + spike_weight_row(run, r, x)) * (ptrdiff_t)block;         \
          for (size_t o = 0; o < block; o++) sum[o] += (int32_t)value[e] * w[o];                                       \
        }                                                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
  }

DEFINE_GATHER(gather_i8, int8_t, uint8_t)
DEFINE_GATHER(gather_i16, int16_t, uint16_t)

#define DEFINE_DENSE(NAME, WEIGHT, INPUT, SUM, GROUP, START, ADD, BIAS)                                                       \
  static void NAME(const spike_dense_tile *tile, const WEIGHT *weights, size_t block, BIAS SUM *sums) {                \
    for (size_t p = 0; p < tile->pixels; p++) {                                                                        \
      SUM *sum = sums + p * block;                                                                                     \
      for (size_t o = 0; o < block; o++) sum[o] = START;                                                               \
      const WEIGHT *w = weights;                                                                                       \
      for (size_t r = 0; r < tile->rows; r++) {                                                                        \
        const INPUT *row = (const INPUT *)tile->row[r] + p * tile->step;                                               \
        for (size_t g = 0; g < tile->groups; g++, w += block * GROUP)                                                  \
          for (size_t o = 0; o < block; o++)                                                                           \
            for (size_t i = 0; i < GROUP; i++) sum[o] = ADD((SUM)row[g * GROUP + i], w[o * GROUP + i], sum[o]);         \
      }                                                                                                                \
    }                                                                                                                  \
  }

#define WHOLE(A, B, SUM) ((A) * (B) + (SUM))
#define WITHOUT_BIAS
#define WITH_BIAS const float *bias,
DEFINE_DENSE(dense_i8, int8_t, uint8_t, int32_t, 4, 0, WHOLE, WITHOUT_BIAS)
DEFINE_DENSE(dense_i16, int16_t, uint16_t, int32_t, 2, 0, WHOLE, WITHOUT_BIAS)
DEFINE_DENSE(dense_f32, float, float, float, 1, bias[o], SPIKE_FUSED, WITH_BIAS)

static void pair_row(const uint8_t *row, size_t pixels, size_t channels, size_t count, uint16_t *pairs) {
  for (size_t x = 0; x < pixels; x++) {
    for (size_t c = 0; c < 16; c++) {
      pairs[(x * 16 + c) * 2] = c < count ? row[x * channels + c] : 0;
      pairs[(x * 16 + c) * 2 + 1] = c < count ? row[(x + 1) * channels + c] : 0;
    }
  }
}

static void depthwise_i16(const uint16_t *const *pairs, const int16_t *weights, size_t kernel, size_t pixels,
                          int32_t *sums, size_t sums_step) {
  const size_t pair_count = (kernel + 1) / 2;
  for (size_t p = 0; p < pixels; p++) {
    int32_t *sum = sums + p * sums_step;
    for (size_t c = 0; c < 16; c++) sum[c] = 0;
    for (size_t ky = 0; ky < kernel; ky++) {
      for (size_t pair = 0; pair < pair_count; pair++) {
        const uint16_t *input = pairs[ky] + (p + 2 * pair) * 32;
        const int16_t *w = weights + (ky * pair_count + pair) * 32;
        for (size_t c = 0; c < 16; c++) sum[c] += input[2 * c] * w[2 * c] + input[2 * c + 1] * w[2 * c + 1];
      }
    }
  }
}

const spike_kernel_table spike_table_portable = {
    .list_row = list_row,
    .gather_i8 = gather_i8,
    .gather_i16 = gather_i16,
    .gather_f32 = gather_f32_portable,
    .dense_i8 = dense_i8,
    .dense_i16 = dense_i16,
    .dense_f32 = dense_f32,
    .pair_row = pair_row,
    .depthwise_i16 = depthwise_i16,
    .depthwise_f32 = depthwise_f32_portable,
    .finish_i32 = finish_i32_portable,
    .finish_f32 = finish_f32_portable,
    .widen_i16 = widen_i16_portable,
    .widen_f32 = widen_f32_portable,
    .longest_block_i8 = 64,
    .longest_block_i16 = 64,
};
