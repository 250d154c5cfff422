// Checks of the vector kernels against sums written out one by one; plain C, so that they also run where no Swift does.
//
// Each returns how many things are wrong and describes them on the standard output.
#ifndef SPIKE_KERNEL_CHECKS_H
#define SPIKE_KERNEL_CHECKS_H

#include <stddef.h>
#include <stdint.h>

#include "spike_vector_kernels.h"

// Layers drawn from a seed; stops at the first wrong one. So many in a row are of every kind: each type of weights, kernel size,
// stride, and no neuron, some and all firing.
size_t spike_check_random_layers(spike_kernel_level level, uint64_t seed, size_t count);
extern const size_t spike_random_layer_kinds;

// The largest sums of either sign: all inputs as large as they may be, all weights too, until the sum is 2^31 - 1.
size_t spike_check_largest_sums(spike_kernel_level level);

// As many inputs as a sum of 16 bits holds, and every number up to twice as many.
size_t spike_check_narrow_sums(spike_kernel_level level);

// Convolutions of float32 values: they add in the order of the reference kernels.
size_t spike_check_values(spike_kernel_level level, uint64_t seed, size_t count);

// Lists of no neurons, some and all, in rows up to the longest.
size_t spike_check_lists(spike_kernel_level level, uint64_t seed);

// Maps that become some channels of others.
size_t spike_check_finished_rows(spike_kernel_level level, uint64_t seed, size_t count);

// Borders of maps.
size_t spike_check_borders(void);

// A team of workers, at most 8: calls, barriers, layers shared by them.
size_t spike_check_team(spike_kernel_level level, size_t workers, size_t runs);

// Memory for kernels and teams, and the lack of it.
size_t spike_check_memory(void);

#endif
