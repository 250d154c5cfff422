#include "CEventKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

bool event_copy_checked(const void *source, void *target, size_t count, uint16_t largest_x, uint16_t largest_y) {
  const uint8_t *const from = source;
  uint8_t *const to = target;
#if defined(__x86_64__)
  // What is left of a lane after its limit has been subtracted with saturation is too much.
  const __m128i limits = _mm_setr_epi16((short)largest_x, (short)largest_y, 1, 0, -1, -1, -1, -1);
  __m128i excess = _mm_setzero_si128();
  for (size_t index = 0; index < count; index++) {
    const __m128i event = _mm_loadu_si128((const __m128i *)(from + index * 16));
    _mm_storeu_si128((__m128i *)(to + index * 16), event);
    excess = _mm_or_si128(excess, _mm_subs_epu16(event, limits));
  }
  return _mm_movemask_epi8(_mm_cmpeq_epi8(excess, _mm_setzero_si128())) == 0xFFFF;
#else
  bool is_fine = true;
  for (size_t index = 0; index < count; index++) {
    uint64_t words[2];
    memcpy(words, from + index * 16, sizeof words);
    memcpy(to + index * 16, words, sizeof words);
    is_fine &= (uint16_t)words[0] <= largest_x && (uint16_t)(words[0] >> 16) <= largest_y && words[0] >> 32 <= 1;
  }
  return is_fine;
#endif
}
