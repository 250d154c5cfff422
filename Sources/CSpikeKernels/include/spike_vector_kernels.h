// Kernels of the engines `dense` and `adaptive`: integer sums over the spikes, by vector instructions.
//
// Every level gives the same bits as the portable one: sums of whole numbers are exact in any order, and float32 sums
// are taken in the order of the reference kernels (spike_kernels.h), each product fused with its addition as there.
//
// A convolution goes tile by tile: some output pixels of a row times a block of output channels. The sums of a tile stay
// in the first-level cache, where `spike_finish` turns them into values, membrane potentials and spikes. Functions take a
// range of output rows and one of blocks, which is how threads share a layer; nothing here locks or allocates.
//
// No sum of 32 bits can overflow. `ChannelQuantiser` makes weights such that, over a channel's inputs, the sum of |weight| * largest
// input is at most 2^31 - 1; a sum of any part of the products, in any order, has at most that magnitude, and so has the sum of two
// such parts that share no product. Inputs behind a kernel row, which a dot product may take along, meet weights of zero. A single
// dot product of 16 bits is at most 2 * 255 * 32768 in magnitude. Sums of 16 bits, within the gather of 8-bit weights, are emptied
// before they can overflow, for any weights (`spike_narrow_inputs`).
#ifndef SPIKE_VECTOR_KERNELS_H
#define SPIKE_VECTOR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spike_kernels.h"

typedef enum {
  // C that any processor runs.
  SPIKE_KERNEL_PORTABLE = 0,
  // x86-64 with AVX2 and FMA.
  SPIKE_KERNEL_AVX2 = 1,
  // x86-64 with AVX-512 F, BW, DQ, VL, VBMI, VBMI2 and VNNI.
  SPIKE_KERNEL_AVX512 = 2,
  // 64-bit ARM with the dot product instructions.
  SPIKE_KERNEL_NEON = 3,
} spike_kernel_level;

// Whether the processor runs a level.
bool spike_kernel_runs(spike_kernel_level level);

// The highest level that the processor runs, or the one named by the environment variable SACCADE_KERNELS ("portable", "avx2",
// "avx512", "neon") if the processor runs it.
spike_kernel_level spike_kernel_best_level(void);

typedef enum { SPIKE_WEIGHT_I8 = 0, SPIKE_WEIGHT_I16 = 1, SPIKE_WEIGHT_F32 = 2 } spike_weight_type;

enum {
  // Output pixels of a tile, and output channels at most of a block.
  SPIKE_TILE_PIXELS = 40,
  SPIKE_LARGEST_BLOCK = 256,
  // The fewest input channels of a chunk, unless a map has fewer.
  SPIKE_SMALLEST_CHUNK = 64,
  // The side of a kernel, at most.
  SPIKE_LARGEST_KERNEL = 7,
  // So many elements may be read behind a map besides one pixel, and written behind a list.
  SPIKE_SLACK = 64,
};

// ---- Maps. A map has a border of `halo` pixels on all sides; elements are uint8_t (spikes) or float (values).

typedef struct {
  // The first element of the border.
  void *data;
  // Without the border.
  size_t height, width, channels;
  size_t halo;
} spike_map;

// Fills the border beside the rows [first_row, last_row), and above and below the map where these are its first and last,
// with zeros, or with a value for each channel.
void spike_clear_border(spike_map map, size_t first_row, size_t last_row);
void spike_fill_border(spike_map map, const float *outside, size_t first_row, size_t last_row);

// ---- Lists of the neurons that fired.

// The channels of a row are listed chunk by chunk, each from left to right: so many weights as a chunk needs stay in the first-level
// cache while a tile's pixels are summed. Row y owns `start` [chunks][padded width + 1] from y * chunks * (padded width + 1) on,
// `index` and `value` from y * row_capacity on; pixel x of the row, counted with the border, owns start[x] up to start[x + 1] of a
// chunk. An index is x * channels + c. A row has fewer than 65536 elements, border included, and `row_capacity` is that number and
// SPIKE_SLACK.
typedef struct {
  uint16_t *start;
  uint16_t *index;
  // uint8_t for 8-bit weights, uint16_t for others: as wide as the multiplications take it.
  void *value;
  size_t row_capacity;
  // Channels of a chunk, of which the last may have fewer.
  size_t chunk_channels;
} spike_lists;

// The best number of channels of a chunk where so many of a map's neurons fired, at least SPIKE_SMALLEST_CHUNK or all channels.
// Float32 sums have an order, for which all channels are one chunk.
size_t spike_chunk_channels(spike_convolution shape, spike_weight_type type, size_t fired);

// The elements of `start` that a row of a map owns; the last is the number of neurons that fired in the row.
size_t spike_list_starts(spike_lists lists, spike_map map);

// Lists the rows [first_row, last_row) of a map of spikes.
void spike_list_rows(spike_kernel_level level, spike_map map, spike_weight_type type, spike_lists lists,
                     size_t first_row, size_t last_row);

