// The loops around the tiles, the same for all levels.
#include <string.h>

#include "tiles.h"

// ---- Borders

// Bytes to fill with zeros, or elements to fill with a value for each channel.
static void fill_pixels(spike_map map, const float *outside, size_t first_pixel, size_t pixels) {
  if (!outside) {
    memset((uint8_t *)map.data + first_pixel * map.channels, 0, pixels * map.channels);
    return;
  }
  float *target = (float *)map.data + first_pixel * map.channels;
  for (size_t p = 0; p < pixels; p++) memcpy(target + p * map.channels, outside, map.channels * sizeof(float));
}

static void fill_border(spike_map map, const float *outside, size_t first_row, size_t last_row) {
  const size_t halo = map.halo, width = padded_width(map);
  if (halo == 0 || first_row >= last_row) return;
  if (first_row == 0) fill_pixels(map, outside, 0, halo * width);
  for (size_t y = first_row; y < last_row; y++) {
    fill_pixels(map, outside, (y + halo) * width, halo);
    fill_pixels(map, outside, (y + halo) * width + halo + map.width, halo);
  }
  if (last_row == map.height) fill_pixels(map, outside, (map.height + halo) * width, halo * width);
}

void spike_clear_border(spike_map map, size_t first_row, size_t last_row) {
  fill_border(map, NULL, first_row, last_row);
}

void spike_fill_border(spike_map map, const float *outside, size_t first_row, size_t last_row) {
  fill_border(map, outside, first_row, last_row);
}

// ---- Lists

size_t spike_chunk_channels(spike_convolution shape, spike_weight_type type, size_t fired) {
  if (type == SPIKE_WEIGHT_F32) return shape.input_channels;
  // So many entries of a chunk and kernel row a pixel should have that going from sum to sum costs little beside them.
  const size_t wanted = type == SPIKE_WEIGHT_I8 ? 96 : 36;
  const size_t elements = shape.input_height * shape.input_width * shape.input_channels;
  const size_t channels = wanted * elements / (shape.kernel * (fired > 0 ? fired : 1)) + 1;
  const size_t rounded = (channels + SPIKE_SMALLEST_CHUNK - 1) / SPIKE_SMALLEST_CHUNK * SPIKE_SMALLEST_CHUNK;
  return smaller(rounded, shape.input_channels);
}

static size_t chunk_count(spike_lists lists, size_t channels) {
  return (channels + lists.chunk_channels - 1) / lists.chunk_channels;
}

size_t spike_list_starts(spike_lists lists, spike_map map) {
  return chunk_count(lists, map.channels) * (padded_width(map) + 1);
}

void spike_list_rows(spike_kernel_level level, spike_map map, spike_weight_type type, spike_lists lists,
                     size_t first_row, size_t last_row) {
  const spike_kernel_table *table = spike_kernel_table_of(level);
  const size_t width = padded_width(map), value_bytes = type == SPIKE_WEIGHT_I8 ? 1 : 2;
  const size_t starts = spike_list_starts(lists, map);
  for (size_t y = first_row; y < last_row; y++) {
    table->list_row((const uint8_t *)map.data + (y + map.halo) * width * map.channels, width, map.channels,
                    lists.chunk_channels, value_bytes, lists.start + y * starts, lists.index + y * lists.row_capacity,
                    (uint8_t *)lists.value + y * lists.row_capacity * value_bytes);
  }
}

static void prefetch_pixels(const float *pixel, size_t pixels, size_t channels, size_t count) {
  for (size_t p = 0; p < pixels; p++, pixel += channels)
    for (size_t c = 0; c < count; c += 16) __builtin_prefetch(pixel + c, 0, 2);
}

// ---- Values that become neurons' input without a convolution

// Few enough that a tile and the next one, with all that belongs to them, fit into the first-level cache, and that not too much is
// asked for at once.
enum { FINISHED_PIXELS = 4, FINISHED_CHANNELS = 64 };

