#include "CEventKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define RAW_KERNEL __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,lzcnt,popcnt")))

// Dwords of a block of four events out of sixteen: address and polarity come from two registers, the time from a third.
static const uint32_t address_lanes[16] = {0, 16, 0, 0, 1, 17, 0, 0, 2, 18, 0, 0, 3, 19, 0, 0};
static const uint32_t time_lanes[16] = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0};

/// How far the last event lies after the base, at least 0 and at most `limit`.
static inline int lead_of(int64_t last_time, int64_t base, int limit) {
  return last_time <= base ? 0 : last_time - base > limit ? limit : (int)(last_time - base);
}

RAW_KERNEL
size_t single_event_decode_run(struct single_event_run *run, const uint8_t *words, size_t count, uint8_t *events, size_t capacity) {
  const __m512i coordinate = _mm512_set1_epi32(0x7FF);
  const __m512i width = _mm512_set1_epi32((int)run->width), height = _mm512_set1_epi32((int)run->height);
  const __m512i addresses = _mm512_loadu_si512(address_lanes), times = _mm512_loadu_si512(time_lanes);
  const __m512i first_other_type = _mm512_set1_epi32(0x20000000), types = _mm512_set1_epi32((int)(run->types << 28));
  int64_t base = run->base, last_time = run->last_time;
  uint64_t backward_steps = 0;
  uint32_t high = run->high;
  size_t index = 0, written = 0;
  while (index < count && capacity - written >= 16) {
    const size_t remaining = count - index;
    const uint32_t held = remaining >= 16 ? 0xFFFF : (1u << remaining) - 1;
    const __m512i block = _mm512_xor_si512(_mm512_maskz_loadu_epi32((__mmask16)held, words + 4 * index), types);
    const __m512i x = _mm512_and_si512(_mm512_srli_epi32(block, 11), coordinate);
    const __m512i y = _mm512_and_si512(block, coordinate);
    const uint32_t good = held & _mm512_cmplt_epu32_mask(block, first_other_type) &
                          _mm512_cmplt_epu32_mask(x, width) & _mm512_cmplt_epu32_mask(y, height);
    const uint32_t taken = (uint32_t)_tzcnt_u32(~good);
    if (taken > 0) {
      const __m512i address = _mm512_or_si512(x, _mm512_slli_epi32(y, 16));
      const __m512i polarity = _mm512_srli_epi32(block, 28);
      const __m512i low = _mm512_and_si512(_mm512_srli_epi32(block, 22), _mm512_set1_epi32(0x3F));
      const __m512i before = _mm512_alignr_epi32(
          low, _mm512_set1_epi32(lead_of(last_time, base, 64)), 15);
      const uint32_t backward = _mm512_cmplt_epu32_mask(low, before) & ((1u << taken) - 1);
      backward_steps += (uint32_t)_mm_popcnt_u32(backward);
      const __m512i bases = _mm512_maskz_set1_epi64(0xAA, base);
      uint8_t *output = events + 16 * written;
#pragma clang loop unroll(full)
      for (int group = 0; group < 4; group++) {
        const __m512i offset = _mm512_set1_epi32(4 * group);
        __m512i four = _mm512_maskz_permutex2var_epi32(0x3333, address, _mm512_add_epi32(addresses, offset), polarity);
        four = _mm512_mask_permutexvar_epi32(four, 0x4444, _mm512_add_epi32(times, offset), low);
        _mm512_storeu_si512(output + 64 * group, _mm512_add_epi64(four, bases));
      }
      written += taken;
      index += taken;
      uint32_t last_word;
      memcpy(&last_word, words + 4 * index - 4, sizeof last_word);
      last_time = base + (last_word >> 22 & 0x3F);
    }
    if (taken == 16 || index == count) continue;
    uint32_t word;
    memcpy(&word, words + 4 * index, sizeof word);
    const uint32_t new_high = word & 0x0FFFFFFF;
    if (word >> 28 != run->time_high_type || new_high < high) break;
    base += (int64_t)(new_high - high) << 6;
    high = new_high;
    index += 1;
  }
  run->base = base;
  run->last_time = last_time;
  run->backward_steps += backward_steps;
  run->high = high;
  run->written = written;
  return index;
}
#else
size_t single_event_decode_run(struct single_event_run *run, const uint8_t *words, size_t count, uint8_t *events, size_t capacity) {
  (void)words, (void)count, (void)events, (void)capacity;
  run->written = 0;
  return 0;
}
#endif
