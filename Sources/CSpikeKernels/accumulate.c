#include <string.h>

#include "dispatch.h"
#include "include/spike_kernels.h"

size_t spike_list_fired(const uint8_t *map, size_t height, size_t width, size_t channels, uint8_t virtual_timestep,
                        uint32_t *start, uint32_t *fired) {
  size_t count = 0;
  for (size_t y = 0; y < height; y++) {
    for (size_t x = 0; x < width; x++) {
      const uint8_t *pixel = map + (y * width + x) * channels;
      start[y * width + x] = (uint32_t)count;
      for (size_t c = 0; c < channels; c++) {
        fired[count] = (uint32_t)(x * channels + c);
        count += pixel[c] > virtual_timestep;
      }
    }
  }
  start[height * width] = (uint32_t)count;
  return count;
}

void spike_fill_rows(float *map, size_t pixels, size_t channels, const float *row) {
  for (size_t pixel = 0; pixel < pixels; pixel++) memcpy(map + pixel * channels, row, channels * sizeof(float));
}

SPIKE_CLONES void spike_add_rows(float *map, size_t pixels, size_t channels, const float *row) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    float *values = map + pixel * channels;
    for (size_t c = 0; c < channels; c++) values[c] += row[c];
  }
}

SPIKE_CLONES void spike_dequantise(const int32_t *sums, size_t pixels, size_t channels, const float *scale,
                                   const float *bias, float *output) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const int32_t *sum = sums + pixel * channels;
    float *values = output + pixel * channels;
    for (size_t c = 0; c < channels; c++) values[c] = (float)sum[c] * scale[c] + bias[c];
  }
}

// For weights of a type and sums of a type: one virtual timestep of a convolution, dense or depthwise. There is no
// multiplication of anything by a weight here: that is the point.
#define DEFINE_ACCUMULATE(SUFFIX, WEIGHT, SUM)                                                                        \
  SPIKE_INLINE size_t accumulate_block_##SUFFIX(spike_convolution shape, const WEIGHT *weights, const uint32_t *start, \
                                                const uint32_t *fired, SUM *sums, size_t first, const size_t block) { \
    const size_t padded =                                                                                             \
        (shape.output_channels + SPIKE_CHANNEL_BLOCK - 1) / SPIKE_CHANNEL_BLOCK * SPIKE_CHANNEL_BLOCK;                \
    const size_t written = shape.output_channels - first < block ? shape.output_channels - first : block;             \
    const ptrdiff_t row_span = (ptrdiff_t)(shape.kernel * shape.input_channels);                                      \
    size_t rows_added = 0;                                                                                            \
    for (size_t oy = 0; oy < shape.output_height; oy++) {                                                             \
      for (size_t ox = 0; ox < shape.output_width; ox++) {                                                            \
        SUM *pixel = sums + (oy * shape.output_width + ox) * shape.output_channels + first;                           \
        SUM sum[64];                                                                                                  \
        for (size_t o = 0; o < block; o++) sum[o] = 0;                                                                \
        for (size_t o = 0; o < written; o++) sum[o] = pixel[o];                                                       \
        const ptrdiff_t left = (ptrdiff_t)(ox * shape.stride) - (ptrdiff_t)shape.padding;                             \
        const size_t from = left < 0 ? 0 : (size_t)left;                                                              \
        const ptrdiff_t right = left + (ptrdiff_t)shape.kernel;                                                       \
        const size_t to = right < (ptrdiff_t)shape.input_width ? (size_t)(right < 0 ? 0 : right) : shape.input_width; \
        for (size_t ky = 0; ky < shape.kernel && from < to; ky++) {                                                   \
          const ptrdiff_t y = (ptrdiff_t)(oy * shape.stride + ky) - (ptrdiff_t)shape.padding;                         \
          if (y < 0 || y >= (ptrdiff_t)shape.input_height) continue;                                                  \
          const ptrdiff_t base = (ptrdiff_t)ky * row_span - left * (ptrdiff_t)shape.input_channels;                   \
          const uint32_t *row = start + (size_t)y * shape.input_width;                                                \
          rows_added += row[to] - row[from];                                                                          \
          for (uint32_t e = row[from]; e < row[to]; e++) {                                                            \
            const WEIGHT *w = weights + (size_t)(base + (ptrdiff_t)fired[e]) * padded + first;                        \
            for (size_t o = 0; o < block; o++) sum[o] += w[o];                                                        \
          }                                                                                                           \
        }                                                                                                             \
        for (size_t o = 0; o < written; o++) pixel[o] = sum[o];                                                       \
      }                                                                                                               \
    }                                                                                                                 \
    return rows_added * written;                                                                                      \
  }                                                                                                                   \
                                                                                                                      \
  SPIKE_CLONES size_t spike_accumulate_##SUFFIX(spike_convolution shape, const WEIGHT *weights,                       \
                                                const uint32_t *start, const uint32_t *fired, SUM *sums) {            \
    size_t first = 0, additions = 0;                                                                                  \
    for (; first + 48 < shape.output_channels; first += 64)                                                           \
      additions += accumulate_block_##SUFFIX(shape, weights, start, fired, sums, first, 64);                          \
    for (; first + 16 < shape.output_channels; first += 32)                                                           \
      additions += accumulate_block_##SUFFIX(shape, weights, start, fired, sums, first, 32);                          \
    for (; first < shape.output_channels; first += 16)                                                                \
      additions += accumulate_block_##SUFFIX(shape, weights, start, fired, sums, first, 16);                          \
    return additions;                                                                                                 \
  }                                                                                                                   \
                                                                                                                      \
  size_t spike_accumulate_depthwise_##SUFFIX(spike_convolution shape, const WEIGHT *weights, const uint32_t *start,   \
                                             const uint32_t *fired, SUM *sums) {                                      \
    const size_t channels = shape.input_channels;                                                                     \
    size_t additions = 0;                                                                                             \
    for (size_t y = 0; y < shape.input_height; y++) {                                                                 \
      for (size_t x = 0; x < shape.input_width; x++) {                                                                \
        const size_t pixel = y * shape.input_width + x;                                                               \
        for (uint32_t e = start[pixel]; e < start[pixel + 1]; e++) {                                                  \
          const size_t c = fired[e] - x * channels;                                                                   \
          /* The spike fans out: output y + padding - ky reads it through tap ky. */                                  \
          for (size_t ky = 0; ky < shape.kernel && ky <= y + shape.padding; ky++) {                                   \
            const size_t oy = y + shape.padding - ky;                                                                 \
            if (oy >= shape.output_height) continue;                                                                  \
            for (size_t kx = 0; kx < shape.kernel && kx <= x + shape.padding; kx++) {                                 \
              const size_t ox = x + shape.padding - kx;                                                               \
              if (ox >= shape.output_width) continue;                                                                 \
              sums[(oy * shape.output_width + ox) * channels + c] += weights[(ky * shape.kernel + kx) * channels + c]; \
              additions++;                                                                                            \
            }                                                                                                         \
          }                                                                                                           \
        }                                                                                                             \
      }                                                                                                               \
    }                                                                                                                 \
    return additions;                                                                                                 \
  }

DEFINE_ACCUMULATE(f32, float, float)
DEFINE_ACCUMULATE(i16, int16_t, int32_t)
DEFINE_ACCUMULATE(i8, int8_t, int32_t)
