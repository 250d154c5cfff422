// AVX-512 with VNNI. Cycles are those of a Zen 4 core, which does one 512-bit dot product a cycle.
#if defined(__x86_64__)

#include <immintrin.h>

#include "kernel_table.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vnni,popcnt,bmi,bmi2,tune=znver4"))), apply_to = function)

#define LEVEL(NAME) NAME##_avx512
#define LEVEL_HAS_FINISH
#include "plain_loops.h"

// ---- Lists

// Compressing into a register and storing all of it: on Zen 4 a compress to memory takes some 200 cycles.
SPIKE_INLINE void list_row(const uint8_t *row, size_t pixels, size_t channels, size_t chunk, uint16_t *start,
                           uint16_t *index, void *value, const size_t value_bytes) {
  const __m512i iota =
      _mm512_cvtepu8_epi16(_mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                            22, 23, 24, 25, 26, 27, 28, 29, 30, 31));
  size_t count = 0;
  for (size_t first = 0; first < channels; first += chunk, start += pixels + 1) {
    const size_t last = channels - first < chunk ? channels : first + chunk;
    for (size_t x = 0; x < pixels; x++) {
      start[x] = (uint16_t)count;
      for (size_t c = first; c < last; c += 64) {
        const __mmask64 inside = last - c >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (last - c)) - 1;
        const size_t element = x * channels + c;
        const __m512i bytes = _mm512_maskz_loadu_epi8(inside, row + element);
        const __mmask64 fired = _mm512_test_epi8_mask(bytes, bytes);
        const __m512i values = _mm512_maskz_compress_epi8(fired, bytes);
        if (value_bytes == 1) {
          _mm512_storeu_si512((uint8_t *)value + count, values);
        } else {
          uint16_t *wide = (uint16_t *)value + count;
          _mm512_storeu_si512(wide, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(values)));
          _mm512_storeu_si512(wide + 32, _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(values, 1)));
        }
        const __m512i low = _mm512_add_epi16(iota, _mm512_set1_epi16((short)element));
        const __m512i high = _mm512_add_epi16(low, _mm512_set1_epi16(32));
        _mm512_storeu_si512(index + count, _mm512_maskz_compress_epi16((__mmask32)fired, low));
        _mm512_storeu_si512(index + count + _mm_popcnt_u32((uint32_t)fired),
                            _mm512_maskz_compress_epi16((__mmask32)(fired >> 32), high));
        count += (size_t)_mm_popcnt_u64(fired);
      }
    }
    start[pixels] = (uint16_t)count;
  }
}

static void list_row_any(const uint8_t *row, size_t pixels, size_t channels, size_t chunk, size_t value_bytes,
                         uint16_t *start, uint16_t *index, void *value) {
  if (value_bytes == 1)
    list_row(row, pixels, channels, chunk, start, index, value, 1);
  else
    list_row(row, pixels, channels, chunk, start, index, value, 2);
}

// ---- Gather

