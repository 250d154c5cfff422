// A DAT record as one 64-bit number: time in bits 0...31, x in 32...45, y in 46...59, polarity in 60, zeros in 61...63.
// An event as two: x in bits 0...15, y in 16...31, polarity in 32 of the first, time in the second.

#include "CEventKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define TIME_MASK 0xFFFFFFFFull
#define X_MASK 0x3FFFull
#define Y_MASK (X_MASK << 16)
#define POLARITY_MASK (1ull << 32)
// Added to the step from one time to the next, it leaves bit 63 set only if the time has wrapped.
#define LARGEST_STEP_BACK (1ull << 31)

typedef struct {
  uint64_t pixel;
  int64_t time;
} event_words;

static uint64_t load_record(const uint8_t *records, ptrdiff_t index) {
  uint64_t record;
  memcpy(&record, records + index * 8, 8);
  return record;
}

static size_t decode_portable(
    const uint8_t *records, size_t count, int64_t time_base, uint32_t width, uint32_t height, event_words *events,
    uint64_t *backward_steps) {
  size_t decoded = 0;
  for (; count - decoded >= DAT_BLOCK_RECORDS; decoded += DAT_BLOCK_RECORDS) {
    const uint8_t *block = records + decoded * 8;
    event_words *out = events + decoded;
    uint64_t wraps = 0, backwards = 0, bits = 0;
    uint32_t largest_x = 0, largest_y = 0;
    for (ptrdiff_t i = 0; i < DAT_BLOCK_RECORDS; i++) {
      uint64_t record = load_record(block, i);
      uint64_t time = record & TIME_MASK;
      uint32_t x = (uint32_t)(record >> 32) & 0x3FFF, y = (uint32_t)(record >> 46) & 0x3FFF;
      uint64_t step = time - (load_record(block, i - 1) & TIME_MASK);
      wraps |= step + LARGEST_STEP_BACK;
      backwards += step >> 63;
      bits |= record;
      largest_x = x > largest_x ? x : largest_x;
      largest_y = y > largest_y ? y : largest_y;
      out[i].pixel = x | (uint64_t)y << 16 | (record >> 28 & POLARITY_MASK);
      out[i].time = (int64_t)(time + (uint64_t)time_base);
    }
    if (wraps >> 63 || bits >> 61 || largest_x >= width || largest_y >= height) break;
    *backward_steps += backwards;
  }
  return decoded;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) static size_t decode_avx2(
    const uint8_t *records, size_t count, int64_t time_base, uint32_t width, uint32_t height, event_words *events,
    uint64_t *backward_steps) {
  const __m256i time_mask = _mm256_set1_epi64x(TIME_MASK), base = _mm256_set1_epi64x(time_base);
  const __m256i x_mask = _mm256_set1_epi64x(X_MASK), y_mask = _mm256_set1_epi64x(Y_MASK);
  const __m256i polarity_mask = _mm256_set1_epi64x(POLARITY_MASK);
  const __m256i largest = _mm256_set1_epi64x((long long)(0xFFFFFFFF00000000ull | (uint64_t)(height - 1) << 16 | (width - 1)));
  const __m256i zero = _mm256_setzero_si256(), largest_step_back = _mm256_set1_epi64x(LARGEST_STEP_BACK);
  const __m256i sign = _mm256_set1_epi64x((long long)(1ull << 63)), unused = _mm256_set1_epi64x((long long)(7ull << 61));
  size_t decoded = 0;
  for (; count - decoded >= DAT_BLOCK_RECORDS; decoded += DAT_BLOCK_RECORDS) {
    const uint8_t *block = records + decoded * 8;
    event_words *out = events + decoded;
    __m256i wraps = zero, backwards = zero, bits = zero, maxima = zero;
    for (size_t i = 0; i < DAT_BLOCK_RECORDS; i += 4) {
      __m256i record = _mm256_loadu_si256((const __m256i *)(block + i * 8));
      __m256i before = _mm256_loadu_si256((const __m256i *)(block + i * 8 - 8));
      __m256i time = _mm256_and_si256(record, time_mask);
      __m256i step = _mm256_sub_epi64(time, _mm256_and_si256(before, time_mask));
      wraps = _mm256_or_si256(wraps, _mm256_add_epi64(step, largest_step_back));
      backwards = _mm256_sub_epi64(backwards, _mm256_cmpgt_epi64(zero, step));
      bits = _mm256_or_si256(bits, record);
      __m256i x = _mm256_and_si256(_mm256_srli_epi64(record, 32), x_mask);
      __m256i y = _mm256_and_si256(_mm256_srli_epi64(record, 30), y_mask);
      __m256i polarity = _mm256_and_si256(_mm256_srli_epi64(record, 28), polarity_mask);
      __m256i pixel = _mm256_or_si256(_mm256_or_si256(x, y), polarity);
      maxima = _mm256_max_epu16(maxima, pixel);
      time = _mm256_add_epi64(time, base);
      __m256i even = _mm256_unpacklo_epi64(pixel, time), odd = _mm256_unpackhi_epi64(pixel, time);
      _mm256_storeu_si256((__m256i *)(out + i), _mm256_permute2x128_si256(even, odd, 0x20));
      _mm256_storeu_si256((__m256i *)(out + i + 2), _mm256_permute2x128_si256(even, odd, 0x31));
    }
    __m256i odd_bits = _mm256_or_si256(_mm256_and_si256(wraps, sign), _mm256_and_si256(bits, unused));
    if (!_mm256_testz_si256(odd_bits, odd_bits)) break;
    __m256i excess = _mm256_subs_epu16(maxima, largest);
    if (!_mm256_testz_si256(excess, excess)) break;
    __m128i half = _mm_add_epi64(_mm256_castsi256_si128(backwards), _mm256_extracti128_si256(backwards, 1));
    *backward_steps += (uint64_t)(_mm_cvtsi128_si64(half) + _mm_extract_epi64(half, 1));
  }
  return decoded;
}

