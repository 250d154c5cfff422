#ifndef RAW_KERNELS_H
#define RAW_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Decoding of runs of frequent words with vector instructions.
//
// The functions are for `EVENT_KERNEL_AVX512`; on a processor without it they must not be called, and a build for another kind of
// processor decodes nothing. They decode words from the front until they meet one that needs more than they do, or room for a whole block
// of events is missing, and return how many words they have decoded. Events are written as 16 bytes: x u16, y u16, polarity i32,
// time i64, all little-endian. What is written behind the last event, within the capacity, is undefined.

/// What a run of EVT2 or EVT4 words of one event each reads and changes.
struct single_event_run {
  /// Time of the current base, microseconds.
  int64_t base;
  /// Time of the last event.
  int64_t last_time;
  /// Events earlier than the one before them.
  uint64_t backward_steps;
  /// Events written.
  size_t written;
  /// Bits 6...33 of the current base as it was sent.
  uint32_t high;
  /// The smaller, even one of the two neighbouring word types of events, and the word type of time bases.
  uint32_t types, time_high_type;
  /// Columns and rows of the sensor, at most 2048.
  uint32_t width, height;
};

/// Decodes events and bases that do not fall; stops at other types and at pixels outside the sensor.
size_t single_event_decode_run(struct single_event_run *run, const uint8_t *words, size_t count, uint8_t *events, size_t capacity);

/// What a run of EVT3 words reads and changes.
struct evt3_run {
  /// The time at which the lower half is 0, microseconds.
  int64_t base;
  /// Time of the last event.
  int64_t last_time;
  /// Events earlier than the one before them.
  uint64_t backward_steps;
  /// Words of vendor data passed over.
  uint64_t not_events;
  /// Events written.
  size_t written;
  /// The halves of the time as they were sent, and the row, which is on the sensor.
  uint16_t high, low, row;
  /// Columns and rows of the sensor, at most 2048.
  uint16_t width, height;
  /// First column and polarity of the next vector.
  uint16_t vector_x, vector_polarity;
  /// Whether a vector base has been sent.
  bool has_vector_base;
  /// Whether to pass over vendor data rather than to stop at it.
  bool passes_over_vendor_data;
};

/// Decodes rows, columns, vectors, TIME_LOW and repeated TIME_HIGH words; stops at other types, at a TIME_HIGH word that
/// changes the time, and at pixels outside the sensor.
size_t evt3_decode_run(struct evt3_run *run, const uint8_t *words, size_t count, uint8_t *events, size_t capacity);

#endif
