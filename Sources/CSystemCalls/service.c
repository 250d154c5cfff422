#define _GNU_SOURCE
#include "saccade_service.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/// Fills in the address of a Unix socket and gives its length, or 0 where the path is too long.
static socklen_t address_of(const char *path, struct sockaddr_un *address) {
  const size_t length = strlen(path);
  if (length == 0 || length >= sizeof address->sun_path) return 0;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length);
  if (path[0] == '@') address->sun_path[0] = '\0';
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] == '@' ? 0 : 1));
}

int saccade_send_datagram(const char *path, const void *bytes, size_t count) {
  struct sockaddr_un address;
  const socklen_t length = address_of(path, &address);
  if (length == 0) return ENAMETOOLONG;
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  // Whoever does not read must not hold up the service.
  const struct timeval limit = {0, 50000};
  (void)setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  ssize_t sent;
  do {
    sent = sendto(descriptor, bytes, count, MSG_NOSIGNAL, (const struct sockaddr *)&address, length);
  } while (sent < 0 && errno == EINTR);
  const int status = sent == (ssize_t)count ? 0 : sent < 0 ? errno : EMSGSIZE;
  close(descriptor);
  return status;
}

int saccade_connect(int *connected, const char *path, int timeout_milliseconds) {
  struct sockaddr_un address;
  const socklen_t length = address_of(path, &address);
  if (length == 0) return ENAMETOOLONG;
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  const struct timeval limit = {timeout_milliseconds / 1000, timeout_milliseconds % 1000 * 1000};
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
      setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
      connect(descriptor, (const struct sockaddr *)&address, length) != 0) {
    const int status = errno;
    close(descriptor);
    return status;
  }
  *connected = descriptor;
  return 0;
}

int saccade_adopt_listener(int descriptor) {
  int accepts = 0;
  socklen_t size = sizeof accepts;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size) != 0) return errno;
  if (!accepts) return EINVAL;
  const int flags = fcntl(descriptor, F_GETFD);
  if (flags < 0 || fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) != 0) return errno;
  return 0;
}

int saccade_synchronise(int descriptor) { return fdatasync(descriptor) == 0 ? 0 : errno; }