size_t spike_finish_rows(spike_kernel_level level, const spike_finish *finish, const float *map, size_t map_channels,
                         size_t width, size_t channels, size_t first_channel, size_t first_row, size_t last_row) {
  const spike_kernel_table *table = spike_kernel_table_of(level);
  size_t fired = 0;
  for (size_t y = first_row; y < last_row; y++) {
    for (size_t x = 0; x < width; x += FINISHED_PIXELS) {
      const bool is_last = x + FINISHED_PIXELS >= width;
      const size_t next_x = is_last ? 0 : x + FINISHED_PIXELS, next_y = is_last ? y + 1 : y;
      const size_t pixels = smaller(FINISHED_PIXELS, width - x);
      const size_t next_pixels = next_y < last_row ? smaller(FINISHED_PIXELS, width - next_x) : 0;
      for (size_t c = 0; c < map_channels; c += FINISHED_CHANNELS) {
        const size_t count = smaller(FINISHED_CHANNELS, map_channels - c);
        prefetch_pixels(map + (next_y * width + next_x) * map_channels + c, next_pixels, map_channels, count);
        prefetch_tile(finish, channels, width, next_y, next_x, next_pixels, first_channel + c, count);
        fired += table->finish_f32(finish, map + (y * width + x) * map_channels + c, map_channels, channels, width, y, x,
                                   pixels, first_channel + c, count);
      }
    }
  }
  return fired;
}

// ---- Sums of listed spikes

// Up to so many entries of a kernel row a pixel, a pixel's kernel rows are taken together, so that its sums are begun and written
// once (a third less time for 64 channels of which 5 % fired); where there are more, the weights of one kernel row are kept near.
static size_t few_entries(spike_weight_type type) { return type == SPIKE_WEIGHT_I8 ? 24 : 12; }

// Pixels of a tile then: their sums of 256 channels are 8 KB.
enum { TOGETHER_PIXELS = 8 };

// What stays the same while a layer's listed spikes are summed.
typedef struct {
  const spike_kernel_table *table;
  const spike_layer *layer;
  spike_lists lists;
  size_t halo, chunks;
  size_t block, block_bytes;
  bool together;
} gather_layer;

// A tile: `rows` output rows from `y` on, of each `pixels` pixels from `x` on.
typedef struct {
  size_t y, rows, x, pixels;
} gather_tile;

// Whether few neurons fired in the input of these output rows.
static bool fire_few(const gather_layer *gather, size_t first_row, size_t last_row) {
  const spike_convolution shape = gather->layer->shape;
  const size_t starts = gather->chunks * (shape.input_width + 2 * gather->halo + 1);
  const size_t above = smaller(first_row * shape.stride, shape.padding);
  const size_t first = first_row * shape.stride - above;
  const size_t last = smaller((last_row - 1) * shape.stride + shape.kernel - shape.padding, shape.input_height);
  size_t entries = 0;
  for (size_t row = first; row < last; row++) entries += gather->lists.start[(row + 1) * starts - 1];
  return entries * shape.kernel <= few_entries(gather->layer->type) * shape.input_width * (last - first);
}

static gather_layer gather_layer_of(spike_kernel_level level, const spike_layer *layer, spike_lists lists, size_t halo,
                                    size_t first_row, size_t last_row) {
  const size_t packed = spike_packed_bytes(level, SPIKE_GATHER, layer->type, layer->shape);
  gather_layer gather = {.table = spike_kernel_table_of(level), .layer = layer, .lists = lists,
                         .halo = halo, .chunks = chunk_count(lists, layer->shape.input_channels),
                         .block = spike_block_channels(level, SPIKE_GATHER, layer->type, layer->shape),
                         .block_bytes = packed / spike_block_count(level, SPIKE_GATHER, layer->type, layer->shape)};
  gather.together = gather.chunks == 1 && (layer->shape.kernel == 1 || fire_few(&gather, first_row, last_row));
  return gather;
}

// What belongs to the pixels of one row of a tile, to be asked for on the way: all of it, or one of `parts` parts.
static void ask_for_pixels(spike_gather_run *run, const spike_layer *layer, size_t y, size_t x, size_t first,
                           size_t count, size_t part, size_t parts) {
  const spike_finish *finish = &layer->finish;
  const size_t channels = layer->shape.output_channels, element = (y * layer->shape.output_width + x) * channels + first;
  const float *const streams[3] = {
      finish->membrane ? finish->membrane + element : NULL, finish->residual ? finish->residual + element : NULL,
      finish->values ? finish->values + y * finish->values_row + x * channels + first : NULL};
  run->pixel_lines = (count + 15) / 16;
  run->pixel_bytes = channels * sizeof(float);
  run->pixel_streams = 0;
  for (size_t i = 0; i < 3; i++)
    if (streams[i] && i % parts == part) run->pixel[run->pixel_streams++] = (const uint8_t *)streams[i];
}

