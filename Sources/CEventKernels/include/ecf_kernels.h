#ifndef ECF_KERNELS_H
#define ECF_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Elements behind each column of `ecf_columns` that may be written over.
#define ECF_COLUMN_SLACK 64

/// Room for the values of a chunk's events, column by column: as many elements as the chunk has events, and
/// `ECF_COLUMN_SLACK` more.
struct ecf_columns {
  int64_t *times;
  uint16_t *rows;
  uint16_t *columns;
  uint8_t *polarities;
};

/// Decodes an ECF chunk with the widest instructions of the processor.
///
/// - chunk: its `byte_count` bytes, at any alignment.
/// - columns: scratch.
/// - events: room for as many events of 16 bytes as the chunk says: x u16, y u16, polarity i32, time i64.
/// - largest_x, largest_y: no event's column and row are larger; they are smaller than 2048 + 8.
///
/// Returns false, having written anything to `events`, where the chunk is damaged in any way.
bool ecf_decode_chunk(
    const uint8_t *chunk, size_t byte_count, const struct ecf_columns *columns, uint8_t *events, uint16_t *largest_x,
    uint16_t *largest_y);

#endif
