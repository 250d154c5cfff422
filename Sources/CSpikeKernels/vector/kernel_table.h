// What a level provides: loops over one tile. The loops around them are the same for all levels (convolve.c).
#ifndef SPIKE_KERNEL_TABLE_H
#define SPIKE_KERNEL_TABLE_H

#include <string.h>

#include "../include/spike_vector_kernels.h"

// The entries of a chunk that reach some output pixels of a row through some kernel rows.
typedef struct {
  // In the order of the kernel rows.
  size_t rows;
  struct {
    const uint16_t *start, *index;
    const void *value;
    // The kernel row's first weight row.
    size_t weights;
  } row[SPIKE_LARGEST_KERNEL];
  // Whether sums are added to; else they are written for the first time. Those of float32 are always added to.
  bool adds;
  // The input pixel of the leftmost tap of the first output pixel, and the step to the next one's.
  size_t x, step;
  // Taps of a kernel row, and input channels: see `spike_weight_row`.
  size_t taps, channels;
  size_t pixels;
  size_t largest_input;
  // Cache lines that will be needed soon, asked for on the way: `lines` ahead, spread over the pixels, and of each pixel's own.
  const uint8_t *ahead;
  size_t ahead_lines;
  // Where a pixel's sums will go and what is added to them, `pixel_bytes` apart from pixel to pixel.
  const uint8_t *pixel[3];
  size_t pixel_streams, pixel_lines, pixel_bytes;
} spike_gather_run;

// An entry's weight row is its index and this, for the output pixel whose leftmost tap is input pixel x.
static inline ptrdiff_t spike_weight_row(const spike_gather_run *run, size_t row, size_t x) {
  return (ptrdiff_t)run->row[row].weights - (ptrdiff_t)(x * run->channels);
}

// The lines ahead of which a run has still to ask for.
typedef struct {
  const uint8_t *line;
  size_t due;
} spike_lines_ahead;

// Asks for what is due at a pixel. So the processor waits for none, as it would if it were asked for dozens at once.
static inline void spike_ask_ahead(const spike_gather_run *run, size_t pixel, spike_lines_ahead *ahead) {
  for (ahead->due += run->ahead_lines; ahead->due >= run->pixels; ahead->due -= run->pixels, ahead->line += 64)
    __builtin_prefetch(ahead->line, 0, 2);
  for (size_t i = 0; i < run->pixel_streams; i++)
    for (size_t l = 0; l < run->pixel_lines; l++)
      __builtin_prefetch(run->pixel[i] + pixel * run->pixel_bytes + 64 * l, 1, 2);
}

// The inputs that reach a tile, as rows of elements as wide as the weights.
typedef struct {
  size_t rows;
  // The leftmost tap of the first output pixel.
  const void *row[SPIKE_LARGEST_KERNEL];
  // Groups of inputs of a kernel row; elements from one output pixel's leftmost tap to the next one's.
  size_t groups, step;
  size_t pixels;
} spike_dense_tile;

typedef struct {
  // Lists one row of `pixels` pixels: start [chunks][pixels + 1], index and value (1 or 2 bytes).
  void (*list_row)(const uint8_t *row, size_t pixels, size_t channels, size_t chunk, size_t value_bytes,
                   uint16_t *start, uint16_t *index, void *value);

  // Sums [pixel][block] of a block's weights.
  void (*gather_i8)(const spike_gather_run *run, const int8_t *weights, size_t block, int32_t *sums);
  void (*gather_i16)(const spike_gather_run *run, const int16_t *weights, size_t block, int32_t *sums);
  void (*gather_f32)(const spike_gather_run *run, const float *weights, size_t block, float *sums);
  // Sums of a tile, [pixel][block].
  void (*dense_i8)(const spike_dense_tile *tile, const int8_t *weights, size_t block, int32_t *sums);
  void (*dense_i16)(const spike_dense_tile *tile, const int16_t *weights, size_t block, int32_t *sums);
  void (*dense_f32)(const spike_dense_tile *tile, const float *weights, size_t block, const float *bias, float *sums);

  // Pairs of neighbouring pixels of `count` channels, at most 16: pairs[x][c] = {row[x][c], row[x + 1][c]}.
  void (*pair_row)(const uint8_t *row, size_t pixels, size_t channels, size_t count, uint16_t *pairs);
  // Sums of 16 channels, `sums_step` apart from pixel to pixel; row r of `pairs` begins with the leftmost tap.
  void (*depthwise_i16)(const uint16_t *const *pairs, const int16_t *weights, size_t kernel, size_t pixels,
                        int32_t *sums, size_t sums_step);
  // `count` channels, at most 64, of rows of pixels that are `channels` apart.
  void (*depthwise_f32)(const float *const *rows, const float *weights, const float *bias, size_t kernel,
                        size_t channels, size_t count, size_t pixels, float *sums, size_t sums_step);

  // See spike_finish; `sums` are [pixel][sums_step]. `place` counts from pixel (y, x).
  size_t (*finish_i32)(const spike_finish *finish, const int32_t *sums, size_t sums_step, size_t channels,
                       size_t width, size_t y, size_t x, size_t pixels, size_t first, size_t count);
  size_t (*finish_f32)(const spike_finish *finish, const float *sums, size_t sums_step, size_t channels,
                       size_t width, size_t y, size_t x, size_t pixels, size_t first, size_t count);

  void (*widen_i16)(const uint8_t *row, size_t count, uint16_t *wide);
  void (*widen_f32)(const uint8_t *row, size_t count, float *wide);

  // The most channels of a block of a gather, a power of two. Where rows of weights are long, what comes with each entry and each
  // pixel weighs less beside them, if a pixel's sums fit into registers.
  size_t longest_block_i8, longest_block_i16;
  // The channel at each place of a weight row, in groups of 64 and 32: so that the sums come out in natural order though
  // unpacking deals channels out lane by lane. NULL where places are channels.
  const uint8_t *gather_order_i8, *gather_order_i16;
} spike_kernel_table;

// NULL where the level is not built for this kind of processor.
const spike_kernel_table *spike_kernel_table_of(spike_kernel_level level);

// How many inputs a sum of 16 bits holds: 255 for a largest input D of 1, 63 for 4, 31 for 8, 2 for 127, the largest allowed.
//
// A weight of 8 bits is at most 128 in magnitude, so that n products come to at most n * 128 * D, which is at most 32767 for so many.
// Any part of them, in any order, comes to no more, for any weights: so neither an addition of 16 bits wraps nor maddubs, which adds
// two products, saturates (2 * 128 * 127 = 32512).
static inline size_t spike_narrow_inputs(size_t largest_input) { return 32767 / (128 * largest_input); }

// Numbers at places that need not be aligned.
static inline uint16_t spike_load_16(const void *at) {
  uint16_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline int32_t spike_load_32(const void *at) {
  int32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

extern const spike_kernel_table spike_table_portable;
#if defined(__x86_64__)
extern const spike_kernel_table spike_table_avx2;
extern const spike_kernel_table spike_table_avx512;
#elif defined(__aarch64__)
extern const spike_kernel_table spike_table_neon;
#endif

#endif
