// Sockets, as far as Swift's Glibc module does not show what they need. All descriptors are non-blocking and closed in every
// program started later.
//
// The functions return 0, an error number, or where a name could not be resolved the negative number that `gai_strerror` explains.
#ifndef SACCADE_SOCKET_H
#define SACCADE_SOCKET_H

#include <stddef.h>
#include <stdint.h>

/// Connects to a TCP server; gives up with ECANCELED when `event` is raised, with ETIMEDOUT at `deadline` (monotonic
/// nanoseconds). Looking a name up may take longer.
int saccade_connect_tcp(const char *host, uint16_t port, int event, int64_t deadline, int *descriptor);

/// Listens for TCP clients; a null `host` is every interface. `bound` gets the port, which the system chooses for port 0.
int saccade_listen_tcp(const char *host, uint16_t port, int *descriptor, uint16_t *bound);

/// Connects to a server's Unix socket.
int saccade_connect_unix(const char *path, int *descriptor);

/// Listens on a Unix socket. A socket that nobody listens on is replaced; EADDRINUSE where somebody does, ENOTSOCK where something
/// else stands at the path.
int saccade_listen_unix(const char *path, int *descriptor);

/// Takes the next client of a listening socket; EAGAIN where none waits.
int saccade_accept(int listener, int *descriptor);

/// Receives datagrams at a port; a null `host` is every interface. Asks for a receive buffer of `buffer` bytes, `granted` gets what
/// the system has given; `bound` gets the port.
int saccade_bind_udp(const char *host, uint16_t port, size_t buffer, int *descriptor, size_t *granted, uint16_t *bound);

/// Receives up to `slots` datagrams without waiting, each into `slot_size` bytes of `memory`, and their lengths into `lengths`; a
/// longer datagram is cut and its length is negative. `drops` gets how many the kernel has dropped since the socket was bound, if
/// it says so. Returns how many there are, or an error number negated.
int saccade_receive_datagrams(int socket, void *memory, size_t slot_size, unsigned slots, int32_t *lengths, uint32_t *drops);

/// The most datagrams received at once.
#define SACCADE_DATAGRAM_SLOTS 32

#endif
