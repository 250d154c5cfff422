// What all loops around tiles need.
#ifndef SPIKE_TILES_H
#define SPIKE_TILES_H

#include "kernel_table.h"

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static inline size_t padded_width(spike_map map) { return map.width + 2 * map.halo; }

static inline size_t tile_count(size_t width, size_t pixels) { return (width + pixels - 1) / pixels; }

// The sums of a tile and a block, of whole numbers or of float32.
typedef union {
  _Alignas(64) int32_t whole[SPIKE_TILE_PIXELS * SPIKE_LARGEST_BLOCK];
  float real[SPIKE_TILE_PIXELS * SPIKE_LARGEST_BLOCK];
} tile_sums;

// ---- Asking for what comes from far away, before it is needed

// Weights that are asked for while something else is computed, a few with each step, since no more than some dozens can be on their
// way at a time.
typedef struct {
  const uint8_t *weights;
  size_t lines;
  size_t done, steps;
} weights_ahead;

static inline weights_ahead weights_ahead_of(const void *weights, size_t bytes, size_t steps) {
  const weights_ahead ahead = {weights, bytes / 64, 0, steps};
  return ahead;
}

// The block behind this one, or behind the last one what is read when the layer is done.
static inline weights_ahead block_ahead(const spike_layer *layer, const uint8_t *weights, size_t block_bytes,
                                        bool is_last, size_t steps) {
  return is_last ? weights_ahead_of(layer->next, layer->next_bytes, steps)
                 : weights_ahead_of(weights + block_bytes, block_bytes, steps);
}

// The share of one step: its first line, and how many.
static inline const uint8_t *take_lines(weights_ahead *ahead, size_t *lines) {
  const size_t first = ahead->lines * ahead->done / ahead->steps;
  *lines = ahead->lines * ++ahead->done / ahead->steps - first;
  return ahead->weights + 64 * first;
}

static inline void prefetch_step(weights_ahead *ahead) {
  size_t lines;
  const uint8_t *first = take_lines(ahead, &lines);
  for (size_t i = 0; i < lines; i++) __builtin_prefetch(first + 64 * i, 0, 2);
}

// What a tile's neurons and residual hold, and where its values go, is asked for before its sums are taken: it was last touched a
// timestep ago, or a few layers.
static inline void prefetch_tile(const spike_finish *finish, size_t channels, size_t width, size_t y, size_t x,
                                 size_t pixels, size_t first, size_t count) {
  for (size_t p = 0; p < pixels; p++) {
    const size_t place = (y * width + x + p) * channels + first;
    for (size_t c = 0; c < count; c += 16) {
      if (finish->membrane) __builtin_prefetch(finish->membrane + place + c, 1, 2);
      if (finish->residual) __builtin_prefetch(finish->residual + place + c, 0, 2);
      if (finish->values)
        __builtin_prefetch(finish->values + y * finish->values_row + (x + p) * channels + first + c, 1, 2);
    }
  }
}

#endif