// Two inputs at a time: their weight rows are interleaved and one dot product adds both. `chunks` registers of 32 weights.
SPIKE_INLINE void gather_i16_run(const spike_gather_run *run, const int16_t *weights, int32_t *sums,
                                 const size_t chunks) {
  const size_t block = 32 * chunks;
  spike_lines_ahead ahead = {run->ahead, 0};
  for (size_t p = 0; p < run->pixels; p++) {
    spike_ask_ahead(run, p, &ahead);
    const size_t x = run->x + p * run->step;
    __m512i sum[8];
    for (size_t i = 0; i < 2 * chunks; i++)
      sum[i] = run->adds ? _mm512_load_si512(sums + p * block + 16 * i) : _mm512_setzero_si512();
    for (size_t r = 0; r < run->rows; r++) {
      const uint16_t *index = run->row[r].index, *value = run->row[r].value;
      const ptrdiff_t first = spike_weight_row(run, r, x);
      const int16_t *base = weights + first * (ptrdiff_t)block;
      size_t e = run->row[r].start[x];
      const size_t end = run->row[r].start[x + run->taps];
      for (; e + 2 <= end; e += 2) {
        const int16_t *w0 = base + index[e] * block, *w1 = base + index[e + 1] * block;
        const __m512i values = _mm512_set1_epi32(spike_load_32(value + e));
        for (size_t i = 0; i < chunks; i++) {
          const __m512i a = _mm512_loadu_si512(w0 + 32 * i), b = _mm512_loadu_si512(w1 + 32 * i);
          sum[2 * i] = _mm512_dpwssd_epi32(sum[2 * i], _mm512_unpacklo_epi16(a, b), values);
          sum[2 * i + 1] = _mm512_dpwssd_epi32(sum[2 * i + 1], _mm512_unpackhi_epi16(a, b), values);
        }
      }
      // The odd one out, or some row and no spikes: cheaper than a branch that nobody can predict.
      const size_t odd = end - e;
      const int16_t *w0 = weights + ((index[end - odd] + first) & -(ptrdiff_t)odd) * (ptrdiff_t)block;
      const __m512i values = _mm512_set1_epi32((int32_t)(value[end - odd] * odd));
      for (size_t i = 0; i < chunks; i++) {
        const __m512i a = _mm512_loadu_si512(w0 + 32 * i);
        sum[2 * i] = _mm512_dpwssd_epi32(sum[2 * i], _mm512_unpacklo_epi16(a, a), values);
        sum[2 * i + 1] = _mm512_dpwssd_epi32(sum[2 * i + 1], _mm512_unpackhi_epi16(a, a), values);
      }
    }
    for (size_t i = 0; i < 2 * chunks; i++) _mm512_store_si512(sums + p * block + 16 * i, sum[i]);
  }
}

static void gather_i16(const spike_gather_run *run, const int16_t *weights, size_t block, int32_t *sums) {
  switch (block) {
    case 128: gather_i16_run(run, weights, sums, 4); break;
    case 64: gather_i16_run(run, weights, sums, 2); break;
    default: gather_i16_run(run, weights, sums, 1); break;
  }
}

// Even and odd lanes of sums of 16 bits are added to sums of 32 bits of their own.
static inline void flush_i8(int32_t *sum, const int32_t *held, __m512i low, __m512i high) {
  const __m512i even = _mm512_set1_epi32(1), odd = _mm512_set1_epi32(0x10000);
  _mm512_store_si512(sum, _mm512_dpwssd_epi32(_mm512_load_si512(held), low, even));
  _mm512_store_si512(sum + 16, _mm512_dpwssd_epi32(_mm512_load_si512(held + 16), low, odd));
  _mm512_store_si512(sum + 32, _mm512_dpwssd_epi32(_mm512_load_si512(held + 32), high, even));
  _mm512_store_si512(sum + 48, _mm512_dpwssd_epi32(_mm512_load_si512(held + 48), high, odd));
}