// Appends the entries of an input row and a chunk, which reach the output through kernel row `ky`.
static void append_row(spike_gather_run *run, const gather_layer *gather, size_t row, size_t chunk, size_t ky) {
  const spike_convolution shape = gather->layer->shape;
  const spike_lists lists = gather->lists;
  const size_t starts = shape.input_width + 2 * gather->halo + 1;
  const size_t value_bytes = gather->layer->type == SPIKE_WEIGHT_I8 ? 1 : 2;
  run->row[run->rows].start = lists.start + (row * gather->chunks + chunk) * starts;
  run->row[run->rows].index = lists.index + row * lists.row_capacity;
  run->row[run->rows].value = (const uint8_t *)lists.value + row * lists.row_capacity * value_bytes;
  run->row[run->rows].weights = ky * shape.kernel * shape.input_channels;
  run->rows++;
}

static void take(const gather_layer *gather, const spike_gather_run *run, const void *weights, tile_sums *sums,
                 size_t first_sum) {
  const spike_kernel_table *table = gather->table;
  switch (gather->layer->type) {
  case SPIKE_WEIGHT_I8: table->gather_i8(run, weights, gather->block, sums->whole + first_sum); break;
  case SPIKE_WEIGHT_I16: table->gather_i16(run, weights, gather->block, sums->whole + first_sum); break;
  case SPIKE_WEIGHT_F32: table->gather_f32(run, weights, gather->block, sums->real + first_sum); break;
  }
}

// All sums of a tile and a block. Either all kernel rows of a pixel together, or kernel row by kernel row and chunk by chunk, so that
// the weights in use stay near: 24 KB of 16-bit ones for 64 channels and 3 taps.
static void gather_sums(const gather_layer *gather, gather_tile tile, const uint8_t *weights, size_t first, size_t count,
                        tile_sums *sums, weights_ahead *ahead) {
  const spike_layer *layer = gather->layer;
  const spike_convolution shape = layer->shape;
  const size_t row_sums = tile.pixels * gather->block;
  if (layer->type == SPIKE_WEIGHT_F32) {
    const float *bias = layer->finish.bias + first;
    for (size_t p = 0; p < tile.rows * tile.pixels; p++)
      memcpy(sums->real + p * gather->block, bias, gather->block * sizeof(float));
  } else if (!gather->together) {
    memset(sums->whole, 0, tile.rows * row_sums * sizeof(int32_t));
  }
  spike_gather_run run = {.x = tile.x * shape.stride + gather->halo - shape.padding, .step = shape.stride,
                          .taps = shape.kernel, .channels = shape.input_channels, .pixels = tile.pixels,
                          .largest_input = layer->largest_input, .adds = !gather->together};
  const size_t rows_at_once = gather->together ? shape.kernel : 1;
  for (size_t first_ky = 0; first_ky < shape.kernel; first_ky += rows_at_once) {
    for (size_t chunk = 0; chunk < gather->chunks; chunk++) {
      for (size_t r = 0; r < tile.rows; r++) {
        run.rows = 0;
        for (size_t ky = first_ky; ky < first_ky + rows_at_once; ky++) {
          // Rows above the map are large numbers.
          const size_t row = (tile.y + r) * shape.stride + ky - shape.padding;
          if (row < shape.input_height) append_row(&run, gather, row, chunk, ky);
        }
        if (run.rows == 0 && run.adds) {
          prefetch_step(ahead);
          continue;
        }
        run.ahead = take_lines(ahead, &run.ahead_lines);
        run.pixel_streams = 0;
        if (chunk == 0)
          ask_for_pixels(&run, layer, tile.y + r, tile.x, first, count, first_ky, shape.kernel / rows_at_once);
        take(gather, &run, weights, sums, r * row_sums);
      }
    }
  }
}

