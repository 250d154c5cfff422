// Convolutions of values, most windows of which may hold the same: see `spike_convolve_values`.
#include <string.h>

#include "tiles.h"

typedef uint32_t __attribute__((may_alias)) value_bits;

// The value that a map has most often, if it has one so often, by a vote of some of its elements (Boyer and Moore, 1981).
static uint32_t usual_value(spike_map input) {
  const size_t row = padded_width(input) * input.channels, end = (input.height + input.halo) * row;
  // Odd, so that rows and channels take turns.
  const size_t step = (end / 256) | 1;
  uint32_t usual = 0;
  size_t votes = 0;
  for (size_t e = input.halo * row; e < end; e += step) {
    const uint32_t bits = ((const value_bits *)input.data)[e];
    if (votes == 0) usual = bits;
    votes = bits == usual ? votes + 1 : votes - 1;
  }
  return usual;
}

static void mark_unusual(const value_bits *row, size_t count, uint32_t usual, uint8_t *marks) {
  for (size_t e = 0; e < count; e++) marks[e] = row[e] != usual;
}

static bool is_any_set(const uint8_t *marks, size_t count) {
  uint64_t any = 0, word;
  size_t i = 0;
  for (; i + sizeof word <= count; i += sizeof word) {
    memcpy(&word, marks + i, sizeof word);
    any |= word;
  }
  for (; i < count; i++) any |= marks[i];
  return any != 0;
}

// In the working memory: marks of the last rows of the input, row y in slot y modulo the kernel's side; those of the rows that an
// output row reads, together; and windows side by side.
typedef struct {
  size_t row_elements, window;
  uint8_t *slots, *marks;
  float *windows;
  size_t held[SPIKE_LARGEST_KERNEL];
} value_windows;

static size_t row_elements(spike_convolution shape, size_t halo) {
  return (shape.input_width + 2 * halo) * shape.input_channels;
}

static size_t window_elements(spike_convolution shape) { return shape.kernel * shape.kernel * shape.input_channels; }

static size_t marks_bytes(spike_convolution shape, size_t halo) {
  return ((shape.kernel + 1) * row_elements(shape, halo) + 63) / 64 * 64;
}

static value_windows value_windows_in(void *scratch, spike_convolution shape, size_t halo) {
  value_windows w = {.row_elements = row_elements(shape, halo), .window = window_elements(shape), .slots = scratch};
  w.marks = w.slots + shape.kernel * w.row_elements;
  w.windows = (float *)(w.slots + marks_bytes(shape, halo));
  for (size_t slot = 0; slot < SPIKE_LARGEST_KERNEL; slot++) w.held[slot] = SIZE_MAX;
  return w;
}

size_t spike_values_scratch_bytes(spike_convolution shape, size_t halo) {
  if (shape.kernel == 1) return 0;
  return marks_bytes(shape, halo) + SPIKE_TILE_PIXELS * window_elements(shape) * sizeof(float);
}

// Marks what is unusual in any of the rows that begin with one.
static void mark_rows(value_windows *w, const value_bits *data, uint32_t usual, size_t first, size_t kernel) {
  memset(w->marks, 0, w->row_elements);
  for (size_t row = first; row < first + kernel; row++) {
    uint8_t *slot = w->slots + row % kernel * w->row_elements;
    if (w->held[row % kernel] != row) mark_unusual(data + row * w->row_elements, w->row_elements, usual, slot);
    w->held[row % kernel] = row;
    for (size_t e = 0; e < w->row_elements; e++) w->marks[e] |= slot[e];
  }
}

// Copies the windows of a tile in which anything is unusual, and notes which these are; returns their number.
static size_t take_windows(value_windows *w, spike_convolution shape, const float *values, size_t left, size_t pixels,
                           bool *is_taken) {
  const size_t taps = shape.kernel * shape.input_channels, step = shape.stride * shape.input_channels;
  size_t count = 0;
  for (size_t p = 0; p < pixels; p++) {
    is_taken[p] = is_any_set(w->marks + left + p * step, taps);
    if (!is_taken[p]) continue;
    for (size_t ky = 0; ky < shape.kernel; ky++)
      memcpy(w->windows + count * w->window + ky * taps, values + p * step + ky * w->row_elements, taps * sizeof(float));
    count++;
  }
  return count;
}

