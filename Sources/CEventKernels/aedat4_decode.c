// An AEDAT 4 event as two 64-bit numbers: the time; x in bits 0...15, y in 16...31, polarity in 32...39 and padding.
// An event as given as two: x in bits 0...15, y in 16...31, polarity in 32 of the first, time in the second.

#include "CEventKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PIXEL_MASK 0xFFFFFFFFFFull

static uint64_t load_word(const uint8_t *at) {
  uint64_t word;
  memcpy(&word, at, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

static size_t decode_portable(const uint8_t *records, size_t count, uint32_t width, uint32_t height, uint8_t *events) {
  // Three lanes of 16 bits hold the largest legal x, y and polarity, which have 15 bits; a subtraction of what is larger
  // borrows the sign bit of its lane.
  const uint64_t signs = 0x800080008000ull;
  const uint64_t limits = (width - 1) | (uint64_t)(height - 1) << 16 | 1ull << 32 | signs;
  size_t decoded = 0;
  for (; count - decoded >= AEDAT4_BLOCK_EVENTS; decoded += AEDAT4_BLOCK_EVENTS) {
    const uint8_t *block = records + decoded * 16;
    uint8_t *out = events + decoded * 16;
    uint64_t flaws = 0;
    int64_t last = (int64_t)load_word(block - 16);
    for (size_t i = 0; i < AEDAT4_BLOCK_EVENTS; i++) {
      int64_t time = (int64_t)load_word(block + i * 16);
      uint64_t pixel = load_word(block + i * 16 + 8) & PIXEL_MASK;
      flaws |= pixel | ~(limits - pixel) | (time < last ? signs : 0);
      last = time;
      uint16_t x = (uint16_t)pixel, y = (uint16_t)(pixel >> 16);
      int32_t polarity = (int32_t)(pixel >> 32);
      memcpy(out + i * 16, &x, 2);
      memcpy(out + i * 16 + 2, &y, 2);
      memcpy(out + i * 16 + 4, &polarity, 4);
      memcpy(out + i * 16 + 8, &time, 8);
    }
    if (flaws & signs) break;
  }
  return decoded;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) static size_t decode_avx2(
    const uint8_t *records, size_t count, uint32_t width, uint32_t height, uint8_t *events) {
  const long long largest_pixel = (long long)(1ull << 32 | (uint64_t)(height - 1) << 16 | (width - 1));
  const __m256i largest = _mm256_setr_epi64x(largest_pixel, -1, largest_pixel, -1);
  const __m256i kept = _mm256_setr_epi64x((long long)PIXEL_MASK, -1, (long long)PIXEL_MASK, -1);
  const __m256i times = _mm256_setr_epi64x(-1, 0, -1, 0);
  size_t decoded = 0;
  for (; count - decoded >= AEDAT4_BLOCK_EVENTS; decoded += AEDAT4_BLOCK_EVENTS) {
    const uint8_t *block = records + decoded * 16;
    uint8_t *out = events + decoded * 16;
    __m256i backwards = _mm256_setzero_si256(), maxima = _mm256_setzero_si256();
    for (size_t i = 0; i < AEDAT4_BLOCK_EVENTS * 16; i += 32) {
      __m256i record = _mm256_loadu_si256((const __m256i *)(block + i));
      __m256i before = _mm256_loadu_si256((const __m256i *)(block + i - 16));
      backwards = _mm256_or_si256(backwards, _mm256_cmpgt_epi64(before, record));
      // The halves of both events change places.
      __m256i event = _mm256_and_si256(_mm256_shuffle_epi32(record, 0x4E), kept);
      maxima = _mm256_max_epu16(maxima, event);
      _mm256_storeu_si256((__m256i *)(out + i), event);
    }
    __m256i excess = _mm256_subs_epu16(maxima, largest);
    __m256i flaws = _mm256_or_si256(excess, _mm256_and_si256(backwards, times));
    if (!_mm256_testz_si256(flaws, flaws)) break;
  }
  return decoded;
}

__attribute__((target("avx512f,avx512bw"))) static size_t decode_avx512(
    const uint8_t *records, size_t count, uint32_t width, uint32_t height, uint8_t *events) {
  const long long largest_pixel = (long long)(1ull << 32 | (uint64_t)(height - 1) << 16 | (width - 1));
  const __m512i largest = _mm512_set4_epi64(-1, largest_pixel, -1, largest_pixel);
  const __m512i kept = _mm512_set4_epi64(-1, (long long)PIXEL_MASK, -1, (long long)PIXEL_MASK);
  const __mmask8 times = 0x55;
  size_t decoded = 0;
  for (; count - decoded >= AEDAT4_BLOCK_EVENTS; decoded += AEDAT4_BLOCK_EVENTS) {
    const uint8_t *block = records + decoded * 16;
    uint8_t *out = events + decoded * 16;
    __m512i maxima = _mm512_setzero_si512();
    __mmask8 backwards = 0;
    for (size_t i = 0; i < AEDAT4_BLOCK_EVENTS * 16; i += 64) {
      __m512i record = _mm512_loadu_si512(block + i);
      __m512i before = _mm512_loadu_si512(block + i - 16);
      backwards |= _mm512_cmplt_epi64_mask(record, before);
      // The halves of all four events change places.
      __m512i event = _mm512_and_si512(_mm512_shuffle_epi32(record, _MM_PERM_BADC), kept);
      maxima = _mm512_max_epu16(maxima, event);
      _mm512_storeu_si512(out + i, event);
    }
    if ((backwards & times) || _mm512_cmpgt_epu16_mask(maxima, largest)) break;
  }
  return decoded;
}

#endif

size_t aedat4_decode_events(
    const void *records, size_t count, uint32_t width, uint32_t height, void *events, event_kernel_level level) {
  switch (level) {
#if defined(__x86_64__)
  case EVENT_KERNEL_AVX512: return decode_avx512(records, count, width, height, events);
  case EVENT_KERNEL_AVX2: return decode_avx2(records, count, width, height, events);
#else
  case EVENT_KERNEL_AVX512:
  case EVENT_KERNEL_AVX2:
#endif
  case EVENT_KERNEL_PORTABLE: break;
  }
  return decode_portable(records, count, width, height, events);
}
