// AVX2. Its 16 registers hold the sums of 64 channels of one pixel, or of 16 channels of 4 pixels.
#if defined(__x86_64__)

#include <immintrin.h>

#include "../dispatch.h"
#include "kernel_table.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,popcnt,bmi,bmi2,lzcnt"))), apply_to = function)

#define LEVEL(NAME) NAME##_avx2
#define LEVEL_LISTED 32
#define LEVEL_LISTED_BITS 1
SPIKE_INLINE uint64_t fired_mask(const uint8_t *spikes) {
  const __m256i loaded = _mm256_loadu_si256((const __m256i *)spikes);
  return (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(loaded, _mm256_setzero_si256()));
}
#include "plain_loops.h"

// ---- Gather

static inline __m256i load(const void *at) { return _mm256_loadu_si256((const __m256i *)at); }

// Two inputs at a time; `chunks` registers of 16 weights.
SPIKE_INLINE void gather_i16_run(const spike_gather_run *run, const int16_t *weights, int32_t *sums,
                                 const size_t chunks) {
  const size_t block = 16 * chunks;
  spike_lines_ahead ahead = {run->ahead, 0};
  for (size_t p = 0; p < run->pixels; p++) {
    spike_ask_ahead(run, p, &ahead);
    const size_t x = run->x + p * run->step;
    __m256i sum[8];
    for (size_t i = 0; i < 2 * chunks; i++)
      sum[i] = run->adds ? load(sums + p * block + 8 * i) : _mm256_setzero_si256();
    for (size_t r = 0; r < run->rows; r++) {
      const uint16_t *index = run->row[r].index, *value = run->row[r].value;
      const int16_t *base = weights + spike_weight_row(run, r, x) * (ptrdiff_t)block;
      const size_t end = run->row[r].start[x + run->taps];
      for (size_t e = run->row[r].start[x]; e < end; e += 2) {
        // An odd one out is paired with itself, the second time with no spikes.
        const bool is_pair = e + 1 < end;
        const int16_t *w0 = base + index[e] * block, *w1 = is_pair ? base + index[e + 1] * block : w0;
        const __m256i values = _mm256_set1_epi32(is_pair ? spike_load_32(value + e) : value[e]);
        for (size_t i = 0; i < chunks; i++) {
          const __m256i a = load(w0 + 16 * i), b = load(w1 + 16 * i);
          sum[2 * i] = _mm256_add_epi32(sum[2 * i], _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), values));
          sum[2 * i + 1] = _mm256_add_epi32(sum[2 * i + 1], _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), values));
        }
      }
    }
    for (size_t i = 0; i < 2 * chunks; i++) _mm256_storeu_si256((__m256i *)(sums + p * block + 8 * i), sum[i]);
  }
}

static void gather_i16(const spike_gather_run *run, const int16_t *weights, size_t block, int32_t *sums) {
  if (block == 64)
    gather_i16_run(run, weights, sums, 4);
  else
    gather_i16_run(run, weights, sums, 2);
}

// Even and odd lanes of 16-bit sums are added to sums of 32 bits of their own.
static inline void flush_i8(int32_t *sum, bool adds, __m256i *narrow) {
  const __m256i zero = _mm256_setzero_si256();
  for (size_t i = 0; i < 4; i++) {
    __m256i *even = (__m256i *)(sum + 16 * i), *odd = even + 1;
    _mm256_storeu_si256(
        even, _mm256_add_epi32(adds ? load(even) : zero, _mm256_madd_epi16(narrow[i], _mm256_set1_epi32(1))));
    _mm256_storeu_si256(
        odd, _mm256_add_epi32(adds ? load(odd) : zero, _mm256_madd_epi16(narrow[i], _mm256_set1_epi32(0x10000))));
    narrow[i] = zero;
  }
}

// Two inputs at a time into sums of 16 bits, which are flushed before they can overflow.
static void gather_i8(const spike_gather_run *run, const int8_t *weights, size_t block, int32_t *sums) {
  const size_t most_pairs = spike_narrow_inputs(run->largest_input) / 2;
  spike_lines_ahead ahead = {run->ahead, 0};
  for (size_t p = 0; p < run->pixels; p++) {
    spike_ask_ahead(run, p, &ahead);
    const size_t x = run->x + p * run->step;
    __m256i narrow[4];
    for (size_t i = 0; i < 4; i++) narrow[i] = _mm256_setzero_si256();
    bool adds = run->adds;
    size_t pairs = 0;
    for (size_t r = 0; r < run->rows; r++) {
      const uint16_t *index = run->row[r].index;
      const uint8_t *value = run->row[r].value;
      const int8_t *base = weights + spike_weight_row(run, r, x) * (ptrdiff_t)block;
      const size_t end = run->row[r].start[x + run->taps];
      for (size_t e = run->row[r].start[x]; e < end; e += 2) {
        const bool is_pair = e + 1 < end;
        const int8_t *w0 = base + index[e] * block, *w1 = is_pair ? base + index[e + 1] * block : w0;
        const __m256i values = _mm256_set1_epi16((short)(is_pair ? spike_load_16(value + e) : value[e]));
        for (size_t i = 0; i < 2; i++) {
          const __m256i a = load(w0 + 32 * i), b = load(w1 + 32 * i);
          narrow[2 * i] = _mm256_add_epi16(narrow[2 * i], _mm256_maddubs_epi16(values, _mm256_unpacklo_epi8(a, b)));
          narrow[2 * i + 1] =
              _mm256_add_epi16(narrow[2 * i + 1], _mm256_maddubs_epi16(values, _mm256_unpackhi_epi8(a, b)));
        }
        if (++pairs == most_pairs) {
          flush_i8(sums + p * block, adds, narrow);
          adds = true;
          pairs = 0;
        }
      }
    }
    flush_i8(sums + p * block, adds, narrow);
  }
}

