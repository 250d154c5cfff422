#define _GNU_SOURCE
#include "saccade_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

int saccade_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno; }

int saccade_socket_pair(int ends[2]) {
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : errno;
}

int saccade_send(int socket, const void *bytes, size_t count) {
  const char *rest = bytes;
  while (count > 0) {
    const ssize_t sent = send(socket, rest, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    rest += sent;
    count -= (size_t)sent;
  }
  return 0;
}

int saccade_shared_memory(int *descriptor, size_t size) {
  const int memory = memfd_create("saccade", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory < 0) return errno;
  // A mapping of memory that somebody makes smaller is a trap.
  if (ftruncate(memory, (off_t)size) != 0 || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    const int status = errno;
    close(memory);
    return status;
  }
  *descriptor = memory;
  return 0;
}

/// Puts `variables` before this process's environment: the first of two equal names counts.
static char **environment_with(char *const variables[]) {
  size_t before = 0, own = 0;
  while (variables[before] != NULL) before++;
  while (environ != NULL && environ[own] != NULL) own++;
  char **all = calloc(before + own + 1, sizeof *all);
  if (all == NULL) return NULL;
  for (size_t index = 0; index < before; index++) all[index] = variables[index];
  for (size_t index = 0; index < own; index++) all[before + index] = environ[index];
  return all;
}

/// Starts a program with descriptors that are none of 0...3.
static int spawn_with(pid_t *process, const struct saccade_program *program, const int descriptors[3], char **environment) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int status = posix_spawn_file_actions_init(&actions);
  if (status != 0) return status;
  status = posix_spawnattr_init(&attributes);
  if (status != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return status;
  }
  // The child must not inherit ignored or blocked signals: a closed pipe has to end it.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  (void)posix_spawnattr_setsigmask(&attributes, &none);
  (void)posix_spawnattr_setsigdefault(&attributes, &all);
  (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  status = posix_spawn_file_actions_adddup2(&actions, descriptors[0], 0);
  if (status == 0) status = posix_spawn_file_actions_adddup2(&actions, descriptors[1], 1);
  if (status == 0) status = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  if (status == 0) status = posix_spawn_file_actions_adddup2(&actions, descriptors[2], 3);
  if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(&actions, 4);
  if (status == 0) status = posix_spawn(process, program->path, &actions, &attributes, program->arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return status;
}

int saccade_spawn(pid_t *process, const struct saccade_program *program) {
  const int given[3] = {program->input, program->output, program->memory};
  int descriptors[3] = {-1, -1, -1};
  int status = 0;
  for (size_t index = 0; index < 3 && status == 0; index++) {
    descriptors[index] = fcntl(given[index], F_DUPFD_CLOEXEC, 16);
    if (descriptors[index] < 0) status = errno;
  }
  if (status == 0) {
    char **environment = environment_with(program->variables);
    status = environment == NULL ? ENOMEM : spawn_with(process, program, descriptors, environment);
    free(environment);
  }
  for (size_t index = 0; index < 3; index++)
    if (descriptors[index] >= 0) close(descriptors[index]);
  return status;
}

int saccade_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 ? 0 : errno; }

int saccade_limit(enum saccade_resource resource, uint64_t value, int forever) {
  static const __rlimit_resource_t resources[] = {RLIMIT_CORE, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_AS, RLIMIT_CPU};
  struct rlimit limit;
  if (getrlimit(resources[resource], &limit) != 0) return errno;
  rlim_t wanted = value < (uint64_t)limit.rlim_max ? (rlim_t)value : limit.rlim_max;
  limit.rlim_cur = wanted;
  if (forever) limit.rlim_max = wanted;
  return setrlimit(resources[resource], &limit) == 0 ? 0 : errno;
}
