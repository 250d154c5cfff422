// Memory and threads for the kernels.
#ifndef SPIKE_TEAM_H
#define SPIKE_TEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Memory, zeroed if asked, aligned to 64 bytes; large blocks lie in huge pages where the system has them, which spares a tenth of a
// network's time. NULL where there is no memory.
void *spike_allocate(size_t bytes, bool zeroed);
void spike_deallocate(void *memory);

// 64 bits that change where memory was damaged: eight sums at once, as fast as memory is read.
uint64_t spike_checksum(const void *memory, size_t bytes);

// A fixed team of workers, which sleep between runs and spin at barriers within them.
typedef struct spike_team spike_team;

// Starts `workers` - 1 threads; worker 0 is whoever calls `spike_team_run`. If `pinned`, the thread of worker w stays on the w-th of
// the processors that the process may use; the caller is never moved. NULL where threads cannot be started.
spike_team *spike_team_create(size_t workers, bool pinned);

size_t spike_team_workers(const spike_team *team);

// Calls `body` once for each worker, worker 0 on the calling thread, and returns when all have returned. One run at a time.
void spike_team_run(spike_team *team, void (*body)(void *context, size_t worker), void *context);

// Within a run: returns once all workers have called it as often. What any of them wrote before is visible to all after it.
void spike_team_barrier(spike_team *team);

// Ends the threads.
void spike_team_destroy(spike_team *team);

#endif