size_t spike_convolve_gather(spike_kernel_level level, const spike_layer *layer, spike_lists lists, size_t halo,
                             size_t first_row, size_t last_row, size_t first_block, size_t last_block) {
  if (first_row >= last_row) return 0;
  const spike_convolution shape = layer->shape;
  const gather_layer gather = gather_layer_of(level, layer, lists, halo, first_row, last_row);
  const spike_kernel_table *table = gather.table;
  const spike_finish *finish = &layer->finish;
  const size_t block = gather.block, width = shape.output_width, channels = shape.output_channels;
  const size_t most_pixels = gather.together ? TOGETHER_PIXELS : SPIKE_TILE_PIXELS;
  const size_t tile_pixels = smaller(width, most_pixels), tile_rows = most_pixels / tile_pixels;
  const size_t steps = (last_row - first_row) * tile_count(width, tile_pixels) *
                       (gather.together ? 1 : shape.kernel * gather.chunks);
  tile_sums sums;
  size_t fired = 0;
  for (size_t b = first_block; b < last_block; b++) {
    const uint8_t *weights = (const uint8_t *)layer->weights + b * gather.block_bytes;
    const size_t first = b * block, count = smaller(block, channels - first);
    weights_ahead ahead = block_ahead(layer, weights, gather.block_bytes, b + 1 == last_block, steps);
    for (size_t y = first_row; y < last_row; y += tile_rows) {
      for (size_t x = 0; x < width; x += tile_pixels) {
        const gather_tile tile = {y, smaller(tile_rows, last_row - y), x, smaller(tile_pixels, width - x)};
        gather_sums(&gather, tile, weights, first, count, &sums, &ahead);
        for (size_t r = 0; r < tile.rows; r++) {
          const size_t row = r * tile.pixels * block;
          if (layer->type == SPIKE_WEIGHT_F32)
            fired += table->finish_f32(finish, sums.real + row, block, channels, width, y + r, x, tile.pixels, first, count);
          else
            fired += table->finish_i32(finish, sums.whole + row, block, channels, width, y + r, x, tile.pixels, first, count);
        }
      }
    }
  }
  return fired;
}

// ---- Sums of all inputs

// The last rows of the input, made as wide as the weights; row y is in slot y modulo the kernel's side.
typedef struct {
  uint8_t *scratch;
  size_t slots, slot_bytes;
  // The padded input row held in each slot.
  size_t held[SPIKE_LARGEST_KERNEL];
} wide_rows;

static wide_rows wide_rows_in(void *scratch, size_t slots, size_t slot_bytes) {
  wide_rows rows = {.scratch = scratch, .slots = slots, .slot_bytes = slot_bytes};
  for (size_t slot = 0; slot < SPIKE_LARGEST_KERNEL; slot++) rows.held[slot] = SIZE_MAX;
  return rows;
}

static const uint8_t *wide_row(const spike_kernel_table *table, wide_rows *rows, spike_map input,
                               spike_weight_type type, size_t row) {
  const size_t slot = row % rows->slots;
  uint8_t *wide = rows->scratch + slot * rows->slot_bytes;
  if (rows->held[slot] != row) {
    const size_t count = padded_width(input) * input.channels;
    const uint8_t *narrow = (const uint8_t *)input.data + row * count;
    if (type == SPIKE_WEIGHT_I16)
      table->widen_i16(narrow, count, (uint16_t *)wide);
    else
      table->widen_f32(narrow, count, (float *)wide);
    rows->held[slot] = row;
  }
  return wide;
}

static size_t wide_slot_bytes(spike_weight_type type, spike_convolution shape, size_t halo) {
  const size_t elements = (shape.input_width + 2 * halo) * shape.input_channels + SPIKE_SLACK;
  return (elements * (type == SPIKE_WEIGHT_F32 ? 4 : 2) + 63) / 64 * 64;
}

size_t spike_dense_scratch_bytes(spike_weight_type type, spike_convolution shape, size_t halo) {
  return type == SPIKE_WEIGHT_I8 ? 0 : shape.kernel * wide_slot_bytes(type, shape, halo);
}

