// Calls around child processes that Swift does not see.
#ifndef SACCADE_PROCESS_H
#define SACCADE_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/// Makes a pipe whose ends are closed in every program started later, with room for `size` bytes where that is allowed.
/// Returns 0 or an error number.
int saccade_pipe(int ends[2], int size);

/// Starts a program with nothing at its standard input and standard error, `output` as its standard output and no other
/// descriptor. Its environment is this process's, in which `variables` (NAME=VALUE, ended by a null pointer) win.
/// Returns 0 or an error number.
int saccade_spawn(pid_t *process, const char *program, char *const arguments[], char *const variables[], int output);

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
