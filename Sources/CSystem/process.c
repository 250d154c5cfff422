#define _GNU_SOURCE
#include "saccade_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

int saccade_pipe(int ends[2], int size) {
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  // Not being allowed a larger pipe costs speed only.
  (void)fcntl(ends[0], F_SETPIPE_SZ, size);
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

int saccade_spawn(pid_t *process, const char *program, char *const arguments[], char *const variables[], int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char **environment = environment_with(variables);
  if (environment == NULL) return ENOMEM;
  int status = posix_spawn_file_actions_init(&actions);
  if (status != 0) {
    free(environment);
    return status;
  }
  status = posix_spawnattr_init(&attributes);
  if (status != 0) {
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return status;
  }
  // The child must not inherit ignored or blocked signals: a closed pipe has to end it.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  (void)posix_spawnattr_setsigmask(&attributes, &none);
  (void)posix_spawnattr_setsigdefault(&attributes, &all);
  (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  status = posix_spawn_file_actions_adddup2(&actions, output, 1);
  if (status == 0) status = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (status == 0) status = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (status == 0) status = posix_spawn(process, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  free(environment);
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
