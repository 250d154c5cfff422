#define _GNU_SOURCE
#include "saccade_wait.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

int saccade_event(int *descriptor) {
  const int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event < 0) return errno;
  *descriptor = event;
  return 0;
}

void saccade_event_raise(int descriptor) {
  const int before = errno;
  const uint64_t one = 1;
  ssize_t written;
  do {
    written = write(descriptor, &one, sizeof one);
  } while (written < 0 && errno == EINTR);
  errno = before;
}

int saccade_wait(int descriptor, enum saccade_direction direction, int event, int64_t deadline) {
  struct pollfd waiting[2] = {
      {.fd = event, .events = POLLIN, .revents = 0},
      {.fd = descriptor, .events = direction == SACCADE_READABLE ? POLLIN : POLLOUT, .revents = 0},
  };
  for (;;) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t rest = deadline - ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
    if (rest < 0) rest = 0;
    const struct timespec timeout = {.tv_sec = rest / 1000000000, .tv_nsec = rest % 1000000000};
    const int count = ppoll(waiting, 2, &timeout, NULL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -errno;
    if (waiting[0].revents != 0) return SACCADE_WOKEN;
    return count > 0 ? SACCADE_READY : SACCADE_TIMED_OUT;
  }
}
