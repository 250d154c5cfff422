#include "dispatch.h"
#include "include/spike_kernels.h"

// For weights of a type: convolutions of spike counts with sums in int32. The loops are those of the float32 kernels.
#define DEFINE_QUANTISED(SUFFIX, WEIGHT)                                                                              \
  SPIKE_INLINE void convolve_block_##SUFFIX(spike_convolution shape, const WEIGHT *weights, const float *scale,       \
                                            const float *bias, const uint32_t *start, const spike_entry *entries,     \
                                            float *output, size_t first, const size_t block) {                        \
    const size_t padded =                                                                                             \
        (shape.output_channels + SPIKE_CHANNEL_BLOCK - 1) / SPIKE_CHANNEL_BLOCK * SPIKE_CHANNEL_BLOCK;                \
    const size_t written = shape.output_channels - first < block ? shape.output_channels - first : block;             \
    const ptrdiff_t row_span = (ptrdiff_t)(shape.kernel * shape.input_channels);                                      \
    for (size_t oy = 0; oy < shape.output_height; oy++) {                                                             \
      for (size_t ox = 0; ox < shape.output_width; ox++) {                                                            \
        int32_t sum[64];                                                                                              \
        for (size_t o = 0; o < block; o++) sum[o] = 0;                                                                \
        const ptrdiff_t left = (ptrdiff_t)(ox * shape.stride) - (ptrdiff_t)shape.padding;                             \
        const size_t from = left < 0 ? 0 : (size_t)left;                                                              \
        const ptrdiff_t right = left + (ptrdiff_t)shape.kernel;                                                       \
        const size_t to = right < (ptrdiff_t)shape.input_width ? (size_t)(right < 0 ? 0 : right) : shape.input_width; \
        for (size_t ky = 0; ky < shape.kernel && from < to; ky++) {                                                   \
          const ptrdiff_t y = (ptrdiff_t)(oy * shape.stride + ky) - (ptrdiff_t)shape.padding;                         \
          if (y < 0 || y >= (ptrdiff_t)shape.input_height) continue;                                                  \
          const ptrdiff_t base = (ptrdiff_t)ky * row_span - left * (ptrdiff_t)shape.input_channels;                   \
          const uint32_t *row = start + (size_t)y * shape.input_width;                                                \
          for (uint32_t e = row[from]; e < row[to]; e++) {                                                            \
            const int32_t count = (int32_t)entries[e].value;                                                          \
            const WEIGHT *w = weights + (size_t)(base + (ptrdiff_t)entries[e].index) * padded + first;                \
            for (size_t o = 0; o < block; o++) sum[o] += count * w[o];                                                \
          }                                                                                                           \
        }                                                                                                             \
        float *pixel = output + (oy * shape.output_width + ox) * shape.output_channels + first;                       \
        for (size_t o = 0; o < written; o++) pixel[o] = (float)sum[o] * scale[first + o] + bias[first + o];           \
      }                                                                                                               \
    }                                                                                                                 \
  }                                                                                                                   \
                                                                                                                      \
  SPIKE_CLONES void spike_convolve_##SUFFIX(spike_convolution shape, const WEIGHT *weights, const float *scale,       \
                                            const float *bias, const uint32_t *start, const spike_entry *entries,     \
                                            float *output) {                                                          \
    size_t first = 0;                                                                                                 \
    for (; first + 48 < shape.output_channels; first += 64)                                                           \
      convolve_block_##SUFFIX(shape, weights, scale, bias, start, entries, output, first, 64);                        \
    for (; first + 16 < shape.output_channels; first += 32)                                                           \
      convolve_block_##SUFFIX(shape, weights, scale, bias, start, entries, output, first, 32);                        \
    for (; first < shape.output_channels; first += 16)                                                                \
      convolve_block_##SUFFIX(shape, weights, scale, bias, start, entries, output, first, 16);                        \
  }                                                                                                                   \
                                                                                                                      \
  SPIKE_INLINE void depthwise_pixel_##SUFFIX(spike_convolution shape, const uint8_t *input, const WEIGHT *weights,    \
                                             const float *scale, const float *bias, float *output, size_t oy,         \
                                             size_t ox, size_t first, const size_t block) {                           \
    const size_t channels = shape.output_channels;                                                                    \
    int32_t sum[32];                                                                                                  \
    for (size_t c = 0; c < block; c++) sum[c] = 0;                                                                    \
    for (size_t ky = 0; ky < shape.kernel; ky++) {                                                                    \
      const ptrdiff_t y = (ptrdiff_t)(oy + ky) - (ptrdiff_t)shape.padding;                                            \
      if (y < 0 || y >= (ptrdiff_t)shape.input_height) continue;                                                      \
      for (size_t kx = 0; kx < shape.kernel; kx++) {                                                                  \
        const ptrdiff_t x = (ptrdiff_t)(ox + kx) - (ptrdiff_t)shape.padding;                                          \
        if (x < 0 || x >= (ptrdiff_t)shape.input_width) continue;                                                     \
        const WEIGHT *w = weights + (ky * shape.kernel + kx) * channels + first;                                      \
        const uint8_t *pixel = input + ((size_t)y * shape.input_width + (size_t)x) * channels + first;                \
        for (size_t c = 0; c < block; c++) sum[c] += pixel[c] * w[c];                                                 \
      }                                                                                                               \
    }                                                                                                                 \
    float *pixel = output + (oy * shape.output_width + ox) * channels + first;                                        \
    for (size_t c = 0; c < block; c++) pixel[c] = (float)sum[c] * scale[first + c] + bias[first + c];                 \
  }                                                                                                                   \
                                                                                                                      \
  SPIKE_CLONES void spike_depthwise_##SUFFIX(spike_convolution shape, const uint8_t *input, const WEIGHT *weights,    \
                                             const float *scale, const float *bias, float *output) {                  \
    const size_t channels = shape.output_channels;                                                                    \
    for (size_t oy = 0; oy < shape.output_height; oy++) {                                                             \
      for (size_t ox = 0; ox < shape.output_width; ox++) {                                                            \
        size_t c = 0;                                                                                                 \
        for (; c + 32 <= channels; c += 32)                                                                           \
          depthwise_pixel_##SUFFIX(shape, input, weights, scale, bias, output, oy, ox, c, 32);                        \
        for (; c < channels; c++)                                                                                     \
          depthwise_pixel_##SUFFIX(shape, input, weights, scale, bias, output, oy, ox, c, 1);                         \
      }                                                                                                               \
    }                                                                                                                 \
  }

DEFINE_QUANTISED(i16, int16_t)
DEFINE_QUANTISED(i8, int8_t)
