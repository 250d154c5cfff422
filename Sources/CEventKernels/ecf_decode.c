#include "CEventKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Runs are written in whole blocks, most of which are one: where a run ends inside its last block the next run writes over
// what is too much, and behind the last run there is slack.

enum { header_size = 12, xp_bit = 1, yxp_bit = 2, largest_count = 65535, event_size = 16 };
enum { short_time_block = 4, time_block = 16, row_block = 16, polarity_block = 32 };

/// For each mask of an x word, the offsets of its pixels from the word's x.
static const uint8_t masked_counts[32] = {1, 2, 2, 3, 2, 3, 3, 4, 2, 3, 3, 4, 3, 4, 4, 5,
                                          2, 3, 3, 4, 3, 4, 4, 5, 3, 4, 4, 5, 4, 5, 5, 6};
static const uint16_t masked_offsets[32][8] = {
    {0},          {0, 5},          {0, 4},          {0, 4, 5},          {0, 3},          {0, 3, 5},
    {0, 3, 4},    {0, 3, 4, 5},    {0, 2},          {0, 2, 5},          {0, 2, 4},       {0, 2, 4, 5},
    {0, 2, 3},    {0, 2, 3, 5},    {0, 2, 3, 4},    {0, 2, 3, 4, 5},    {0, 1},          {0, 1, 5},
    {0, 1, 4},    {0, 1, 4, 5},    {0, 1, 3},       {0, 1, 3, 5},       {0, 1, 3, 4},    {0, 1, 3, 4, 5},
    {0, 1, 2},    {0, 1, 2, 5},    {0, 1, 2, 4},    {0, 1, 2, 4, 5},    {0, 1, 2, 3},    {0, 1, 2, 3, 5},
    {0, 1, 2, 3, 4}, {0, 1, 2, 3, 4, 5}};

#define INLINED static inline __attribute__((always_inline))

/// What is left to read of a chunk.
struct reader {
  const uint8_t *bytes;
  const uint8_t *end;
};

