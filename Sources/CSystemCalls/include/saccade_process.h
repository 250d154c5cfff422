// Calls around child processes that Swift does not see.
#ifndef SACCADE_PROCESS_H
#define SACCADE_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Makes a pipe whose ends are closed in every program started later. Returns 0 or an error number.
int saccade_pipe(int ends[2]);

/// Makes two connected sockets, closed in every program started later. Returns 0 or an error number.
int saccade_socket_pair(int ends[2]);

/// Sends bytes through a socket; a closed other end is an error and no signal. Returns 0 or an error number.
int saccade_send(int socket, const void *bytes, size_t count);

/// Makes memory that can be mapped by several processes, whose size nobody can change, closed in every program started later.
/// Returns 0 or an error number.
int saccade_shared_memory(int *descriptor, size_t size);

/// What a program is started with.
struct saccade_program {
  /// Its path.
  const char *path;
  /// Its arguments, ended by a null pointer; the first is its name.
  char *const *arguments;
  /// NAME=VALUE, ended by a null pointer: they win over this process's environment, which it gets besides.
  char *const *variables;
  /// Its descriptors 0, 1 and 3; 2 leads nowhere and there are no others.
  int input, output, memory;
};

/// Starts a program. Returns 0 or an error number.
int saccade_spawn(pid_t *process, const struct saccade_program *program);

/// Asks the kernel to kill this process when its parent ends. Returns 0 or an error number.
int saccade_die_with_parent(void);

/// A resource that `saccade_limit` limits.
enum saccade_resource {
  SACCADE_CORE_SIZE,
  SACCADE_FILE_SIZE,
  SACCADE_DESCRIPTORS,
  SACCADE_ADDRESS_SPACE,
  SACCADE_PROCESSOR_SECONDS
};

/// Sets the limit in force, or with `forever` also the one that it cannot be raised beyond. Returns 0 or an error number.
int saccade_limit(enum saccade_resource resource, uint64_t value, int forever);

#endif