// ---- Dense

// Four products, two by two in 16 bits, which is as many as they hold for any input up to 127.
static inline __m256i dot_i8(__m256i sum, __m256i inputs, __m256i weights) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(inputs, weights), _mm256_set1_epi16(1)));
}

static inline __m256i dot_i16(__m256i sum, __m256i inputs, __m256i weights) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(inputs, weights));
}

static inline __m256 dot_f32(__m256 sum, __m256 input, __m256 weights) {
  return _mm256_fmadd_ps(input, weights, sum);
}

static inline __m256 load_float(const void *at) { return _mm256_loadu_ps(at); }
static inline __m256i broadcast(const void *at) { return _mm256_set1_epi32(spike_load_32(at)); }
static inline __m256 broadcast_float(const void *at) { return _mm256_set1_ps(*(const float *)at); }
static inline void store(void *at, __m256i sum) { _mm256_storeu_si256(at, sum); }
static inline void store_float(void *at, __m256 sum) { _mm256_storeu_ps(at, sum); }

#define UNROLL _Pragma("clang loop unroll(full)")

// 4 pixels by 2 vectors of 8 channels. An input group is 4 bytes in each case.
#define DEFINE_DENSE(NAME, WEIGHT, INPUT, SUM, VECTOR, LOAD, BROADCAST, DOT, STORE, START, BIAS, BIAS_ARGUMENT)        \
  SPIKE_INLINE void NAME##_pixels(const spike_dense_tile *tile, const uint8_t *weights, size_t block, BIAS SUM *sums,  \
                                  size_t first, const size_t pixels) {                                                 \
    VECTOR sum[4][2];                                                                                                  \
    UNROLL for (size_t p = 0; p < pixels; p++) UNROLL for (size_t v = 0; v < 2; v++) sum[p][v] = START;                \
    for (size_t r = 0; r < tile->rows; r++) {                                                                          \
      const INPUT *row = (const INPUT *)tile->row[r] + first * tile->step;                                             \
      for (size_t g = 0; g < tile->groups; g++, weights += 4 * block) {                                                \
        const VECTOR w0 = LOAD(weights), w1 = LOAD(weights + 32);                                                      \
        UNROLL for (size_t p = 0; p < pixels; p++) {                                                                   \
          const VECTOR input = BROADCAST((const uint8_t *)(row + p * tile->step) + 4 * g);                             \
          sum[p][0] = DOT(sum[p][0], input, w0);                                                                       \
          sum[p][1] = DOT(sum[p][1], input, w1);                                                                       \
        }                                                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
    UNROLL for (size_t p = 0; p < pixels; p++) UNROLL for (size_t v = 0; v < 2; v++)                                   \
        STORE(sums + (first + p) * block + 8 * v, sum[p][v]);                                                          \
  }                                                                                                                    \
                                                                                                                       \
  static void NAME(const spike_dense_tile *tile, const WEIGHT *weights, size_t block, BIAS SUM *sums) {                \
    for (size_t c = 0; c < block; c += 16) {                                                                           \
      const uint8_t *part = (const uint8_t *)weights + 4 * c;                                                          \
      size_t p = 0;                                                                                                    \
      for (; p + 4 <= tile->pixels; p += 4) NAME##_pixels(tile, part, block, BIAS_ARGUMENT sums + c, p, 4);            \
      for (; p < tile->pixels; p++) NAME##_pixels(tile, part, block, BIAS_ARGUMENT sums + c, p, 1);                    \
    }                                                                                                                  \
  }

#define NOTHING
#define BIAS_PARAMETER const float *bias,
#define BIAS_OF_PART bias + c,
DEFINE_DENSE(dense_i8, int8_t, uint8_t, int32_t, __m256i, load, broadcast, dot_i8, store, _mm256_setzero_si256(), NOTHING,
             NOTHING)
DEFINE_DENSE(dense_i16, int16_t, uint16_t, int32_t, __m256i, load, broadcast, dot_i16, store, _mm256_setzero_si256(),
             NOTHING, NOTHING)
DEFINE_DENSE(dense_f32, float, float, float, __m256, load_float, broadcast_float, dot_f32, store_float,
             _mm256_loadu_ps(bias + 8 * v), BIAS_PARAMETER, BIAS_OF_PART)

// ---- Depthwise

static void pair_row(const uint8_t *row, size_t pixels, size_t channels, size_t count, uint16_t *pairs) {
  if (count < 16) {
    for (size_t x = 0; x < pixels; x++)
      for (size_t c = 0; c < 16; c++) {
        pairs[(x * 16 + c) * 2] = c < count ? row[x * channels + c] : 0;
        pairs[(x * 16 + c) * 2 + 1] = c < count ? row[(x + 1) * channels + c] : 0;
      }
    return;
  }
  __m128i here = _mm_loadu_si128((const __m128i *)row);
  for (size_t x = 0; x < pixels; x++) {
    const __m128i next = _mm_loadu_si128((const __m128i *)(row + (x + 1) * channels));
    _mm256_storeu_si256((__m256i *)(pairs + x * 32), _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(here, next)));
    _mm256_storeu_si256((__m256i *)(pairs + x * 32 + 16), _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(here, next)));
    here = next;
  }
}

