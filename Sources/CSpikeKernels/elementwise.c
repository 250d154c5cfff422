#include <float.h>

#include "dispatch.h"
#include "include/spike_kernels.h"

SPIKE_CLONES void spike_fire(const float *current, float *membrane, uint8_t *spikes, size_t count, float alpha,
                             float beta, float limit) {
  // Adding 1.5 * 2^23 leaves no fraction bits: the processor's own rounding, half to even, in any instruction set.
  const float rounder = 0x1.8p23f;
  for (size_t i = 0; i < count; i++) {
    const float u = beta * membrane[i] + alpha * current[i];
    // Written so that a NaN fires nothing instead of reaching the conversion.
    const float floored = u > 0 ? u : 0;
    const float clamped = floored < limit ? floored : limit;
    const float s = (clamped + rounder) - rounder;
    const float h = u - s;
    // A potential left alone shrinks by beta each timestep until it is denormal, where arithmetic is slow on many
    // processors; with beta above 0.5 it would stay there for ever, since rounding keeps it from 0. So small, it cannot
    // change a spike (Docs/10-Network.md). A NaN stays one.
    membrane[i] = h < FLT_MIN && h > -FLT_MIN ? 0 : h;
    spikes[i] = (uint8_t)s;
  }
}

SPIKE_CLONES void spike_add(const float *a, const float *b, float *output, size_t count) {
  for (size_t i = 0; i < count; i++) output[i] = a[i] + b[i];
}

SPIKE_CLONES void spike_maximum_5(const float *input, size_t height, size_t width, size_t channels, float *output) {
  for (size_t y = 0; y < height; y++) {
    const size_t top = y < 2 ? 0 : y - 2, bottom = y + 2 < height ? y + 2 : height - 1;
    for (size_t x = 0; x < width; x++) {
      const size_t left = x < 2 ? 0 : x - 2, right = x + 2 < width ? x + 2 : width - 1;
      float *best = output + (y * width + x) * channels;
      const float *first = input + (top * width + left) * channels;
      for (size_t c = 0; c < channels; c++) best[c] = first[c];
      for (size_t py = top; py <= bottom; py++) {
        for (size_t px = left; px <= right; px++) {
          const float *pixel = input + (py * width + px) * channels;
          for (size_t c = 0; c < channels; c++) best[c] = pixel[c] > best[c] ? pixel[c] : best[c];
        }
      }
    }
  }
}

SPIKE_CLONES size_t spike_count_nonzero(const uint8_t *spikes, size_t count) {
  size_t nonzero = 0;
  for (size_t i = 0; i < count; i++) nonzero += spikes[i] != 0;
  return nonzero;
}

SPIKE_CLONES size_t spike_sum(const uint8_t *spikes, size_t count) {
  size_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += spikes[i];
  return sum;
}
