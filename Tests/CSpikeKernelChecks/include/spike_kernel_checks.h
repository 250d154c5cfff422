// Checks of the vector kernels against sums written out one by one; plain C, so that it also runs where no Swift does.
#ifndef SPIKE_KERNEL_CHECKS_H
#define SPIKE_KERNEL_CHECKS_H

#include <stddef.h>
#include <stdint.h>

#include "spike_vector_kernels.h"

// Checks a level on `count` layers drawn from a seed; returns the number that are wrong and describes the first on the standard
// output.
size_t spike_check_random_layers(spike_kernel_level level, uint64_t seed, size_t count);

// Checks the largest sums of either sign: all weights and inputs as large as a quantiser lets them be.
size_t spike_check_largest_sums(spike_kernel_level level);

// Checks that a convolution of float32 values adds in the order of the reference kernels.
size_t spike_check_values(spike_kernel_level level, uint64_t seed, size_t count);

#endif
