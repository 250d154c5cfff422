// Calls of services that Swift does not see.
#ifndef SACCADE_SERVICE_H
#define SACCADE_SERVICE_H

#include <stddef.h>

/// Sends one datagram to a Unix socket; a path that begins with '@' is a name of the abstract namespace. Gives up after 50 ms
/// where the other side has no room.
/// Returns 0 or an error number.
int saccade_send_datagram(const char *path, const void *bytes, size_t count);

/// Connects to a Unix stream socket whose reads and writes fail after so many milliseconds; closed in every program started
/// later. Returns 0 or an error number.
int saccade_connect(int *socket, const char *path, int timeout_milliseconds);

/// Says whether a descriptor is a listening stream socket, and lets no program started later inherit it.
/// Returns 0 or an error number.
int saccade_adopt_listener(int descriptor);

/// Makes sure that a written file survives a loss of power. Returns 0 or an error number.
int saccade_synchronise(int descriptor);

#endif
