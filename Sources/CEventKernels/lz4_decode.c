#include "CEventKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum {
  SHORTEST_MATCH = 4,
  // So many bytes may be read for one step, and written.
  READ_AHEAD = 32,
  WRITE_AHEAD = 40,
  // No match goes back further.
  WINDOW = 65536,
};

// The bytes of a word that come from the match, after so many literals. A table, because compilers turn a computed mask
// into two shifts of the match, which every event would have to wait for.
static const uint64_t match_bytes[8] = {
    ~UINT64_C(0),        ~UINT64_C(0) << 8,   ~UINT64_C(0) << 16,  ~UINT64_C(0) << 24,
    ~UINT64_C(0) << 32,  ~UINT64_C(0) << 40,  ~UINT64_C(0) << 48,  ~UINT64_C(0) << 56,
};

static inline uint64_t load(const uint8_t *at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

static inline void store(uint64_t word, uint8_t *at) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  memcpy(at, &word, sizeof word);
}

typedef struct {
  const uint8_t *read;
  uint8_t *write;
  // The byte at `read`.
  size_t token;
  // The first byte that may be referred to; there are at least 16 bytes from it to `write`.
  const uint8_t *first;
} cursor;

// Whether a match goes back by at least 8 bytes and not too far: one comparison, as smaller offsets become large
// numbers.
static inline int is_legal(const cursor *c, size_t offset) { return offset - 8 <= (size_t)(c->write - c->first) - 8; }

// A sequence of 8 bytes, as is usual for half an event, with at most 4 literals. Its size needs no arithmetic and the
// next token comes out of the word read, so that the next sequence can begin early.
static inline int take_half_event(cursor *c) {
  const size_t literal_count = c->token >> 4;
  if (literal_count + (c->token & 15) != 8 - SHORTEST_MATCH) return 0;
  const uint64_t literals = load(c->read + 1);
  const uint64_t rest = literals >> (8 * literal_count);
  const size_t offset = rest & 0xFFFF;
  if (!is_legal(c, offset)) return 0;
  const uint64_t mask = match_bytes[literal_count];
  store((load(c->write - offset) & mask) | (literals & ~mask), c->write);
  c->write += 8;
  c->read += 3 + literal_count;
  c->token = rest >> 16 & 0xFF;
  return 1;
}

// A sequence of at most 7 literals and 18 bytes of match.
static inline int take_short_sequence(cursor *c) {
  const size_t literal_count = c->token >> 4;
  const size_t match_count = (c->token & 15) + SHORTEST_MATCH;
  if (literal_count > 7 || match_count > 18) return 0;
  const uint8_t *next = c->read + 3 + literal_count;
  const size_t offset = next[-2] | (size_t)next[-1] << 8;
  if (!is_legal(c, offset)) return 0;
  const uint8_t *origin = c->write - offset;
  const uint64_t literals = load(c->read + 1);
  const uint64_t mask = match_bytes[literal_count];
  store((load(origin) & mask) | (literals & ~mask), c->write);
  const size_t byte_count = literal_count + match_count;
  if (byte_count > 8) {
    store(load(origin + 8), c->write + 8);
    if (byte_count > 16) {
      store(load(origin + 16), c->write + 16);
      store(load(origin + 24), c->write + 24);
    }
  }
  c->write += byte_count;
  c->read = next;
  c->token = *next;
  return 1;
}

static void decode_portable(cursor *c, const uint8_t *last_read, const uint8_t *last_write) {
  while (c->read <= last_read && c->write <= last_write) {
    if (take_half_event(c)) {
      take_half_event(c);
    } else if (!take_short_sequence(c)) {
      break;
    }
  }
}

#if defined(__x86_64__)

// Whether a token is not that of a sequence of 8 bytes.
static const uint8_t is_no_half_event[256] = {
    [0 ... 0x03] = 1,    [0x05 ... 0x12] = 1, [0x14 ... 0x21] = 1,
    [0x23 ... 0x30] = 1, [0x32 ... 0x3F] = 1, [0x41 ... 0xFF] = 1,
};

// Where the 16 bytes of two sequences with so many literals each come from: literals from there in the bytes of the
// sequences, and those with the highest bit set from the matches.
#define MATCHED 0x80
#define FIRST(a, i) ((i) < (a) ? 1 + (i) : MATCHED)
#define SECOND(a, b, i) ((i) < (b) ? 4 + (a) + (i) : MATCHED)
#define ORIGINS(a, b)                                                                                                  \
  {FIRST(a, 0),     FIRST(a, 1),     FIRST(a, 2),     FIRST(a, 3),     FIRST(a, 4),     FIRST(a, 5),                   \
   FIRST(a, 6),     FIRST(a, 7),     SECOND(a, b, 0), SECOND(a, b, 1), SECOND(a, b, 2), SECOND(a, b, 3),               \
   SECOND(a, b, 4), SECOND(a, b, 5), SECOND(a, b, 6), SECOND(a, b, 7)}
