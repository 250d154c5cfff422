#ifndef LZ4_KERNELS_H
#define LZ4_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "event_kernel_level.h"

/// Decompresses sequences of an LZ4 block as long as they are short: at most 7 literals and a match of at most 18 bytes
/// that goes back by at least 8 bytes.
///
/// Recordings of events consist of such sequences, of which two make an event. A sequence is written as words of 8
/// bytes that are made of literals and match in a register: later events then load words as earlier events have stored
/// them, which processors hand on without waiting for the cache.
///
/// - source: the `source_count` bytes of the block.
/// - read: how many of them have been read, on the start of a sequence; updated.
/// - output: the bytes from `history` to `written` may be referred to, those from there to `end` are scratch.
/// - history, end: history <= *written <= end.
/// - written: how many bytes of the output there are; updated.
/// - level: not above `event_kernel_best_level()`; levels may differ in where they stop, but not in what they write.
void lz4_decode_short_sequences(
    const uint8_t *source, size_t source_count, size_t *read, uint8_t *output, size_t history, size_t end,
    size_t *written, event_kernel_level level);

#endif