// Two inputs at a time into sums of 16 bits, which are flushed before they can overflow: after 31 pairs for a largest input of 4, 15
// for 8, 1 for 127. `vectors` registers of 64 weights: the more, the less it weighs that nobody can predict where a run ends.
SPIKE_INLINE void gather_i8_run(const spike_gather_run *run, const int8_t *weights, int32_t *sums,
                                const size_t vectors) {
  static const _Alignas(64) int32_t zeros[64];
  const size_t block = 64 * vectors;
  const size_t most_pairs = spike_narrow_inputs(run->largest_input) / 2;
  spike_lines_ahead ahead = {run->ahead, 0};
  for (size_t p = 0; p < run->pixels; p++) {
    spike_ask_ahead(run, p, &ahead);
    const size_t x = run->x + p * run->step;
    int32_t *sum = sums + p * block;
    // What the sums of 16 bits are added to.
    const int32_t *held = run->adds ? sum : zeros;
    size_t held_step = run->adds ? 64 : 0;
    size_t room = most_pairs;
    __m512i low[4], high[4];
    for (size_t v = 0; v < vectors; v++) low[v] = high[v] = _mm512_setzero_si512();
    for (size_t r = 0; r < run->rows; r++) {
      const uint16_t *index = run->row[r].index;
      const uint8_t *value = run->row[r].value;
      const ptrdiff_t first = spike_weight_row(run, r, x);
      const int8_t *base = weights + first * (ptrdiff_t)block;
      size_t e = run->row[r].start[x];
      const size_t end = run->row[r].start[x + run->taps];
      for (;;) {
        const size_t left = (end - e) / 2, pairs = left < room ? left : room;
        for (const size_t last = e + 2 * pairs; e < last; e += 2) {
          const int8_t *w0 = base + index[e] * block, *w1 = base + index[e + 1] * block;
          const __m512i values = _mm512_set1_epi16((short)spike_load_16(value + e));
          for (size_t v = 0; v < vectors; v++) {
            const __m512i a = _mm512_loadu_si512(w0 + 64 * v), b = _mm512_loadu_si512(w1 + 64 * v);
            low[v] = _mm512_add_epi16(low[v], _mm512_maddubs_epi16(values, _mm512_unpacklo_epi8(a, b)));
            high[v] = _mm512_add_epi16(high[v], _mm512_maddubs_epi16(values, _mm512_unpackhi_epi8(a, b)));
          }
        }
        room -= pairs;
        if (room > 0) break;
        for (size_t v = 0; v < vectors; v++) {
          flush_i8(sum + 64 * v, held + held_step * v, low[v], high[v]);
          low[v] = high[v] = _mm512_setzero_si512();
        }
        held = sum;
        held_step = 64;
        room = most_pairs;
      }
      // The odd one out, or some row and no spikes: cheaper than a branch that nobody can predict. There is room for it.
      const size_t odd = end - e;
      const int8_t *w0 = weights + ((index[end - odd] + first) & -(ptrdiff_t)odd) * (ptrdiff_t)block;
      const __m512i values = _mm512_set1_epi16((short)(value[end - odd] * odd));
      room--;
      for (size_t v = 0; v < vectors; v++) {
        const __m512i a = _mm512_loadu_si512(w0 + 64 * v);
        low[v] = _mm512_add_epi16(low[v], _mm512_maddubs_epi16(values, _mm512_unpacklo_epi8(a, a)));
        high[v] = _mm512_add_epi16(high[v], _mm512_maddubs_epi16(values, _mm512_unpackhi_epi8(a, a)));
      }
    }
    for (size_t v = 0; v < vectors; v++) flush_i8(sum + 64 * v, held + held_step * v, low[v], high[v]);
  }
}

static void gather_i8(const spike_gather_run *run, const int8_t *weights, size_t block, int32_t *sums) {
  switch (block) {
    case 256: gather_i8_run(run, weights, sums, 4); break;
    case 128: gather_i8_run(run, weights, sums, 2); break;
    default: gather_i8_run(run, weights, sums, 1); break;
  }
}

// ---- Dense

// Else the compiler loads a broadcast again for each use, and the loads become the bottleneck (83 GMAC/s in place of 110).
#define KEEP_IN_REGISTER(VECTOR) __asm__("" : "+v"(VECTOR))

