// A layer with all its memory, what must come out of it, and what comes out. Every block of memory is exactly as large as the
// kernels are promised, so that a sanitizer sees whatever is read or written behind it.
#ifndef SPIKE_CHECKS_LAYER_H
#define SPIKE_CHECKS_LAYER_H

#include <stdbool.h>

#include "include/spike_kernel_checks.h"

// GCC takes -ffp-contract=off.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

typedef struct {
  spike_convolution shape;
  spike_weight_type type;
  bool is_depthwise;
  size_t halo, output_halo, largest_input;
  // Channels of a chunk of a list; 0 for as many as the kernels advise.
  size_t chunk_channels;
  // With borders; what lies in the input's slack must not matter.
  uint8_t *input;
  // As for the reference kernels; float32 ones are these numbers times the scale.
  int32_t *weights;
  float *scale, *bias, *residual, *membrane;
  bool has_residual, has_values, has_neurons;
  float alpha, beta, limit;
} layer;

// What becomes of a layer's sums; `values` and `spikes` have the output's border.
typedef struct {
  float *values, *membrane;
  uint8_t *spikes;
  size_t fired;
} outcome;

// `count` rounded up to a multiple of `block`.
size_t padded_channels(size_t count, size_t block);

// Elements of a map with its border.
size_t bordered_count(size_t height, size_t width, size_t channels, size_t halo);

// Memory for `count` elements, all zero; ends the program where there is none.
void *zeroed(size_t count, size_t size);
// The same, aligned to 64 bytes and filled with ones.
void *aligned_ones(size_t bytes);

// The output's height and width.
void set_output_shape(spike_convolution *shape);

// All memory of a layer whose shape and borders are set; no neuron of the input fires.
void allocate_layer(layer *l);
void release_layer(layer *l);

// The place of an element of the input, and of a weight: `c` is the input channel, 0 for depthwise layers.
size_t input_place(const layer *l, size_t y, size_t x, size_t c);
size_t weight_place(const layer *l, size_t ky, size_t kx, size_t c, size_t o);

// The inputs that an output channel adds.
size_t inputs_of_channel(const layer *l);

outcome outcome_of(const layer *l);
void release_outcome(outcome *o);

// What must come out, one element at a time. False if a sum leaves 32 bits, which no layer may do that is checked.
bool expect(const layer *l, outcome *expected);

// What becomes of one sum, already scaled: the value, and the neuron at `place` of the outcome's membrane potentials.
void expect_element(const layer *l, float value, size_t place, size_t bordered_place, outcome *expected);

// Everything that the kernels need to compute a layer in a form, in parts that may run at once.
typedef struct {
  const layer *layer;
  spike_kernel_level level;
  spike_form form;
  void *weights;
  spike_layer kernel_layer;
  spike_map input;
  spike_lists lists;
  size_t blocks, scratch_bytes;
} computation;

computation prepare(const layer *l, spike_kernel_level level, spike_form form, outcome *actual);
void release_computation(computation *c);

// Lists input rows, where the form is a gather.
void list_part(const computation *c, size_t first_row, size_t last_row);
// Computes output rows and blocks; returns how many neurons fired. A depthwise layer takes no blocks.
size_t compute_part(const computation *c, size_t first_row, size_t last_row, size_t first_block, size_t last_block);

// Equal numbers; 0 and -0 are.
bool are_equal(const float *a, const float *b, size_t count);

// Whether the outcomes are equal; describes the layer on the standard output if not.
bool is_right(const layer *l, spike_kernel_level level, spike_form form, const outcome *expected, const outcome *actual);

// Checks a layer in every form, computed in four parts; returns how many forms are wrong.
size_t check_layer(const layer *l, spike_kernel_level level);

#endif
