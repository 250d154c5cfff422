#include <string.h>

#include "dispatch.h"
#include "include/spike_kernels.h"

size_t spike_list_counts(const uint8_t *map, size_t height, size_t width, size_t channels, uint32_t *start,
                         spike_entry *entries) {
  size_t count = 0;
  for (size_t y = 0; y < height; y++) {
    for (size_t x = 0; x < width; x++) {
      const uint8_t *pixel = map + (y * width + x) * channels;
      start[y * width + x] = (uint32_t)count;
      for (size_t c = 0; c < channels; c++) {
        // Written always and kept only where it counts: no branch to mispredict.
        entries[count] = (spike_entry){(uint32_t)(x * channels + c), (float)pixel[c]};
        count += pixel[c] != 0;
      }
    }
  }
  start[height * width] = (uint32_t)count;
  return count;
}

size_t spike_list_values(const float *map, size_t height, size_t width, size_t channels, uint32_t *start,
                         spike_entry *entries) {
  size_t count = 0;
  for (size_t y = 0; y < height; y++) {
    for (size_t x = 0; x < width; x++) {
      const float *pixel = map + (y * width + x) * channels;
      start[y * width + x] = (uint32_t)count;
      for (size_t c = 0; c < channels; c++) {
        entries[count] = (spike_entry){(uint32_t)(x * channels + c), pixel[c]};
        count += pixel[c] != 0;
      }
    }
  }
  start[height * width] = (uint32_t)count;
  return count;
}

// All output pixels of `block` output channels from `first` on. `block` is a constant where this is inlined, which lets
// the sums stay in registers.
SPIKE_INLINE void convolve_block(spike_convolution shape, const float *weights, const float *bias,
                                 const uint32_t *start, const spike_entry *entries, float *output, size_t first,
                                 const size_t block) {
  const size_t padded =
      (shape.output_channels + SPIKE_CHANNEL_BLOCK - 1) / SPIKE_CHANNEL_BLOCK * SPIKE_CHANNEL_BLOCK;
  const size_t written = shape.output_channels - first < block ? shape.output_channels - first : block;
  const ptrdiff_t row_span = (ptrdiff_t)(shape.kernel * shape.input_channels);
  for (size_t oy = 0; oy < shape.output_height; oy++) {
    for (size_t ox = 0; ox < shape.output_width; ox++) {
      float sum[64];
      for (size_t o = 0; o < block; o++) sum[o] = bias[first + o];
      const ptrdiff_t left = (ptrdiff_t)(ox * shape.stride) - (ptrdiff_t)shape.padding;
      const size_t from = left < 0 ? 0 : (size_t)left;
      const ptrdiff_t right = left + (ptrdiff_t)shape.kernel;
      const size_t to = right < (ptrdiff_t)shape.input_width ? (size_t)(right < 0 ? 0 : right) : shape.input_width;
      for (size_t ky = 0; ky < shape.kernel && from < to; ky++) {
        const ptrdiff_t y = (ptrdiff_t)(oy * shape.stride + ky) - (ptrdiff_t)shape.padding;
        if (y < 0 || y >= (ptrdiff_t)shape.input_height) continue;
        // The taps of one kernel row are neighbours in the list: one range, whose indices are weight rows but for a
        // constant.
        const ptrdiff_t base = (ptrdiff_t)ky * row_span - left * (ptrdiff_t)shape.input_channels;
        const uint32_t *row = start + (size_t)y * shape.input_width;
        for (uint32_t e = row[from]; e < row[to]; e++) {
          const float value = entries[e].value;
          const float *w = weights + (size_t)(base + (ptrdiff_t)entries[e].index) * padded + first;
          for (size_t o = 0; o < block; o++) sum[o] = SPIKE_FUSED(value, w[o], sum[o]);
        }
      }
      float *pixel = output + (oy * shape.output_width + ox) * shape.output_channels + first;
      for (size_t o = 0; o < written; o++) pixel[o] = sum[o];
    }
  }
}

SPIKE_CLONES void spike_convolve(spike_convolution shape, const float *weights, const float *bias,
                                 const uint32_t *start, const spike_entry *entries, float *output) {
  size_t first = 0;
  for (; first + 48 < shape.output_channels; first += 64)
    convolve_block(shape, weights, bias, start, entries, output, first, 64);
  for (; first + 16 < shape.output_channels; first += 32)
    convolve_block(shape, weights, bias, start, entries, output, first, 32);
  for (; first < shape.output_channels; first += 16)
    convolve_block(shape, weights, bias, start, entries, output, first, 16);
}