// ---- What becomes of sums.

// x = sum * scale + bias (a float32 sum is x already); x += residual; values = x;
// u = beta * membrane + alpha * x; spikes = u clamped to 0...limit, rounded half to even; membrane = u - spikes, or 0 where that
// is no normal number. Pointers may be NULL: no residual; values not kept; no neurons (membrane and spikes).
typedef struct {
  // [output channels, padded to a multiple of SPIKE_LARGEST_BLOCK]
  const float *scale, *bias;
  // [height][width][channels] without border.
  const float *residual;
  float *membrane;
  // Pixel (0, 0) of a map, behind its border; rows are so many elements apart.
  float *values;
  uint8_t *spikes;
  size_t values_row, spikes_row;
  float alpha, beta, limit;
} spike_finish;

// The same for a map of float32 values without border, which becomes the channels from `first_channel` on of a map of
// `channels`. Returns the number of neurons that fired.
size_t spike_finish_rows(spike_kernel_level level, const spike_finish *finish, const float *map, size_t map_channels,
                         size_t width, size_t channels, size_t first_channel, size_t first_row, size_t last_row);

// ---- Convolutions. All return the number of neurons that fired.

// How weights are arranged: the order is the level's own.
typedef enum {
  // A weight row for each input: [block][kernel][kernel][input channels][channels of a block].
  SPIKE_GATHER = 0,
  // Some inputs of a kernel row side by side: [block][kernel][groups][channels of a block][inputs of a group].
  SPIKE_DENSE = 1,
  // Stride 1, one input channel for each output channel: [16 channels][kernel][pairs of taps][16][2], int16; for float32
  // [kernel][kernel][channels].
  SPIKE_DEPTHWISE = 2,
} spike_form;

// The output channels of a block, and the number of blocks, in that form.
size_t spike_block_channels(spike_kernel_level level, spike_form form, spike_weight_type type,
                            spike_convolution shape);
size_t spike_block_count(spike_kernel_level level, spike_form form, spike_weight_type type, spike_convolution shape);

// The bytes of packed weights.
size_t spike_packed_bytes(spike_kernel_level level, spike_form form, spike_weight_type type, spike_convolution shape);

// Packs weights of that type, which lie as for `spike_convolve` (depthwise: `spike_depthwise_counts`). Depthwise ones of 8 bits
// are packed as 16 bits.
void spike_pack(spike_kernel_level level, spike_form form, spike_weight_type type, spike_convolution shape,
                const void *weights, void *packed);

typedef struct {
  spike_convolution shape;
  spike_weight_type type;
  const void *weights;
  // The largest spike count, 1...255; for 8-bit weights 1...127.
  size_t largest_input;
  spike_finish finish;
  // What will be read first when this layer is done: weights, which come from far away. NULL and 0 where nothing is known.
  const void *next;
  size_t next_bytes;
} spike_layer;

// Working memory of one thread, in bytes, for the functions of those names; aligned to 64 bytes.
size_t spike_dense_scratch_bytes(spike_weight_type type, spike_convolution shape, size_t halo);
size_t spike_values_scratch_bytes(spike_convolution shape, size_t halo);
size_t spike_depthwise_scratch_bytes(spike_convolution shape, size_t halo);

// Convolution of the spikes listed; the input map's border is at least `padding` wide.
size_t spike_convolve_gather(spike_kernel_level level, const spike_layer *layer, spike_lists lists, size_t halo,
                             size_t first_row, size_t last_row, size_t first_block, size_t last_block);

// Convolution of all spikes of a map, whether there are any or not.
size_t spike_convolve_dense(spike_kernel_level level, const spike_layer *layer, spike_map input, void *scratch,
                            size_t first_row, size_t last_row, size_t first_block, size_t last_block);

// Convolution of float32 values with float32 weights packed as SPIKE_DENSE. Windows that hold nothing but the map's usual value have
// the same sums, which are taken once: where no events came, nothing is multiplied. `*taken` becomes the number of sums of others.
size_t spike_convolve_values(spike_kernel_level level, const spike_layer *layer, spike_map input, void *scratch,
                             size_t first_row, size_t last_row, size_t first_block, size_t last_block, size_t *taken);

// Depthwise convolution of spikes (any type of weights) or of float32 values (with float32 weights).
size_t spike_convolve_depthwise(spike_kernel_level level, const spike_layer *layer, spike_map input, bool values,
                                void *scratch, size_t first_row, size_t last_row);

// ---- What the processor can do at best.

// Multiplies and adds in registers alone, `rounds` times, by the level's fastest instructions for that type of weights (float32:
// products fused with their additions). Returns the number of multiply-accumulates done, which is the same
// for each call with as many rounds.
size_t spike_peak(spike_kernel_level level, spike_weight_type type, size_t rounds);

#endif