// 5 pixels by 4 vectors are 20 sums, which with 4 weights and a product fill the 32 registers. `WEIGHT` may be 8 or 16 bits:
// an input group is 4 bytes either way.
#define DEFINE_DENSE_TILE(NAME, WEIGHT, INPUT, DOT)                                                                    \
  SPIKE_INLINE void NAME##_pixels(const spike_dense_tile *tile, const WEIGHT *weights, int32_t *sums, size_t first,    \
                                  const size_t pixels, const size_t vectors) {                                         \
    const size_t block = 16 * vectors;                                                                                 \
    __m512i sum[5][4];                                                                                                 \
    _Pragma("clang loop unroll(full)") for (size_t p = 0; p < pixels; p++) _Pragma("clang loop unroll(full)") for (    \
        size_t v = 0; v < vectors; v++) sum[p][v] = _mm512_setzero_si512();                                            \
    for (size_t r = 0; r < tile->rows; r++) {                                                                          \
      const INPUT *row = (const INPUT *)tile->row[r] + first * tile->step;                                             \
      for (size_t g = 0; g < tile->groups; g++) {                                                                      \
        __m512i w[4];                                                                                                  \
        _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) w[v] =                                 \
            _mm512_loadu_si512((const uint8_t *)weights + 64 * v);                                                     \
        weights = (const WEIGHT *)((const uint8_t *)weights + 64 * vectors);                                           \
        _Pragma("clang loop unroll(full)") for (size_t p = 0; p < pixels; p++) {                                       \
          __m512i input = _mm512_set1_epi32(spike_load_32((const uint8_t *)(row + p * tile->step) + 4 * g));                 \
          KEEP_IN_REGISTER(input);                                                                                     \
          _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) sum[p][v] =                          \
              DOT(sum[p][v], input, w[v]);                                                                             \
        }                                                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
    _Pragma("clang loop unroll(full)") for (size_t p = 0; p < pixels; p++) _Pragma("clang loop unroll(full)") for (    \
        size_t v = 0; v < vectors; v++) _mm512_store_si512(sums + (first + p) * block + 16 * v, sum[p][v]);            \
  }                                                                                                                    \
                                                                                                                       \
  static void NAME(const spike_dense_tile *tile, const WEIGHT *weights, size_t block, int32_t *sums) {                 \
    size_t p = 0;                                                                                                      \
    if (block == 64) {                                                                                                 \
      for (; p + 5 <= tile->pixels; p += 5) NAME##_pixels(tile, weights, sums, p, 5, 4);                               \
      for (; p < tile->pixels; p++) NAME##_pixels(tile, weights, sums, p, 1, 4);                                       \
    } else {                                                                                                           \
      for (; p + 5 <= tile->pixels; p += 5) NAME##_pixels(tile, weights, sums, p, 5, 2);                               \
      for (; p < tile->pixels; p++) NAME##_pixels(tile, weights, sums, p, 1, 2);                                       \
    }                                                                                                                  \
  }

DEFINE_DENSE_TILE(dense_i8, int8_t, uint8_t, _mm512_dpbusd_epi32)
DEFINE_DENSE_TILE(dense_i16, int16_t, uint16_t, _mm512_dpwssd_epi32)

SPIKE_INLINE void dense_f32_pixels(const spike_dense_tile *tile, const float *weights, const float *bias, float *sums,
                                   size_t first, const size_t pixels, const size_t vectors) {
  const size_t block = 16 * vectors;
  __m512 sum[5][4];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < pixels; p++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) sum[p][v] = _mm512_loadu_ps(bias + 16 * v);
  for (size_t r = 0; r < tile->rows; r++) {
    const float *row = (const float *)tile->row[r] + first * tile->step;
    for (size_t g = 0; g < tile->groups; g++, weights += block) {
      __m512 w[4];
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) w[v] = _mm512_loadu_ps(weights + 16 * v);
#pragma clang loop unroll(full)
      for (size_t p = 0; p < pixels; p++) {
        __m512 input = _mm512_set1_ps(row[p * tile->step + g]);
        KEEP_IN_REGISTER(input);
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) sum[p][v] = _mm512_fmadd_ps(input, w[v], sum[p][v]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t p = 0; p < pixels; p++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) _mm512_storeu_ps(sums + (first + p) * block + 16 * v, sum[p][v]);
}

// The pixels that five do not divide go together: one by one, each addition would wait for the one before.
SPIKE_INLINE void dense_f32_block(const spike_dense_tile *tile, const float *weights, const float *bias, float *sums,
                                  const size_t vectors) {
  size_t p = 0;
  for (; p + 5 <= tile->pixels; p += 5) dense_f32_pixels(tile, weights, bias, sums, p, 5, vectors);
  switch (tile->pixels - p) {
    case 4: dense_f32_pixels(tile, weights, bias, sums, p, 4, vectors); break;
    case 3: dense_f32_pixels(tile, weights, bias, sums, p, 3, vectors); break;
    case 2: dense_f32_pixels(tile, weights, bias, sums, p, 2, vectors); break;
    case 1: dense_f32_pixels(tile, weights, bias, sums, p, 1, vectors); break;
    default: break;
  }
}

