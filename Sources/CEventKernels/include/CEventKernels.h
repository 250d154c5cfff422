#ifndef CEVENTKERNELS_H
#define CEVENTKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ecf_kernels.h"
#include "event_copy.h"
#include "event_kernel_level.h"
#include "lz4_kernels.h"
#include "raw_kernels.h"

/// The number of records that `dat_decode_records` looks at together.
#define DAT_BLOCK_RECORDS 128

/// Decodes DAT change-detection records of version 2 as long as they are ordinary.
///
/// A record is ordinary if its x is less than `width`, its y less than `height`, the three bits above its polarity are
/// 0 and its 32-bit time is at most 2^31 less than that of the record before it. Decoding goes by blocks of
/// `DAT_BLOCK_RECORDS` and stops before the first block that is not ordinary throughout; what is left of fewer records
/// than a block is not decoded.
///
/// - records: `count` records of 8 bytes, at any alignment, with one more record readable before them.
/// - time_base: added to every 32-bit time.
/// - width, height: 1...16384.
/// - events: room for `count` events of 16 bytes: x u16, y u16, polarity i32, time i64. Those past the result are scratch.
/// - backward_steps: increased by the number of decoded records whose time is less than that of the record before.
/// - level: not above `event_kernel_best_level()`.
///
/// Returns the number of records decoded, a multiple of `DAT_BLOCK_RECORDS`.
size_t dat_decode_records(
    const void *records, size_t count, int64_t time_base, uint32_t width, uint32_t height, void *events,
    uint64_t *backward_steps, event_kernel_level level);

/// Whether the processor has instructions for SHA-256.
bool sha256_has_instructions(void);

/// Goes on with a SHA-256 hash over `count` blocks of 64 bytes, at any alignment.
///
/// - state: the eight words of the hash.
/// - uses_instructions: not true unless `sha256_has_instructions()` is; both ways give the same result.
void sha256_compress(uint32_t state[8], const void *blocks, size_t count, bool uses_instructions);

/// The number of events that `aedat4_decode_events` looks at together.
#define AEDAT4_BLOCK_EVENTS 64

/// Decodes events of an AEDAT 4 packet as long as they are ordinary.
///
/// An event is ordinary if its x is less than `width`, its y less than `height`, its polarity 0 or 1 and its time not less
/// than that of the event before it. Decoding goes by blocks of `AEDAT4_BLOCK_EVENTS` and stops before the first block that
/// is not ordinary throughout; what is left of fewer events than a block is not decoded.
///
/// - records: `count` events of 16 bytes, at any alignment, with one more event readable before them.
/// - width, height: 1...32768.
/// - events: room for `count` events of 16 bytes: x u16, y u16, polarity i32, time i64. Those past the result are scratch.
/// - level: not above `event_kernel_best_level()`.
///
/// Returns the number of events decoded, a multiple of `AEDAT4_BLOCK_EVENTS`.
size_t aedat4_decode_events(
    const void *records, size_t count, uint32_t width, uint32_t height, void *events, event_kernel_level level);

#endif