SPIKE_INLINE void depthwise_pixels(const uint16_t *const *pairs, const int16_t *weights, size_t kernel, size_t first,
                                   int32_t *sums, size_t sums_step, const size_t pixels) {
  const size_t pair_count = (kernel + 1) / 2;
  __m256i sum[4][2];
  UNROLL for (size_t p = 0; p < pixels; p++) sum[p][0] = sum[p][1] = _mm256_setzero_si256();
  for (size_t ky = 0; ky < kernel; ky++) {
    for (size_t pair = 0; pair < pair_count; pair++) {
      const int16_t *w = weights + (ky * pair_count + pair) * 32;
      const __m256i w0 = load(w), w1 = load(w + 16);
      const uint16_t *row = pairs[ky] + (first + 2 * pair) * 32;
      UNROLL for (size_t p = 0; p < pixels; p++) {
        sum[p][0] = dot_i16(sum[p][0], load(row + p * 32), w0);
        sum[p][1] = dot_i16(sum[p][1], load(row + p * 32 + 16), w1);
      }
    }
  }
  UNROLL for (size_t p = 0; p < pixels; p++) {
    store(sums + (first + p) * sums_step, sum[p][0]);
    store(sums + (first + p) * sums_step + 8, sum[p][1]);
  }
}

static void depthwise_i16(const uint16_t *const *pairs, const int16_t *weights, size_t kernel, size_t pixels,
                          int32_t *sums, size_t sums_step) {
  size_t p = 0;
  for (; p + 4 <= pixels; p += 4) depthwise_pixels(pairs, weights, kernel, p, sums, sums_step, 4);
  for (; p < pixels; p++) depthwise_pixels(pairs, weights, kernel, p, sums, sums_step, 1);
}

#pragma clang attribute pop

// ---- The table

static const uint8_t order_i8[64] = {
    0,  8,  1,  9,  2,  10, 3,  11, 16, 24, 17, 25, 18, 26, 19, 27, 4,  12, 5,  13, 6,  14, 7,  15, 20, 28, 21, 29, 22, 30, 23, 31,
    32, 40, 33, 41, 34, 42, 35, 43, 48, 56, 49, 57, 50, 58, 51, 59, 36, 44, 37, 45, 38, 46, 39, 47, 52, 60, 53, 61, 54, 62, 55, 63};
static const uint8_t order_i16[32] = {0,  1,  2,  3,  8,  9,  10, 11, 4,  5,  6,  7,  12, 13, 14, 15,
                                      16, 17, 18, 19, 24, 25, 26, 27, 20, 21, 22, 23, 28, 29, 30, 31};

const spike_kernel_table spike_table_avx2 = {
    .list_row = list_row,
    .gather_i8 = gather_i8,
    .gather_i16 = gather_i16,
    .gather_f32 = gather_f32_avx2,
    .dense_i8 = dense_i8,
    .dense_i16 = dense_i16,
    .dense_f32 = dense_f32,
    .pair_row = pair_row,
    .depthwise_i16 = depthwise_i16,
    .depthwise_f32 = depthwise_f32_avx2,
    .finish_i32 = finish_i32_avx2,
    .finish_f32 = finish_f32_avx2,
    .widen_i16 = widen_i16_avx2,
    .widen_f32 = widen_f32_avx2,
    .longest_block_i8 = 64,
    .longest_block_i16 = 64,
    .gather_order_i8 = order_i8,
    .gather_order_i16 = order_i16,
};

#endif
