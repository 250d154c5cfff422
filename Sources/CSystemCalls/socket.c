#define _GNU_SOURCE
#include "saccade_socket.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "saccade_wait.h"

static int resolve(const char *host, uint16_t port, int type, int flags, struct addrinfo **found) {
  char service[8];
  snprintf(service, sizeof service, "%u", (unsigned)port);
  const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = type, .ai_flags = flags | AI_NUMERICSERV};
  const int status = getaddrinfo(host, service, &hints, found);
  return status == EAI_SYSTEM ? errno : status;
}

static int open_socket(const struct addrinfo *address) {
  return socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
}

static int set(int descriptor, int level, int option, int value) {
  return setsockopt(descriptor, level, option, &value, sizeof value);
}

/// Waits for the end of a connection attempt.
static int finish_connecting(int descriptor, int event, int64_t deadline) {
  const int result = saccade_wait(descriptor, SACCADE_WRITABLE, event, deadline);
  if (result < 0) return -result;
  if (result == SACCADE_WOKEN) return ECANCELED;
  if (result == SACCADE_TIMED_OUT) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

int saccade_connect_tcp(const char *host, uint16_t port, int event, int64_t deadline, int *descriptor) {
  struct addrinfo *found = NULL;
  int status = resolve(host, port, SOCK_STREAM, AI_ADDRCONFIG, &found);
  if (status == EAI_NONAME || status == EAI_ADDRFAMILY) {
    // A machine without a network still has its loopback addresses, which AI_ADDRCONFIG hides.
    status = resolve(host, port, SOCK_STREAM, 0, &found);
  }
  if (status != 0) return status;
  status = ENOENT;
  for (const struct addrinfo *address = found; address != NULL && status != ECANCELED; address = address->ai_next) {
    const int attempt = open_socket(address);
    if (attempt < 0) {
      status = errno;
      continue;
    }
    status = connect(attempt, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (status == EINPROGRESS) status = finish_connecting(attempt, event, deadline);
    if (status == 0) {
      (void)set(attempt, SOL_SOCKET, SO_KEEPALIVE, 1);
      *descriptor = attempt;
      break;
    }
    close(attempt);
  }
  freeaddrinfo(found);
  return status;
}

static uint16_t bound_port(int descriptor) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(((const struct sockaddr_in *)&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
  return 0;
}

/// Binds a socket of `type` to the first address that can be had.
static int bind_first(const char *host, uint16_t port, int type, int *descriptor) {
  struct addrinfo *found = NULL;
  int status = resolve(host, port, type, AI_PASSIVE, &found);
  if (status != 0) return status;
  status = ENOENT;
  for (const struct addrinfo *address = found; address != NULL; address = address->ai_next) {
    const int attempt = open_socket(address);
    if (attempt < 0) {
      status = errno;
      continue;
    }
    if (type == SOCK_STREAM) (void)set(attempt, SOL_SOCKET, SO_REUSEADDR, 1);
    if (bind(attempt, address->ai_addr, address->ai_addrlen) == 0) {
      *descriptor = attempt;
      status = 0;
      break;
    }
    status = errno;
    close(attempt);
  }
  freeaddrinfo(found);
  return status;
}

int saccade_listen_tcp(const char *host, uint16_t port, int *descriptor, uint16_t *bound) {
  const int status = bind_first(host, port, SOCK_STREAM, descriptor);
  if (status != 0) return status;
  if (listen(*descriptor, 4) != 0) {
    const int error = errno;
    close(*descriptor);
    return error;
  }
  *bound = bound_port(*descriptor);
  return 0;
}

static int unix_socket(const char *path, struct sockaddr_un *address, int *descriptor) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) return ENAMETOOLONG;
  strcpy(address->sun_path, path);
  *descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return *descriptor < 0 ? errno : 0;
}

int saccade_connect_unix(const char *path, int *descriptor) {
  struct sockaddr_un address;
  const int status = unix_socket(path, &address, descriptor);
  if (status != 0) return status;
  if (connect(*descriptor, (const struct sockaddr *)&address, sizeof address) == 0) return 0;
  const int error = errno;
  close(*descriptor);
  return error;
}

int saccade_listen_unix(const char *path, int *descriptor) {
  struct stat file;
  if (lstat(path, &file) == 0) {
    if (!S_ISSOCK(file.st_mode)) return ENOTSOCK;
    int probe = -1;
    const int status = saccade_connect_unix(path, &probe);
    if (status == 0) close(probe);
    // A full queue answers EAGAIN: somebody listens.
    if (status == 0 || status == EAGAIN) return EADDRINUSE;
    if (status != ECONNREFUSED) return status;
    if (unlink(path) != 0) return errno;
  }
  struct sockaddr_un address;
  const int status = unix_socket(path, &address, descriptor);
  if (status != 0) return status;
  if (bind(*descriptor, (const struct sockaddr *)&address, sizeof address) == 0 && listen(*descriptor, 4) == 0) return 0;
  const int error = errno;
  close(*descriptor);
  return error;
}

int saccade_accept(int listener, int *descriptor) {
  const int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client < 0) return errno;
  // Of no effect on Unix sockets.
  (void)set(client, SOL_SOCKET, SO_KEEPALIVE, 1);
  *descriptor = client;
  return 0;
}