__attribute__((target("avx512f,avx512bw,avx512vbmi,popcnt"))) static size_t decode_avx512(
    const uint8_t *records, size_t count, int64_t time_base, uint32_t width, uint32_t height, event_words *events,
    uint64_t *backward_steps) {
  // Every record goes to two neighbouring lanes; each byte of a lane takes the eight bits that begin at the bit named
  // here.
  const uint64_t pixel_bits = 32 | 40ull << 8 | 46ull << 16 | 54ull << 24 | 60ull << 32;
  const uint64_t time_bits = 0 | 8ull << 8 | 16ull << 16 | 24ull << 24;
  const __m512i bits_taken = _mm512_set4_epi64(time_bits, pixel_bits, time_bits, pixel_bits);
  const uint64_t pixel_mask = X_MASK | Y_MASK | POLARITY_MASK;
  const __m512i kept = _mm512_set4_epi64(TIME_MASK, pixel_mask, TIME_MASK, pixel_mask);
  const __m512i base = _mm512_set4_epi64(time_base, 0, time_base, 0);
  const __m512i low = _mm512_setr_epi64(0, 0, 1, 1, 2, 2, 3, 3), high = _mm512_setr_epi64(4, 4, 5, 5, 6, 6, 7, 7);
  const long long largest_pixel = (long long)(0xFFFFFFFF00000000ull | (uint64_t)(height - 1) << 16 | (width - 1));
  const __m512i largest = _mm512_set4_epi64(-1, largest_pixel, -1, largest_pixel);
  const __m512i time_mask = _mm512_set1_epi64(TIME_MASK);
  const __m512i zero = _mm512_setzero_si512(), largest_step_back = _mm512_set1_epi64(LARGEST_STEP_BACK);
  const __m512i sign = _mm512_set1_epi64((long long)(1ull << 63)), unused = _mm512_set1_epi64((long long)(7ull << 61));
  size_t decoded = 0;
  for (; count - decoded >= DAT_BLOCK_RECORDS; decoded += DAT_BLOCK_RECORDS) {
    const uint8_t *block = records + decoded * 8;
    event_words *out = events + decoded;
    __m512i wraps = zero, bits = zero, maxima = zero;
    uint64_t backwards = 0;
    for (size_t i = 0; i < DAT_BLOCK_RECORDS; i += 8) {
      __m512i record = _mm512_loadu_si512(block + i * 8);
      __m512i before = _mm512_loadu_si512(block + i * 8 - 8);
      __m512i step = _mm512_sub_epi64(_mm512_and_si512(record, time_mask), _mm512_and_si512(before, time_mask));
      wraps = _mm512_or_si512(wraps, _mm512_add_epi64(step, largest_step_back));
      backwards += (uint64_t)__builtin_popcount(_mm512_cmplt_epi64_mask(step, zero));
      bits = _mm512_or_si512(bits, record);
      __m512i first = _mm512_multishift_epi64_epi8(bits_taken, _mm512_permutexvar_epi64(low, record));
      __m512i second = _mm512_multishift_epi64_epi8(bits_taken, _mm512_permutexvar_epi64(high, record));
      first = _mm512_and_si512(first, kept);
      second = _mm512_and_si512(second, kept);
      maxima = _mm512_max_epu16(maxima, _mm512_max_epu16(first, second));
      _mm512_storeu_si512(out + i, _mm512_add_epi64(first, base));
      _mm512_storeu_si512(out + i + 4, _mm512_add_epi64(second, base));
    }
    __m512i odd_bits = _mm512_or_si512(_mm512_and_si512(wraps, sign), _mm512_and_si512(bits, unused));
    __m512i excess = _mm512_subs_epu16(maxima, largest);
    if (_mm512_test_epi64_mask(_mm512_or_si512(odd_bits, excess), _mm512_set1_epi64(-1))) break;
    *backward_steps += backwards;
  }
  return decoded;
}

#endif

size_t dat_decode_records(
    const void *records, size_t count, int64_t time_base, uint32_t width, uint32_t height, void *events,
    uint64_t *backward_steps, event_kernel_level level) {
  switch (level) {
#if defined(__x86_64__)
  case EVENT_KERNEL_AVX512: return decode_avx512(records, count, time_base, width, height, events, backward_steps);
  case EVENT_KERNEL_AVX2: return decode_avx2(records, count, time_base, width, height, events, backward_steps);
#else
  case EVENT_KERNEL_AVX512:
  case EVENT_KERNEL_AVX2:
#endif
  case EVENT_KERNEL_PORTABLE: break;
  }
  return decode_portable(records, count, time_base, width, height, events, backward_steps);
}
