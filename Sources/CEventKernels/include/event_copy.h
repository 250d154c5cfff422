#ifndef EVENT_COPY_H
#define EVENT_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Copies `count` events of 16 bytes (x u16, y u16, polarity u32, time i64) and looks at each as it was copied, so that the source
/// may change meanwhile.
///
/// Returns whether every x is at most `largest_x`, every y at most `largest_y` and every polarity 0 or 1.
bool event_copy_checked(const void *source, void *target, size_t count, uint16_t largest_x, uint16_t largest_y);

#endif