int saccade_bind_udp(const char *host, uint16_t port, size_t buffer, int *descriptor, size_t *granted, uint16_t *bound) {
  const int status = bind_first(host, port, SOCK_DGRAM, descriptor);
  if (status != 0) return status;
  const int wanted = buffer > 1 << 30 ? 1 << 30 : (int)buffer;
  // The first goes beyond the system's limit and needs a privilege.
  if (set(*descriptor, SOL_SOCKET, SO_RCVBUFFORCE, wanted) != 0) (void)set(*descriptor, SOL_SOCKET, SO_RCVBUF, wanted);
  (void)set(*descriptor, SOL_SOCKET, SO_RXQ_OVFL, 1);
  int actual = 0;
  socklen_t size = sizeof actual;
  // The kernel says the double of what it was asked for, since it counts its own structures.
  *granted = getsockopt(*descriptor, SOL_SOCKET, SO_RCVBUF, &actual, &size) == 0 ? (size_t)actual / 2 : 0;
  *bound = bound_port(*descriptor);
  return 0;
}

int saccade_receive_datagrams(int socket, void *memory, size_t slot_size, unsigned slots, int32_t *lengths, uint32_t *drops) {
  struct mmsghdr messages[SACCADE_DATAGRAM_SLOTS];
  struct iovec places[SACCADE_DATAGRAM_SLOTS];
  union {
    char bytes[CMSG_SPACE(sizeof(uint32_t))];
    struct cmsghdr header;
  } control[SACCADE_DATAGRAM_SLOTS];
  if (slots > SACCADE_DATAGRAM_SLOTS) slots = SACCADE_DATAGRAM_SLOTS;
  for (unsigned index = 0; index < slots; index++) {
    places[index] = (struct iovec){.iov_base = (char *)memory + index * slot_size, .iov_len = slot_size};
    messages[index] = (struct mmsghdr){
        .msg_hdr =
            {
                .msg_iov = &places[index],
                .msg_iovlen = 1,
                .msg_control = &control[index],
                .msg_controllen = sizeof control[index],
            },
    };
  }
  int count;
  do {
    count = recvmmsg(socket, messages, slots, MSG_DONTWAIT, NULL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
  for (int index = 0; index < count; index++) {
    struct msghdr *header = &messages[index].msg_hdr;
    const int32_t length = (int32_t)messages[index].msg_len;
    lengths[index] = header->msg_flags & MSG_TRUNC ? -length : length;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL; part = CMSG_NXTHDR(header, part)) {
      if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_RXQ_OVFL) memcpy(drops, CMSG_DATA(part), sizeof *drops);
    }
  }
  return count;
}
