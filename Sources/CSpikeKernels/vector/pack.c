#include <string.h>

#include "kernel_table.h"

static size_t bytes_of(spike_weight_type type) {
  return type == SPIKE_WEIGHT_I8 ? 1 : type == SPIKE_WEIGHT_I16 ? 2 : 4;
}

// A block of more than 64 channels is at most so large: it has to stay in the second-level cache, and threads share blocks out.
enum { LARGEST_LONG_BLOCK = 1 << 20 };

// Inputs side by side that one dot product takes.
static size_t group_of(spike_weight_type type) { return 4 / bytes_of(type); }

static size_t groups_of_row(spike_weight_type type, spike_convolution shape) {
  return (shape.kernel * shape.input_channels + group_of(type) - 1) / group_of(type);
}

size_t spike_block_channels(spike_kernel_level level, spike_form form, spike_weight_type type,
                            spike_convolution shape) {
  if (form == SPIKE_DEPTHWISE) return 16;
  const bool gathers = form == SPIKE_GATHER;
  // A register holds 64 weights of 8 bits, and a gather takes whole registers.
  if (shape.output_channels <= 32) return gathers && type == SPIKE_WEIGHT_I8 ? 64 : 32;
  if (!gathers || type == SPIKE_WEIGHT_F32) return 64;
  const spike_kernel_table *table = spike_kernel_table_of(level);
  const size_t taps = shape.kernel * shape.kernel * shape.input_channels;
  size_t block = type == SPIKE_WEIGHT_I8 ? table->longest_block_i8 : table->longest_block_i16;
  while (block > 64 && (shape.output_channels % block != 0 || taps * block * bytes_of(type) > LARGEST_LONG_BLOCK))
    block /= 2;
  return block;
}

size_t spike_block_count(spike_kernel_level level, spike_form form, spike_weight_type type, spike_convolution shape) {
  const size_t block = spike_block_channels(level, form, type, shape);
  return (shape.output_channels + block - 1) / block;
}

size_t spike_packed_bytes(spike_kernel_level level, spike_form form, spike_weight_type type, spike_convolution shape) {
  const size_t block = spike_block_channels(level, form, type, shape);
  const size_t blocks = spike_block_count(level, form, type, shape);
  switch (form) {
  case SPIKE_GATHER: return blocks * shape.kernel * shape.kernel * shape.input_channels * block * bytes_of(type);
  case SPIKE_DENSE: return blocks * shape.kernel * groups_of_row(type, shape) * group_of(type) * block * bytes_of(type);
  case SPIKE_DEPTHWISE:
    if (type == SPIKE_WEIGHT_F32) return shape.kernel * shape.kernel * shape.output_channels * 4;
    return blocks * shape.kernel * ((shape.kernel + 1) / 2) * 32 * 2;
  }
  return 0;
}

// The number of a weight in the layout of the reference kernels.
static size_t place(spike_convolution shape, size_t row, size_t output) {
  const size_t padded =
      (shape.output_channels + SPIKE_CHANNEL_BLOCK - 1) / SPIKE_CHANNEL_BLOCK * SPIKE_CHANNEL_BLOCK;
  return row * padded + output;
}

static void pack_gather(const uint8_t *order, size_t order_length, size_t block, spike_weight_type type,
                        spike_convolution shape, const uint8_t *weights, uint8_t *packed) {
  const size_t size = bytes_of(type);
  const size_t rows = shape.kernel * shape.kernel * shape.input_channels;
  for (size_t first = 0; first < shape.output_channels; first += block) {
    for (size_t row = 0; row < rows; row++) {
      for (size_t o = 0; o < block; o++, packed += size) {
        const size_t c = first + (order ? o / order_length * order_length + order[o % order_length] : o);
        if (c < shape.output_channels)
          memcpy(packed, weights + place(shape, row, c) * size, size);
        else
          memset(packed, 0, size);
      }
    }
  }
}

static void pack_dense(size_t block, spike_weight_type type, spike_convolution shape, const uint8_t *weights,
                       uint8_t *packed) {
  const size_t size = bytes_of(type), group = group_of(type);
  const size_t taps = shape.kernel * shape.input_channels, groups = groups_of_row(type, shape);
  for (size_t first = 0; first < shape.output_channels; first += block) {
    for (size_t ky = 0; ky < shape.kernel; ky++) {
      for (size_t g = 0; g < groups; g++) {
        for (size_t o = 0; o < block; o++) {
          for (size_t i = 0; i < group; i++, packed += size) {
            const size_t tap = g * group + i;
            if (first + o < shape.output_channels && tap < taps)
              memcpy(packed, weights + place(shape, ky * taps + tap, first + o) * size, size);
            else
              memset(packed, 0, size);
          }
        }
      }
    }
  }
}

static void pack_depthwise(spike_weight_type type, spike_convolution shape, const void *weights, int16_t *packed) {
  const size_t channels = shape.output_channels, pairs = (shape.kernel + 1) / 2;
  for (size_t first = 0; first < channels; first += 16) {
    for (size_t ky = 0; ky < shape.kernel; ky++) {
      for (size_t kx = 0; kx < 2 * pairs; kx++) {
        for (size_t c = 0; c < 16; c++) {
          int16_t weight = 0;
          const size_t index = (ky * shape.kernel + kx) * channels + first + c;
          if (kx < shape.kernel && first + c < channels)
            weight = type == SPIKE_WEIGHT_I8 ? ((const int8_t *)weights)[index] : ((const int16_t *)weights)[index];
          packed[((ky * pairs + kx / 2) * 16 + c) * 2 + kx % 2] = weight;
        }
      }
    }
    packed += shape.kernel * pairs * 32;
  }
}

void spike_pack(spike_kernel_level level, spike_form form, spike_weight_type type, spike_convolution shape,
                const void *weights, void *packed) {
  const spike_kernel_table *table = spike_kernel_table_of(level);
  const size_t block = spike_block_channels(level, form, type, shape);
  switch (form) {
  case SPIKE_GATHER: {
    const uint8_t *order = type == SPIKE_WEIGHT_I8    ? table->gather_order_i8
                           : type == SPIKE_WEIGHT_I16 ? table->gather_order_i16
                                                      : NULL;
    pack_gather(order, type == SPIKE_WEIGHT_I8 ? 64 : 32, block, type, shape, weights, packed);
    break;
  }
  case SPIKE_DENSE: pack_dense(block, type, shape, weights, packed); break;
  case SPIKE_DEPTHWISE:
    if (type == SPIKE_WEIGHT_F32)
      memcpy(packed, weights, spike_packed_bytes(level, form, type, shape));
    else
      pack_depthwise(type, shape, weights, packed);
    break;
  }
}