static void dense_f32(const spike_dense_tile *tile, const float *weights, size_t block, const float *bias,
                      float *sums) {
  if (block == 64)
    dense_f32_block(tile, weights, bias, sums, 4);
  else
    dense_f32_block(tile, weights, bias, sums, 2);
}

// ---- Depthwise

static void pair_row(const uint8_t *row, size_t pixels, size_t channels, size_t count, uint16_t *pairs) {
  const __mmask16 inside = (__mmask16)((1u << count) - 1);
  __m128i here = _mm_maskz_loadu_epi8(inside, row);
  for (size_t x = 0; x < pixels; x++) {
    const __m128i next = _mm_maskz_loadu_epi8(inside, row + (x + 1) * channels);
    const __m256i both = _mm256_set_m128i(_mm_unpackhi_epi8(here, next), _mm_unpacklo_epi8(here, next));
    _mm512_storeu_si512(pairs + x * 32, _mm512_cvtepu8_epi16(both));
    here = next;
  }
}

enum { SEVEN = 7, SEVEN_PAIRS = 4, SEVEN_WEIGHTS = SEVEN * SEVEN_PAIRS };

// A 7x7 kernel's weights of 16 channels are 28 registers, which leaves 4 for the sums of 4 pixels: every dot product takes its
// inputs from memory, and load and multiply units are both busy each cycle.
SPIKE_INLINE void depthwise_7_pixels(const uint16_t *const *pairs, const __m512i *w, size_t first, int32_t *sums,
                                     size_t sums_step, const size_t pixels) {
  __m512i sum[4];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < pixels; p++) sum[p] = _mm512_setzero_si512();
#pragma clang loop unroll(full)
  for (size_t ky = 0; ky < SEVEN; ky++) {
    const uint16_t *row = pairs[ky] + first * 32;
#pragma clang loop unroll(full)
    for (size_t pair = 0; pair < SEVEN_PAIRS; pair++)
#pragma clang loop unroll(full)
      for (size_t p = 0; p < pixels; p++)
        sum[p] = _mm512_dpwssd_epi32(sum[p], w[ky * SEVEN_PAIRS + pair],
                                     _mm512_loadu_si512(row + (p + 2 * pair) * 32));
  }
#pragma clang loop unroll(full)
  for (size_t p = 0; p < pixels; p++) _mm512_storeu_si512(sums + (first + p) * sums_step, sum[p]);
}

static void depthwise_7(const uint16_t *const *pairs, const int16_t *weights, size_t pixels, int32_t *sums,
                        size_t sums_step) {
  __m512i w[SEVEN_WEIGHTS];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < SEVEN_WEIGHTS; i++) w[i] = _mm512_loadu_si512(weights + 32 * i);
  size_t p = 0;
  for (; p + 4 <= pixels; p += 4) depthwise_7_pixels(pairs, w, p, sums, sums_step, 4);
  for (; p < pixels; p++) depthwise_7_pixels(pairs, w, p, sums, sums_step, 1);
}

static void depthwise_i16(const uint16_t *const *pairs, const int16_t *weights, size_t kernel, size_t pixels,
                          int32_t *sums, size_t sums_step) {
  if (kernel == SEVEN) {
    depthwise_7(pairs, weights, pixels, sums, sums_step);
    return;
  }
  const size_t pair_count = (kernel + 1) / 2;
  for (size_t p = 0; p < pixels; p++) {
    __m512i sum = _mm512_setzero_si512();
    for (size_t ky = 0; ky < kernel; ky++)
      for (size_t pair = 0; pair < pair_count; pair++)
        sum = _mm512_dpwssd_epi32(sum, _mm512_loadu_si512(weights + (ky * pair_count + pair) * 32),
                                  _mm512_loadu_si512(pairs[ky] + (p + 2 * pair) * 32));
    _mm512_storeu_si512(sums + p * sums_step, sum);
  }
}