// Brings the sums of windows that were taken to their pixels, from the last one on, and the usual sums to the others.
static void spread_sums(float *sums, size_t block, const float *usual, const bool *is_taken, size_t pixels,
                        size_t taken) {
  for (size_t p = pixels; p-- > 0;) {
    const float *from = is_taken[p] ? sums + --taken * block : usual;
    if (from != sums + p * block) memmove(sums + p * block, from, block * sizeof(float));
  }
}

size_t spike_convolve_values(spike_kernel_level level, const spike_layer *layer, spike_map input, void *scratch,
                             size_t first_row, size_t last_row, size_t first_block, size_t last_block, size_t *taken) {
  const spike_kernel_table *table = spike_kernel_table_of(level);
  const spike_convolution shape = layer->shape;
  const size_t block = spike_block_channels(level, SPIKE_DENSE, SPIKE_WEIGHT_F32, shape);
  const size_t block_bytes = spike_packed_bytes(level, SPIKE_DENSE, SPIKE_WEIGHT_F32, shape) /
                             spike_block_count(level, SPIKE_DENSE, SPIKE_WEIGHT_F32, shape);
  const size_t taps = shape.kernel * shape.input_channels;
  // A window of one pixel is not worth comparing, nor copying.
  const bool is_compared = shape.kernel > 1;
  const uint32_t usual = is_compared ? usual_value(input) : 0;
  value_windows w = {.row_elements = row_elements(shape, input.halo), .window = window_elements(shape)};
  if (is_compared) w = value_windows_in(scratch, shape, input.halo);
  spike_dense_tile tile = {
      .rows = 1, .row = {w.windows}, .groups = w.window, .step = is_compared ? w.window : shape.stride * taps};
  tile_sums sums;
  float usual_sums[SPIKE_LARGEST_BLOCK];
  size_t fired = 0;
  *taken = 0;
  for (size_t b = first_block; b < last_block; b++) {
    const uint8_t *weights = (const uint8_t *)layer->weights + b * block_bytes;
    const float *bias = layer->finish.bias + b * block;
    const size_t count = smaller(block, shape.output_channels - b * block);
    weights_ahead ahead = block_ahead(layer, weights, block_bytes, b + 1 == last_block,
                                      (last_row - first_row) * tile_count(shape.output_width, SPIKE_TILE_PIXELS));
    if (is_compared) {
      for (size_t e = 0; e < w.window; e++) memcpy(w.windows + e, &usual, sizeof usual);
      tile.pixels = 1;
      table->dense_f32(&tile, (const float *)weights, block, bias, usual_sums);
    }
    for (size_t y = first_row; y < last_row; y++) {
      const size_t row = y * shape.stride + input.halo - shape.padding;
      if (is_compared) mark_rows(&w, input.data, usual, row, shape.kernel);
      for (size_t x = 0; x < shape.output_width; x += SPIKE_TILE_PIXELS) {
        const size_t pixels = smaller(SPIKE_TILE_PIXELS, shape.output_width - x);
        const size_t left = (x * shape.stride + input.halo - shape.padding) * shape.input_channels;
        const float *values = (const float *)input.data + row * w.row_elements + left;
        bool is_taken[SPIKE_TILE_PIXELS];
        tile.pixels = pixels;
        if (is_compared)
          tile.pixels = take_windows(&w, shape, values, left, pixels, is_taken);
        else
          tile.row[0] = values;
        *taken += tile.pixels * count;
        prefetch_step(&ahead);
        prefetch_tile(&layer->finish, shape.output_channels, shape.output_width, y, x, pixels, b * block, count);
        table->dense_f32(&tile, (const float *)weights, block, bias, sums.real);
        if (is_compared) spread_sums(sums.real, block, usual_sums, is_taken, pixels, tile.pixels);
        fired += table->finish_f32(&layer->finish, sums.real, block, shape.output_channels, shape.output_width, y, x,
                                   pixels, b * block, count);
      }
    }
  }
  return fired;
}