INLINED uint16_t load16(const uint8_t *bytes) {
  uint16_t value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

INLINED uint32_t load32(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

INLINED bool read_times(struct reader *reader, size_t count, int64_t start, int64_t *times) {
  const uint8_t *bytes = reader->bytes;
  const uint8_t *const end = reader->end;
  uint64_t time = (uint64_t)start;
  for (size_t index = 0; index < count;) {
    if (bytes == end) return false;
    uint8_t byte = *bytes++;
    if (__builtin_expect(byte >= 0xF0, 0)) {
      uint64_t step = 0;
      for (unsigned shift = 0; byte >= 0xF0; shift += 4) {
        if (shift == 64 || bytes == end) return false;
        step |= (uint64_t)(byte & 15) << shift;
        byte = *bytes++;
      }
      if (step > (uint64_t)INT64_MAX || (int64_t)(time + step) < (int64_t)time) return false;
      time += step;
    }
    time += byte >> 4;
    size_t run = byte & 15;
    if (run == 15) {
      if (end - bytes < 2) return false;
      run = load16(bytes);
      bytes += 2;
    }
    if (run == 0 || run > count - index) return false;
    // Runs are short in quiet scenes and long in busy ones, seldom both.
    for (size_t lane = 0; lane < short_time_block; lane++) times[index + lane] = (int64_t)time;
    for (size_t written = short_time_block; written < run; written += time_block)
      for (size_t lane = 0; lane < time_block; lane++) times[index + written + lane] = (int64_t)time;
    index += run;
  }
  reader->bytes = bytes;
  return (int64_t)time >= start;
}

INLINED bool read_rows(struct reader *reader, size_t count, uint16_t *rows, uint16_t *largest) {
  const uint8_t *bytes = reader->bytes;
  const uint8_t *const end = reader->end;
  uint16_t most = 0;
  for (size_t index = 0; index < count;) {
    if (end - bytes < 2) return false;
    const uint16_t word = load16(bytes);
    bytes += 2;
    size_t run = word & 31;
    if (__builtin_expect(run == 31, 0)) {
      if (end - bytes < 2) return false;
      run = load16(bytes);
      bytes += 2;
    }
    if (run == 0 || run > count - index) return false;
    const uint16_t row = word >> 5;
    most = row > most ? row : most;
    for (size_t lane = 0; lane < row_block; lane++) rows[index + lane] = row;
    for (size_t written = row_block; __builtin_expect(written < run, 0); written += row_block)
      for (size_t lane = 0; lane < row_block; lane++) rows[index + written + lane] = row;
    index += run;
  }
  reader->bytes = bytes;
  *largest = most;
  return true;
}

INLINED bool read_masked_columns(struct reader *reader, size_t count, uint16_t *columns) {
  const uint8_t *bytes = reader->bytes;
  const uint8_t *const end = reader->end;
  // The last word may name up to five columns too many: official encoders leave bits there.
  for (size_t index = 0; index < count;) {
    if (end - bytes < 2) return false;
    const uint16_t word = load16(bytes);
    bytes += 2;
    const uint16_t *const offsets = masked_offsets[word & 31];
    const uint16_t column = word >> 5;
    for (size_t lane = 0; lane < 8; lane++) columns[index + lane] = column + offsets[lane];
    index += masked_counts[word & 31];
  }
  reader->bytes = bytes;
  return true;
}

INLINED bool read_polarities(struct reader *reader, size_t count, uint8_t *polarities) {
  const uint8_t *bytes = reader->bytes;
  const uint8_t *const end = reader->end;
  for (size_t index = 0; index < count;) {
    if (bytes == end) return false;
    const uint8_t byte = *bytes++;
    size_t run = byte & 127;
    if (__builtin_expect(run == 127, 0)) {
      if (end - bytes < 2) return false;
      run = load16(bytes);
      bytes += 2;
    }
    if (run == 0 || run > count - index) return false;
    for (size_t lane = 0; lane < polarity_block; lane++) polarities[index + lane] = byte >> 7;
    for (size_t written = polarity_block; __builtin_expect(written < run, 0); written += polarity_block)
      for (size_t lane = 0; lane < polarity_block; lane++) polarities[index + written + lane] = byte >> 7;
    index += run;
  }
  reader->bytes = bytes;
  return true;
}

INLINED void store_event(uint8_t *events, size_t index, uint64_t pixel, int64_t time) {
  memcpy(events + index * event_size, &pixel, sizeof pixel);
  memcpy(events + index * event_size + sizeof pixel, &time, sizeof time);
}

/// Writes the events of all four columns.
INLINED uint16_t combine(size_t count, const struct ecf_columns *columns, uint8_t *events) {
  size_t index = 0;
  uint16_t most = 0;
#if defined(__x86_64__)
  const __m128i zero = _mm_setzero_si128();
  __m128i most_lanes = zero;
  for (; index + 8 <= count; index += 8) {
    const __m128i x = _mm_loadu_si128((const __m128i *)(columns->columns + index));
    const __m128i y = _mm_loadu_si128((const __m128i *)(columns->rows + index));
    const __m128i p =
        _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)(columns->polarities + index)), zero);
    // Columns are below 2^15, so that comparing them with a sign does no harm.
    most_lanes = _mm_max_epi16(most_lanes, x);
    const __m128i addresses[2] = {_mm_unpacklo_epi16(x, y), _mm_unpackhi_epi16(x, y)};
    const __m128i signs[2] = {_mm_unpacklo_epi16(p, zero), _mm_unpackhi_epi16(p, zero)};
    for (size_t half = 0; half < 2; half++) {
      const __m128i pixels[2] = {
          _mm_unpacklo_epi32(addresses[half], signs[half]), _mm_unpackhi_epi32(addresses[half], signs[half])};
      for (size_t pair = 0; pair < 2; pair++) {
        const size_t first = index + half * 4 + pair * 2;
        const __m128i times = _mm_loadu_si128((const __m128i *)(columns->times + first));
        __m128i *const target = (__m128i *)(events + first * event_size);
        _mm_storeu_si128(target, _mm_unpacklo_epi64(pixels[pair], times));
        _mm_storeu_si128(target + 1, _mm_unpackhi_epi64(pixels[pair], times));
      }
    }
  }
  uint16_t lanes[8];
  _mm_storeu_si128((__m128i *)lanes, most_lanes);
  for (size_t lane = 0; lane < 8; lane++) most = lanes[lane] > most ? lanes[lane] : most;
#endif
  for (; index < count; index++) {
    const uint16_t x = columns->columns[index];
    most = x > most ? x : most;
    store_event(
        events, index, x | (uint64_t)columns->rows[index] << 16 | (uint64_t)columns->polarities[index] << 32,
        columns->times[index]);
  }
  return most;
}

/// Writes the events of a group of up to four values of x << 1 | p.
INLINED void store_columns(
    const uint8_t *group, size_t index, size_t lanes, const struct ecf_columns *columns, uint8_t *events,
    uint32_t most[4]) {
  const uint32_t a = load16(group), b = load16(group + 2), c = load16(group + 4);
  const uint32_t values[4] = {a >> 4, (a & 15) | b >> 8 << 4, (b & 255) | c >> 12 << 8, c & 0xFFF};
  for (size_t lane = 0; lane < lanes; lane++) {
    most[lane] = values[lane] > most[lane] ? values[lane] : most[lane];
    store_event(
        events, index + lane,
        values[lane] >> 1 | (uint64_t)columns->rows[index + lane] << 16 | (uint64_t)(values[lane] & 1) << 32,
        columns->times[index + lane]);
  }
}