// ---- What becomes of sums

// One vector's values, and the spikes of its neurons; `inside` are the lanes that are channels. All pointers are to its first channel.
SPIKE_INLINE __m512i finish_vector(const spike_finish *finish, const void *sum, const float *scale, const float *bias,
                                   const float *residual, float *values, float *membrane, __mmask16 inside,
                                   const bool is_float) {
  __m512 value;
  if (is_float)
    value = _mm512_maskz_loadu_ps(inside, sum);
  else
    value = _mm512_add_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_loadu_si512(sum)), _mm512_loadu_ps(scale)),
                          _mm512_loadu_ps(bias));
  if (residual) value = _mm512_add_ps(value, _mm512_maskz_loadu_ps(inside, residual));
  if (values) _mm512_mask_storeu_ps(values, inside, value);
  if (!membrane) return _mm512_setzero_si512();
  const __m512 held = _mm512_maskz_loadu_ps(inside, membrane);
  const __m512 u = _mm512_add_ps(_mm512_mul_ps(_mm512_set1_ps(finish->beta), held),
                                 _mm512_mul_ps(_mm512_set1_ps(finish->alpha), value));
  // The second operand is taken where one is no number: such a neuron fires nothing.
  const __m512 clamped =
      _mm512_min_ps(_mm512_max_ps(u, _mm512_setzero_ps()), _mm512_set1_ps(finish->limit));
  const __m512i count = _mm512_cvt_roundps_epi32(clamped, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m512 h = _mm512_sub_ps(u, _mm512_cvtepi32_ps(count));
  // Zero and what is smaller than any normal number have an exponent of 0.
  const __mmask16 normal = _mm512_test_epi32_mask(_mm512_castps_si512(h), _mm512_set1_epi32(0x7F800000));
  _mm512_mask_storeu_ps(membrane, inside, _mm512_maskz_mov_ps(normal, h));
  return count;
}

SPIKE_INLINE size_t finish_pixels(const spike_finish *finish, const void *sums, size_t sums_step, size_t channels,
                                  size_t width, size_t y, size_t x, size_t pixels, size_t first, size_t count,
                                  const bool is_float, const bool has_residual, const bool has_values,
                                  const bool has_neurons) {
  // Packing deals counts out lane by lane.
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  size_t fired = 0;
  // Pixel by pixel: its channels are neighbouring cache lines.
  for (size_t p = 0; p < pixels; p++) {
    const size_t place = (y * width + x + p) * channels + first, column = (x + p) * channels + first;
    const uint8_t *sum = (const uint8_t *)sums + p * sums_step * 4;
    const float *scale = is_float ? NULL : finish->scale + first, *bias = is_float ? NULL : finish->bias + first;
    const float *residual = has_residual ? finish->residual + place : NULL;
    float *values = has_values ? finish->values + y * finish->values_row + column : NULL;
    float *membrane = has_neurons ? finish->membrane + place : NULL;
    uint8_t *spikes = has_neurons ? finish->spikes + y * finish->spikes_row + column : NULL;
#define FINISH_VECTOR(C, INSIDE)                                                                                       \
  finish_vector(finish, sum + 4 * (C), is_float ? NULL : scale + (C), is_float ? NULL : bias + (C),                    \
                has_residual ? residual + (C) : NULL, has_values ? values + (C) : NULL,                                \
                has_neurons ? membrane + (C) : NULL, INSIDE, is_float)
    size_t c = 0;
    for (; c + 64 <= count; c += 64) {
      __m512i counts[4];
#pragma clang loop unroll(full)
      for (size_t v = 0; v < 4; v++) counts[v] = FINISH_VECTOR(c + 16 * v, 0xFFFF);
      if (!has_neurons) continue;
      const __m512i packed = _mm512_packus_epi16(_mm512_packs_epi32(counts[0], counts[1]),
                                                 _mm512_packs_epi32(counts[2], counts[3]));
      const __m512i bytes = _mm512_permutexvar_epi32(order, packed);
      _mm512_storeu_si512(spikes + c, bytes);
      fired += (size_t)_mm_popcnt_u64(_mm512_test_epi8_mask(bytes, bytes));
    }
    for (; c < count; c += 16) {
      const __mmask16 inside = count - c < 16 ? (__mmask16)((1u << (count - c)) - 1) : (__mmask16)0xFFFF;
      const __m512i counts = FINISH_VECTOR(c, inside);
      if (!has_neurons) continue;
      fired += (size_t)_mm_popcnt_u32(_mm512_mask_test_epi32_mask(inside, counts, counts));
      _mm_mask_storeu_epi8(spikes + c, inside, _mm512_cvtepi32_epi8(counts));
    }
#undef FINISH_VECTOR
  }
  return fired;
}

