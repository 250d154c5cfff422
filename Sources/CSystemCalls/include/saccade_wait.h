// Waiting for a descriptor while another thread may ask to give up.
#ifndef SACCADE_WAIT_H
#define SACCADE_WAIT_H

#include <stdint.h>

/// Makes an event: a descriptor that is readable once it was raised, and from then on. Returns 0 or an error number.
int saccade_event(int *descriptor);

/// Raises an event; safe from any thread and from a signal handler.
void saccade_event_raise(int descriptor);

/// What a wait has ended with.
enum saccade_wait_result { SACCADE_READY, SACCADE_WOKEN, SACCADE_TIMED_OUT };

/// What a descriptor is waited for.
enum saccade_direction { SACCADE_READABLE, SACCADE_WRITABLE };

/// Waits until a descriptor is ready (or has failed, which using it then tells), until `event` is raised, which wins, or until
/// the monotonic clock reaches `deadline` in nanoseconds. A negative `descriptor` is never ready.
///
/// Returns one of `saccade_wait_result`, or an error number negated.
int saccade_wait(int descriptor, enum saccade_direction direction, int event, int64_t deadline);

#endif