INLINED bool read_packed_columns(
    struct reader *reader, size_t count, const struct ecf_columns *columns, uint8_t *events, uint16_t *largest) {
  if ((size_t)(reader->end - reader->bytes) < (count + 3) / 4 * 6) return false;
  uint32_t most[4] = {0, 0, 0, 0};
  size_t index = 0;
  for (; index + 4 <= count; index += 4)
    store_columns(reader->bytes + index / 4 * 6, index, 4, columns, events, most);
  if (index < count) store_columns(reader->bytes + index / 4 * 6, index, count - index, columns, events, most);
  for (size_t lane = 1; lane < 4; lane++) most[0] = most[lane] > most[0] ? most[lane] : most[0];
  *largest = (uint16_t)(most[0] >> 1);
  return true;
}

/// Writes the events of a group of up to four values of y << 12 | x << 1 | p.
INLINED void store_pixels(
    const uint8_t *group, size_t index, size_t lanes, const int64_t *times, uint8_t *events, uint32_t most[4],
    uint32_t most_x[4]) {
  const uint32_t a = load32(group), b = load32(group + 4), c = load32(group + 8);
  // Bit 23 is outside the row's eleven bits.
  const uint32_t mask = 0x7FFFFF;
  const uint32_t values[4] = {
      a >> 8 & mask, ((a & 0xFF) | b >> 16 << 8) & mask, ((b & 0xFFFF) | c >> 24 << 16) & mask, c & mask};
  for (size_t lane = 0; lane < lanes; lane++) {
    const uint32_t x = values[lane] >> 1 & 0x7FF;
    most[lane] = values[lane] > most[lane] ? values[lane] : most[lane];
    most_x[lane] = x > most_x[lane] ? x : most_x[lane];
    store_event(
        events, index + lane, x | (uint64_t)(values[lane] >> 12) << 16 | (uint64_t)(values[lane] & 1) << 32,
        times[index + lane]);
  }
}

INLINED bool read_packed_pixels(
    struct reader *reader, size_t count, const int64_t *times, uint8_t *events, uint16_t *largest_x,
    uint16_t *largest_y) {
  if ((size_t)(reader->end - reader->bytes) < (count + 3) / 4 * 12) return false;
  uint32_t most[4] = {0, 0, 0, 0}, most_x[4] = {0, 0, 0, 0};
  size_t index = 0;
  for (; index + 4 <= count; index += 4)
    store_pixels(reader->bytes + index / 4 * 12, index, 4, times, events, most, most_x);
  if (index < count)
    store_pixels(reader->bytes + index / 4 * 12, index, count - index, times, events, most, most_x);
  for (size_t lane = 1; lane < 4; lane++) {
    most[0] = most[lane] > most[0] ? most[lane] : most[0];
    most_x[0] = most_x[lane] > most_x[0] ? most_x[lane] : most_x[0];
  }
  *largest_x = (uint16_t)most_x[0];
  *largest_y = (uint16_t)(most[0] >> 12);
  return true;
}

INLINED bool decode(
    const uint8_t *chunk, size_t byte_count, const struct ecf_columns *columns, uint8_t *events, uint16_t *largest_x,
    uint16_t *largest_y) {
  if (byte_count < header_size) return false;
  const uint32_t info = load32(chunk);
  const size_t count = info >> 2;
  if (count > largest_count) return false;
  int64_t start;
  memcpy(&start, chunk + 4, sizeof start);
  struct reader reader = {chunk + header_size, chunk + byte_count};
  *largest_x = *largest_y = 0;
  if (!read_times(&reader, count, start, columns->times)) return false;
  if (info & yxp_bit) return read_packed_pixels(&reader, count, columns->times, events, largest_x, largest_y);
  if (!read_rows(&reader, count, columns->rows, largest_y)) return false;
  if (info & xp_bit) return read_packed_columns(&reader, count, columns, events, largest_x);
  if (!read_masked_columns(&reader, count, columns->columns)) return false;
  if (!read_polarities(&reader, count, columns->polarities)) return false;
  *largest_x = combine(count, columns, events);
  return true;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static bool decode_avx2(
    const uint8_t *chunk, size_t byte_count, const struct ecf_columns *columns, uint8_t *events, uint16_t *largest_x,
    uint16_t *largest_y) {
  return decode(chunk, byte_count, columns, events, largest_x, largest_y);
}
#endif

bool ecf_decode_chunk(
    const uint8_t *chunk, size_t byte_count, const struct ecf_columns *columns, uint8_t *events, uint16_t *largest_x,
    uint16_t *largest_y) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return decode_avx2(chunk, byte_count, columns, events, largest_x, largest_y);
#endif
  return decode(chunk, byte_count, columns, events, largest_x, largest_y);
}