#define FINISH(IS_FLOAT, RESIDUAL, VALUES, NEURONS)                                                                    \
  finish_pixels(finish, sums, sums_step, channels, width, y, x, pixels, first, count, IS_FLOAT, RESIDUAL, VALUES,      \
                NEURONS)

#define DEFINE_FINISH(NAME, SUM, IS_FLOAT)                                                                             \
  static size_t NAME(const spike_finish *finish, const SUM *sums, size_t sums_step, size_t channels, size_t width,     \
                     size_t y, size_t x, size_t pixels, size_t first, size_t count) {                                  \
    switch ((finish->residual ? 4 : 0) | (finish->values ? 2 : 0) | (finish->spikes ? 1 : 0)) {                        \
      case 7: return FINISH(IS_FLOAT, true, true, true);                                                               \
      case 6: return FINISH(IS_FLOAT, true, true, false);                                                              \
      case 5: return FINISH(IS_FLOAT, true, false, true);                                                              \
      case 3: return FINISH(IS_FLOAT, false, true, true);                                                              \
      case 2: return FINISH(IS_FLOAT, false, true, false);                                                             \
      case 1: return FINISH(IS_FLOAT, false, false, true);                                                             \
      default: return 0;                                                                                               \
    }                                                                                                                  \
  }

DEFINE_FINISH(finish_i32, int32_t, false)
DEFINE_FINISH(finish_f32, float, true)

// ---- The table

// Unpacking takes 8 bytes of each 16 for the first register and 8 for the second; of those, flushing takes the even ones first.
static const uint8_t order_i8[64] = {
    0, 16, 1, 17, 2, 18, 3, 19, 32, 48, 33, 49, 34, 50, 35, 51, 4,  20, 5,  21, 6,  22, 7,  23, 36, 52, 37, 53, 38, 54, 39, 55,
    8, 24, 9, 25, 10, 26, 11, 27, 40, 56, 41, 57, 42, 58, 43, 59, 12, 28, 13, 29, 14, 30, 15, 31, 44, 60, 45, 61, 46, 62, 47, 63};
static const uint8_t order_i16[32] = {0, 1, 2,  3,  16, 17, 18, 19, 4,  5,  6,  7,  20, 21, 22, 23,
                                      8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31};

#pragma clang attribute pop

const spike_kernel_table spike_table_avx512 = {
    .list_row = list_row_any,
    .gather_i8 = gather_i8,
    .gather_i16 = gather_i16,
    .gather_f32 = gather_f32_avx512,
    .dense_i8 = dense_i8,
    .dense_i16 = dense_i16,
    .dense_f32 = dense_f32,
    .pair_row = pair_row,
    .depthwise_i16 = depthwise_i16,
    .depthwise_f32 = depthwise_f32_avx512,
    .finish_i32 = finish_i32,
    .finish_f32 = finish_f32,
    .widen_i16 = widen_i16_avx512,
    .widen_f32 = widen_f32_avx512,
    .longest_block_i8 = 256,
    .longest_block_i16 = 128,
    .gather_order_i8 = order_i8,
    .gather_order_i16 = order_i16,
};

#endif
