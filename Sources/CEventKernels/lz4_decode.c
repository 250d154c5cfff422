#include "include/lz4_kernels.h"

#include <string.h>

enum {
  SHORTEST_MATCH = 4,
  // So many bytes may be read for one step, and written.
  READ_AHEAD = 32,
  WRITE_AHEAD = 40,
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
  // The first byte that may be referred to; there are at least 8 bytes from it to `write`.
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

void lz4_decode_short_sequences(
    const uint8_t *source, size_t source_count, size_t *read, uint8_t *output, size_t history, size_t end,
    size_t *written) {
  if (source_count < READ_AHEAD || *read > source_count - READ_AHEAD) return;
  if (end < WRITE_AHEAD || *written > end - WRITE_AHEAD || *written - history < 8) return;
  const uint8_t *const last_read = source + (source_count - READ_AHEAD);
  uint8_t *const last_write = output + (end - WRITE_AHEAD);
  cursor c = {source + *read, output + *written, source[*read], output + history};
  while (c.read <= last_read && c.write <= last_write) {
    if (take_half_event(&c)) {
      take_half_event(&c);
    } else if (!take_short_sequence(&c)) {
      break;
    }
  }
  *read = (size_t)(c.read - source);
  *written = (size_t)(c.write - output);
}