#define ORIGINS_AFTER(a) {ORIGINS(a, 0), ORIGINS(a, 1), ORIGINS(a, 2), ORIGINS(a, 3), ORIGINS(a, 4)}
static const uint8_t event_origins[5][8][16] __attribute__((aligned(16))) = {
    ORIGINS_AFTER(0), ORIGINS_AFTER(1), ORIGINS_AFTER(2), ORIGINS_AFTER(3), ORIGINS_AFTER(4),
};

// Pairs of sequences of 8 bytes, as most events are, as long as their matches go back by at least 16 bytes.
//
// What limits the speed is that the place of a sequence follows from the one before. Here it takes one load for two:
// the token of 8 bytes with n literals is 4 + 15 n, 8 times of which is 32 - 8 n modulo 64, and a shift of the first 8
// bytes to the left by that brings the second token, at 3 + n, to the top.
__attribute__((target("avx2,bmi,bmi2"), always_inline)) static inline void take_events(
    cursor *c, const uint8_t *last_read, const uint8_t *last_write, int is_window_full) {
  const uint8_t *read = c->read;
  uint8_t *write = c->write;
  while (read <= last_read && write <= last_write) {
    const uint64_t bytes = load(read);
    const uint64_t from_second = bytes << (bytes * 8 & 63);
    if (is_no_half_event[bytes & 0xFF] | is_no_half_event[from_second >> 56]) break;
    const size_t literals = bytes >> 4 & 15;
    const size_t more_literals = from_second >> 60;
    uint16_t offset, second_offset;
    memcpy(&offset, read + 1 + literals, sizeof offset);
    memcpy(&second_offset, read + 4 + literals + more_literals, sizeof second_offset);
    if (is_window_full) {
      if (offset < 16 || second_offset < 16) break;
    } else {
      // As in `is_legal`.
      const size_t most = (size_t)(write - c->first) - 16;
      if ((size_t)offset - 16 > most || (size_t)second_offset - 16 > most) break;
    }
    const __m128i origins = _mm_load_si128((const __m128i *)event_origins[literals][more_literals]);
    const __m128i sequences = _mm_loadu_si128((const __m128i *)read);
    const __m128i match = _mm_loadl_epi64((const __m128i *)(write - offset));
    const __m128i matches = _mm_unpacklo_epi64(match, _mm_loadl_epi64((const __m128i *)(write + 8 - second_offset)));
    const __m128i event = _mm_blendv_epi8(_mm_shuffle_epi8(sequences, origins), matches, origins);
    _mm_storeu_si128((__m128i *)write, event);
    write += 16;
    read += 6 + literals + more_literals;
  }
  c->read = read;
  c->write = write;
  c->token = *read;
}

__attribute__((target("avx2,bmi,bmi2"))) static void decode_avx2(
    cursor *c, const uint8_t *last_read, const uint8_t *last_write) {
  while (c->read <= last_read && c->write <= last_write) {
    if (c->write - c->first >= WINDOW) {
      take_events(c, last_read, last_write, 1);
    } else {
      take_events(c, last_read, last_write, 0);
    }
    if (c->read > last_read || c->write > last_write) break;
    if (!take_half_event(c) && !take_short_sequence(c)) break;
  }
}

#endif

void lz4_decode_short_sequences(
    const uint8_t *source, size_t source_count, size_t *read, uint8_t *output, size_t history, size_t end,
    size_t *written, event_kernel_level level) {
  if (source_count < READ_AHEAD || *read > source_count - READ_AHEAD) return;
  if (end < WRITE_AHEAD || *written > end - WRITE_AHEAD || *written - history < 16) return;
  const uint8_t *const last_read = source + (source_count - READ_AHEAD);
  const uint8_t *const last_write = output + (end - WRITE_AHEAD);
  cursor c = {source + *read, output + *written, source[*read], output + history};
#if defined(__x86_64__)
  if (level >= EVENT_KERNEL_AVX2) {
    decode_avx2(&c, last_read, last_write);
  } else {
    decode_portable(&c, last_read, last_write);
  }
#else
  (void)level;
  decode_portable(&c, last_read, last_write);
#endif
  *read = (size_t)(c.read - source);
  *written = (size_t)(c.write - output);
}