size_t spike_convolve_dense(spike_kernel_level level, const spike_layer *layer, spike_map input, void *scratch,
                            size_t first_row, size_t last_row, size_t first_block, size_t last_block) {
  const spike_kernel_table *table = spike_kernel_table_of(level);
  const spike_convolution shape = layer->shape;
  const spike_weight_type type = layer->type;
  const size_t block = spike_block_channels(level, SPIKE_DENSE, type, shape);
  const size_t block_bytes =
      spike_packed_bytes(level, SPIKE_DENSE, type, shape) / spike_block_count(level, SPIKE_DENSE, type, shape);
  const size_t input_bytes = type == SPIKE_WEIGHT_I8 ? 1 : type == SPIKE_WEIGHT_I16 ? 2 : 4, group = 4 / input_bytes;
  const size_t row_bytes = padded_width(input) * input.channels * input_bytes;
  const bool is_wide = type != SPIKE_WEIGHT_I8;
  const size_t steps = (last_row - first_row) * tile_count(shape.output_width, SPIKE_TILE_PIXELS);
  wide_rows rows = wide_rows_in(scratch, shape.kernel, wide_slot_bytes(type, shape, input.halo));
  tile_sums sums;
  size_t fired = 0;
  for (size_t b = first_block; b < last_block; b++) {
    const uint8_t *weights = (const uint8_t *)layer->weights + b * block_bytes;
    const size_t count = smaller(block, shape.output_channels - b * block);
    weights_ahead ahead = block_ahead(layer, weights, block_bytes, b + 1 == last_block, steps);
    for (size_t y = first_row; y < last_row; y++) {
      for (size_t x = 0; x < shape.output_width; x += SPIKE_TILE_PIXELS) {
        prefetch_step(&ahead);
        const size_t element = (x * shape.stride + input.halo - shape.padding) * shape.input_channels;
        spike_dense_tile tile = {.rows = shape.kernel,
                                 .groups = (shape.kernel * shape.input_channels + group - 1) / group,
                                 .step = shape.stride * shape.input_channels,
                                 .pixels = smaller(SPIKE_TILE_PIXELS, shape.output_width - x)};
        for (size_t ky = 0; ky < shape.kernel; ky++) {
          const size_t row = y * shape.stride + ky + input.halo - shape.padding;
          const uint8_t *start = is_wide ? wide_row(table, &rows, input, type, row)
                                         : (const uint8_t *)input.data + row * row_bytes;
          tile.row[ky] = start + element * input_bytes;
        }
        prefetch_tile(&layer->finish, shape.output_channels, shape.output_width, y, x, tile.pixels, b * block, count);
        if (type == SPIKE_WEIGHT_F32) {
          table->dense_f32(&tile, (const float *)weights, block, layer->finish.bias + b * block, sums.real);
          fired += table->finish_f32(&layer->finish, sums.real, block, shape.output_channels, shape.output_width, y, x,
                                     tile.pixels, b * block, count);
          continue;
        }
        if (type == SPIKE_WEIGHT_I8)
          table->dense_i8(&tile, (const int8_t *)weights, block, sums.whole);
        else
          table->dense_i16(&tile, (const int16_t *)weights, block, sums.whole);
        fired += table->finish_i32(&layer->finish, sums.whole, block, shape.output_channels, shape.output_width, y, x,
                                   tile.pixels, b * block, count);
      }
    }
  }
  return fired;
}

// ---- Depthwise

// Channels whose rows of pairs are held together; a group's rows of a 7x7 kernel fit into the first-level cache.
enum { DEPTHWISE_CHANNELS = 64, PAIR_CHANNELS = 16 };

static size_t pair_slot_bytes(spike_convolution shape, size_t halo) {
  return (shape.input_width + 2 * halo) * PAIR_CHANNELS * 2 * sizeof(uint16_t);
}

size_t spike_depthwise_scratch_bytes(spike_convolution shape, size_t halo) {
  const size_t pairs = DEPTHWISE_CHANNELS / PAIR_CHANNELS * shape.kernel * pair_slot_bytes(shape, halo);
  const size_t wide = shape.kernel * wide_slot_bytes(SPIKE_WEIGHT_F32, shape, halo);
  return pairs > wide ? pairs : wide;
}

static weights_ahead depthwise_ahead(const spike_layer *layer, size_t rows) {
  const size_t groups = (layer->shape.output_channels + DEPTHWISE_CHANNELS - 1) / DEPTHWISE_CHANNELS;
  const size_t tiles = tile_count(layer->shape.output_width, SPIKE_TILE_PIXELS);
  return weights_ahead_of(layer->next, layer->next_bytes, rows * groups * tiles);
}

