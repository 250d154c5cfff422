// Counts the allocations of each thread, for tests.
#ifndef SACCADE_CALLOCATIONCOUNTER_H
#define SACCADE_CALLOCATIONCOUNTER_H

#include <stdbool.h>
#include <stdint.h>

// Whether allocations are counted; a sanitizer has an allocator of its own, in whose place nothing can stand.
bool saccade_counts_allocations(void);

// How often the calling thread has asked for memory so far.
uint64_t saccade_allocation_count(void);

#endif
