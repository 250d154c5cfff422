#include "dispatch.h"
#include "include/spike_kernels.h"

// `block` channels from `first` on at one output pixel; `block` is a constant where this is inlined.
#define DEFINE_PIXEL(NAME, ELEMENT, HAS_OUTSIDE)                                                                      \
  SPIKE_INLINE void NAME(spike_convolution shape, const ELEMENT *input, const float *outside, const float *weights,   \
                         const float *bias, float *output, size_t oy, size_t ox, size_t first, const size_t block) {  \
    const size_t channels = shape.output_channels;                                                                    \
    float sum[32];                                                                                                    \
    for (size_t c = 0; c < block; c++) sum[c] = 0;                                                                    \
    for (size_t ky = 0; ky < shape.kernel; ky++) {                                                                    \
      const ptrdiff_t y = (ptrdiff_t)(oy + ky) - (ptrdiff_t)shape.padding;                                            \
      for (size_t kx = 0; kx < shape.kernel; kx++) {                                                                  \
        const ptrdiff_t x = (ptrdiff_t)(ox + kx) - (ptrdiff_t)shape.padding;                                          \
        const float *w = weights + (ky * shape.kernel + kx) * channels + first;                                       \
        if (y >= 0 && y < (ptrdiff_t)shape.input_height && x >= 0 && x < (ptrdiff_t)shape.input_width) {              \
          const ELEMENT *pixel = input + ((size_t)y * shape.input_width + (size_t)x) * channels + first;              \
          for (size_t c = 0; c < block; c++) sum[c] = SPIKE_FUSED((float)pixel[c], w[c], sum[c]);                                \
        } else if (HAS_OUTSIDE) {                                                                                     \
          for (size_t c = 0; c < block; c++) sum[c] = SPIKE_FUSED(outside[first + c], w[c], sum[c]);                   \
        }                                                                                                             \
      }                                                                                                               \
    }                                                                                                                 \
    float *pixel = output + (oy * shape.output_width + ox) * channels + first;                                        \
    for (size_t c = 0; c < block; c++) pixel[c] = sum[c] + bias[first + c];                                           \
  }

DEFINE_PIXEL(counts_pixel, uint8_t, 0)
DEFINE_PIXEL(values_pixel, float, 1)

SPIKE_CLONES void spike_depthwise_counts(spike_convolution shape, const uint8_t *input, const float *weights,
                                         const float *bias, float *output) {
  const size_t channels = shape.output_channels;
  for (size_t oy = 0; oy < shape.output_height; oy++) {
    for (size_t ox = 0; ox < shape.output_width; ox++) {
      size_t c = 0;
      for (; c + 32 <= channels; c += 32) counts_pixel(shape, input, 0, weights, bias, output, oy, ox, c, 32);
      for (; c + 16 <= channels; c += 16) counts_pixel(shape, input, 0, weights, bias, output, oy, ox, c, 16);
      for (; c < channels; c++) counts_pixel(shape, input, 0, weights, bias, output, oy, ox, c, 1);
    }
  }
}

SPIKE_CLONES void spike_depthwise_values(spike_convolution shape, const float *input, const float *outside,
                                         const float *weights, const float *bias, float *output) {
  const size_t channels = shape.output_channels;
  for (size_t oy = 0; oy < shape.output_height; oy++) {
    for (size_t ox = 0; ox < shape.output_width; ox++) {
      size_t c = 0;
      for (; c + 32 <= channels; c += 32) values_pixel(shape, input, outside, weights, bias, output, oy, ox, c, 32);
      for (; c + 16 <= channels; c += 16) values_pixel(shape, input, outside, weights, bias, output, oy, ox, c, 16);
      for (; c < channels; c++) values_pixel(shape, input, outside, weights, bias, output, oy, ox, c, 1);
    }
  }
}
