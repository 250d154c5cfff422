#include "CEventKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define RAW_KERNEL __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,lzcnt,popcnt")))

enum { row_type = 0, column_type = 2, vector_base_type = 3, vector_12_type = 4, vector_8_type = 5, time_low_type = 6 };
enum { continued_4_type = 7, time_high_type = 8, first_vendor_type = 13 };

// A block of four events out of 32: words 0 and 1 of each come from the columns and the rows ...
static const uint16_t address_lanes[32] = {0, 32, 0, 0, 0, 0, 0, 0, 1, 33, 0, 0, 0, 0, 0, 0,
                                           2, 34, 0, 0, 0, 0, 0, 0, 3, 35, 0, 0, 0, 0, 0, 0};
static const uint32_t address_mask = 0x03030303;
// ... words 2 and 4 from the polarities and the lower halves of the times.
static const uint16_t time_lanes[32] = {0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 1, 0, 33, 0, 0, 0,
                                        0, 0, 2, 0, 34, 0, 0, 0, 0, 0, 3, 0, 35, 0, 0, 0};
static const uint32_t time_mask = 0x14141414;
static const uint16_t lanes_before[32] = {0,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                          15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30};
static const uint32_t lanes_up_to[32] = {
    0x1,       0x3,       0x7,       0xF,       0x1F,       0x3F,       0x7F,       0xFF,
    0x1FF,     0x3FF,     0x7FF,     0xFFF,     0x1FFF,     0x3FFF,     0x7FFF,     0xFFFF,
    0x1FFFF,   0x3FFFF,   0x7FFFF,   0xFFFFF,   0x1FFFFF,   0x3FFFFF,   0x7FFFFF,   0xFFFFFF,
    0x1FFFFFF, 0x3FFFFFF, 0x7FFFFFF, 0xFFFFFFF, 0x1FFFFFFF, 0x3FFFFFFF, 0x7FFFFFFF, 0xFFFFFFFF};

static inline uint16_t load_word(const uint8_t *words, size_t index) {
  uint16_t word;
  memcpy(&word, words + 2 * index, sizeof word);
  return word;
}

static inline bool is_vector(uint16_t word) { return word >> 12 >= vector_base_type && word >> 12 <= vector_8_type; }

/// For each lane the number of bits set in `mask` at and below it.
RAW_KERNEL
static inline __m512i counts_up_to(uint32_t mask) {
  const __m512i bits = _mm512_set1_epi32((int)mask);
  const __m512i lower = _mm512_popcnt_epi32(_mm512_and_si512(bits, _mm512_loadu_si512(lanes_up_to)));
  const __m512i upper = _mm512_popcnt_epi32(_mm512_and_si512(bits, _mm512_loadu_si512(lanes_up_to + 16)));
  return _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi32_epi16(lower)), _mm512_cvtepi32_epi16(upper), 1);
}

/// For each event the content of the last word in `mask` before it, `start` where there is none; `ranks` are the numbers of
/// such words before each event.
RAW_KERNEL
static inline __m512i last_contents(__m512i contents, uint32_t mask, __m512i ranks, uint16_t start) {
  const __m512i shifted =
      _mm512_permutexvar_epi16(_mm512_loadu_si512(lanes_before), _mm512_maskz_compress_epi16(mask, contents));
  return _mm512_permutexvar_epi16(ranks, _mm512_mask_set1_epi16(shifted, 1, (short)start));
}

/// How far the last event lies after the base, at least 0 and at most `limit`.
static inline int lead_of(int64_t last_time, int64_t base, int limit) {
  return last_time <= base ? 0 : last_time - base > limit ? limit : (int)(last_time - base);
}

/// The value of the last word in `mask`, or `start` where the mask is empty.
RAW_KERNEL
static inline uint16_t last_word(const uint8_t *words, uint32_t mask, uint16_t start) {
  const uint8_t *place = mask ? words + 2 * (31 - _lzcnt_u32(mask)) : (const uint8_t *)&start;
  return load_word(place, 0);
}