static size_t depthwise_f32(const spike_kernel_table *table, const spike_layer *layer, spike_map input, bool values,
                            void *scratch, size_t first_row, size_t last_row) {
  const spike_convolution shape = layer->shape;
  const size_t channels = shape.output_channels, row_elements = padded_width(input) * channels;
  wide_rows rows = wide_rows_in(scratch, shape.kernel, wide_slot_bytes(SPIKE_WEIGHT_F32, shape, input.halo));
  _Alignas(64) float sums[SPIKE_TILE_PIXELS * DEPTHWISE_CHANNELS];
  weights_ahead ahead = depthwise_ahead(layer, last_row - first_row);
  size_t fired = 0;
  for (size_t y = first_row; y < last_row; y++) {
    for (size_t c = 0; c < channels; c += DEPTHWISE_CHANNELS) {
      const size_t count = smaller(DEPTHWISE_CHANNELS, channels - c);
      for (size_t x = 0; x < shape.output_width; x += SPIKE_TILE_PIXELS) {
        prefetch_step(&ahead);
        const size_t pixels = smaller(SPIKE_TILE_PIXELS, shape.output_width - x);
        const float *row_starts[SPIKE_LARGEST_KERNEL];
        for (size_t ky = 0; ky < shape.kernel; ky++) {
          const size_t row = y + ky + input.halo - shape.padding;
          const float *start = values ? (const float *)input.data + row * row_elements
                                      : (const float *)(const void *)wide_row(table, &rows, input, SPIKE_WEIGHT_F32, row);
          row_starts[ky] = start + (x + input.halo - shape.padding) * channels + c;
        }
        // A row's channels lie too far apart for the processor to guess that the next row will be wanted.
        if (values && y + 1 < last_row)
          prefetch_pixels(row_starts[shape.kernel - 1] + row_elements, pixels + shape.kernel - 1, channels, count);
        prefetch_tile(&layer->finish, channels, shape.output_width, y, x, pixels, c, count);
        table->depthwise_f32(row_starts, (const float *)layer->weights + c, layer->finish.bias + c, shape.kernel,
                             channels, count, pixels, sums, DEPTHWISE_CHANNELS);
        fired += table->finish_f32(&layer->finish, sums, DEPTHWISE_CHANNELS, channels, shape.output_width, y, x, pixels,
                                   c, count);
      }
    }
  }
  return fired;
}

size_t spike_convolve_depthwise(spike_kernel_level level, const spike_layer *layer, spike_map input, bool values,
                                void *scratch, size_t first_row, size_t last_row) {
  const spike_kernel_table *table = spike_kernel_table_of(level);
  if (layer->type == SPIKE_WEIGHT_F32) return depthwise_f32(table, layer, input, values, scratch, first_row, last_row);
  const spike_convolution shape = layer->shape;
  const size_t channels = shape.output_channels, width = padded_width(input), kernel = shape.kernel;
  const size_t slot = pair_slot_bytes(shape, input.halo) / sizeof(uint16_t);
  const size_t group_weights = kernel * ((kernel + 1) / 2) * 2 * PAIR_CHANNELS;
  uint16_t *pairs = scratch;
  _Alignas(64) int32_t sums[SPIKE_TILE_PIXELS * DEPTHWISE_CHANNELS];
  weights_ahead ahead = depthwise_ahead(layer, last_row - first_row);
  size_t fired = 0;
  for (size_t first = 0; first < channels; first += DEPTHWISE_CHANNELS) {
    const size_t count = smaller(DEPTHWISE_CHANNELS, channels - first);
    const size_t groups = (count + PAIR_CHANNELS - 1) / PAIR_CHANNELS;
    size_t next_row = first_row + input.halo - shape.padding;
    for (size_t y = first_row; y < last_row; y++) {
      const size_t top = y + input.halo - shape.padding;
      for (; next_row < top + kernel; next_row++) {
        const uint8_t *row = (const uint8_t *)input.data + next_row * width * channels + first;
        for (size_t g = 0; g < groups; g++) {
          table->pair_row(row + g * PAIR_CHANNELS, width, channels, smaller(PAIR_CHANNELS, count - g * PAIR_CHANNELS),
                          pairs + (g * kernel + next_row % kernel) * slot);
        }
      }
      for (size_t x = 0; x < shape.output_width; x += SPIKE_TILE_PIXELS) {
        const size_t pixels = smaller(SPIKE_TILE_PIXELS, shape.output_width - x);
        prefetch_step(&ahead);
        for (size_t g = 0; g < groups; g++) {
          // A part of the tile's pixels with each group of channels.
          const size_t asked = pixels * g / groups, end = pixels * (g + 1) / groups;
          prefetch_tile(&layer->finish, channels, shape.output_width, y, x + asked, end - asked, first, count);
          const uint16_t *rows[SPIKE_LARGEST_KERNEL];
          for (size_t ky = 0; ky < kernel; ky++)
            rows[ky] = pairs + (g * kernel + (top + ky) % kernel) * slot +
                       (x + input.halo - shape.padding) * 2 * PAIR_CHANNELS;
          table->depthwise_i16(rows, (const int16_t *)layer->weights + (first / PAIR_CHANNELS + g) * group_weights,
                               kernel, pixels, sums + g * PAIR_CHANNELS, DEPTHWISE_CHANNELS);
        }
        fired += table->finish_i32(&layer->finish, sums, DEPTHWISE_CHANNELS, channels, shape.output_width, y, x, pixels,
                                   first, count);
      }
    }
  }
  return fired;
}