/// Writes one event; `address` holds the row and the polarity at their places and column 0.
static inline void write_event(uint8_t *output, uint64_t address, uint32_t column, int64_t time) {
  const uint64_t with_column = address | column;
  memcpy(output, &with_column, 8);
  memcpy(output + 8, &time, 8);
}

RAW_KERNEL
size_t evt3_decode_run(struct evt3_run *run, const uint8_t *words, size_t count, uint8_t *events, size_t capacity) {
  const __m512i address = _mm512_loadu_si512(address_lanes), time = _mm512_loadu_si512(time_lanes);
  const __m512i before = _mm512_loadu_si512(lanes_before);
  const __m512i width = _mm512_set1_epi16((short)run->width), height = _mm512_set1_epi16((short)run->height);
  const __m512i same_high = _mm512_set1_epi16((short)(time_high_type << 12 | run->high));
  const __m512i bases = _mm512_maskz_set1_epi64(0xAA, run->base);
  const uint32_t vendor = run->passes_over_vendor_data ? 0xFFFFFFFF : 0;
  const int64_t base = run->base;
  int64_t last_time = run->last_time;
  uint64_t backward_steps = 0, not_events = 0;
  uint16_t low = run->low, row = run->row;
  uint32_t vector_x = run->has_vector_base ? run->vector_x : 0xFFFF, vector_polarity = run->vector_polarity;
  size_t index = 0, written = 0;

  while (index < count && capacity - written >= 32) {
    const size_t remaining = count - index;
    const uint32_t held = _bzhi_u32(0xFFFFFFFF, remaining > 32 ? 32 : (uint32_t)remaining);
    const uint8_t *here = words + 2 * index;
    const __m512i block = _mm512_maskz_loadu_epi16(held, here);
    const __m512i types = _mm512_srli_epi16(block, 12);
    const __m512i coordinates = _mm512_and_si512(block, _mm512_set1_epi16(0x7FF));
    const uint32_t columns = _mm512_mask_cmplt_epu16_mask(
        _mm512_cmpeq_epi16_mask(types, _mm512_set1_epi16(column_type)), coordinates, width);
    const uint32_t rows = _mm512_mask_cmplt_epu16_mask(_mm512_testn_epi16_mask(types, types), coordinates, height);
    const uint32_t lows = _mm512_cmpeq_epi16_mask(types, _mm512_set1_epi16(time_low_type));
    const uint32_t highs = _mm512_cmpeq_epi16_mask(block, same_high);
    const uint32_t others = vendor & (_mm512_cmpge_epu16_mask(types, _mm512_set1_epi16(first_vendor_type)) |
                                      _mm512_cmpeq_epi16_mask(types, _mm512_set1_epi16(continued_4_type)));
    const uint32_t good = (columns | rows | lows | highs | others) & held;
    const uint32_t taken = _tzcnt_u32(~good);
    const uint32_t live = _bzhi_u32(0xFFFFFFFF, taken);
    const uint32_t live_columns = columns & live, live_rows = rows & live, live_lows = lows & live;

    const uint32_t found = (uint32_t)_mm_popcnt_u32(live_columns);
    if (found > 0) {
      const __m512i found_words = _mm512_maskz_compress_epi16(live_columns, block);
      const __m512i x = _mm512_and_si512(found_words, _mm512_set1_epi16(0x7FF));
      const __m512i polarity = _mm512_and_si512(_mm512_srli_epi16(found_words, 11), _mm512_set1_epi16(1));
      const __m512i y = last_contents(
          coordinates, live_rows, _mm512_maskz_compress_epi16(live_columns, counts_up_to(live_rows)), row);
      const __m512i t = last_contents(
          _mm512_and_si512(block, _mm512_set1_epi16(0xFFF)), live_lows,
          _mm512_maskz_compress_epi16(live_columns, counts_up_to(live_lows)), low);
      const __m512i earlier = _mm512_mask_set1_epi16(
          _mm512_permutexvar_epi16(before, t), 1, (short)lead_of(last_time, base, 4096));
      backward_steps += (uint32_t)_mm_popcnt_u32(_mm512_cmplt_epu16_mask(t, earlier) & _bzhi_u32(0xFFFFFFFF, found));
      uint8_t *output = events + 16 * written;
      for (uint32_t first = 0; first < found; first += 4) {
#pragma clang loop unroll(full)
        for (uint32_t half = 0; half < 4; half += 4) {
          const __m512i offset = _mm512_set1_epi16((short)(first + half));
          const __m512i upper = _mm512_maskz_permutex2var_epi16(
              address_mask, x, _mm512_add_epi16(address, offset), y);
          const __m512i lower = _mm512_maskz_permutex2var_epi16(
              time_mask, polarity, _mm512_add_epi16(time, offset), t);
          _mm512_storeu_si512(
              output + 16 * (first + half), _mm512_add_epi64(_mm512_or_si512(upper, lower), bases));
        }
      }
      written += found;
      const uint32_t up_to_last_event = _bzhi_u32(0xFFFFFFFF, 32 - _lzcnt_u32(live_columns));
      last_time = base + (last_word(here, live_lows & up_to_last_event, low) & 0xFFF);
    }
    row = last_word(here, live_rows, row) & 0x7FF;
    low = last_word(here, live_lows, low) & 0xFFF;
    not_events += (uint32_t)_mm_popcnt_u32(others & live);
    index += taken;
    if (taken == 32 || index == count) continue;

    // The word at `index` is none of the above.
    uint16_t word = load_word(words, index);
    if (!is_vector(word)) break;
    const int64_t now = base + low;
    for (;;) {
      const uint32_t content = word & 0xFFF;
      if (word >> 12 == vector_base_type) {
        vector_x = content & 0x7FF;
        vector_polarity = content >> 11;
      } else if (word >> 12 == vector_12_type || word >> 12 == vector_8_type) {
        const uint32_t length = word >> 12 == vector_12_type ? 12 : 8;
        uint32_t mask = _bzhi_u32(content, length);
        if (vector_x > 2048 || (mask && vector_x + 32 - _lzcnt_u32(mask) > run->width) || capacity - written < 12) break;
        const uint32_t found_here = (uint32_t)_mm_popcnt_u32(mask);
        backward_steps += mask != 0 && now < last_time;
        last_time = mask != 0 ? now : last_time;
        const uint64_t place = (uint64_t)row << 16 | (uint64_t)vector_polarity << 32;
        uint8_t *output = events + 16 * written;
        // Most masks have few bits: writing the first two in any case saves branches that cannot be foretold.
        write_event(output, place, vector_x + _tzcnt_u32(mask), now);
        mask = _blsr_u32(mask);
        write_event(output + 16, place, vector_x + _tzcnt_u32(mask), now);
        mask = _blsr_u32(mask);
        for (output += 32; mask; output += 16, mask = _blsr_u32(mask))
          write_event(output, place, vector_x + _tzcnt_u32(mask), now);
        written += found_here;
        vector_x = vector_x + length > 2048 ? 2048 : vector_x + length;
      } else {
        break;
      }
      index += 1;
      if (index == count) break;
      word = load_word(words, index);
    }
    // Only a vector that cannot be decoded here ends the run; after one that could, blocks go on.
    if (index < count && is_vector(word)) break;
  }

  run->last_time = last_time;
  run->backward_steps += backward_steps;
  run->not_events += not_events;
  run->written = written;
  run->low = low;
  run->row = row;
  run->has_vector_base = vector_x <= 2048;
  run->vector_x = (uint16_t)vector_x;
  run->vector_polarity = (uint16_t)vector_polarity;
  return index;
}
#else
size_t evt3_decode_run(struct evt3_run *run, const uint8_t *words, size_t count, uint8_t *events, size_t capacity) {
  (void)words, (void)count, (void)events, (void)capacity;
  run->written = 0;
  return 0;
}
#endif
