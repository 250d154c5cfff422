// Loops that the compiler turns into vectors of any width: the file is included once for each level, which names its functions
// through LEVEL(). Products are fused with their additions only in convolutions, and no loop sums across lanes.
#include <float.h>

#include "../dispatch.h"

#ifndef LEVEL_HAS_FINISH

#define FINISH_PIXELS(NAME, SUM, X)                                                                                    \
  static size_t LEVEL(NAME)(const spike_finish *finish, const SUM *sums, size_t sums_step, size_t channels,            \
                            size_t width, size_t y, size_t x, size_t pixels, size_t first, size_t count) {             \
    size_t fired = 0;                                                                                                  \
    for (size_t p = 0; p < pixels; p++) {                                                                              \
      const SUM *sum = sums + p * sums_step;                                                                           \
      const size_t place = (y * width + x + p) * channels + first;                                                     \
      float value[SPIKE_LARGEST_BLOCK];                                                                                \
      for (size_t c = 0; c < count; c++) value[c] = X;                                                                 \
      if (finish->residual) {                                                                                          \
        const float *residual = finish->residual + place;                                                              \
        for (size_t c = 0; c < count; c++) value[c] += residual[c];                                                    \
      }                                                                                                                \
      if (finish->values) {                                                                                            \
        float *values = finish->values + y * finish->values_row + (x + p) * channels + first;                          \
        for (size_t c = 0; c < count; c++) values[c] = value[c];                                                       \
      }                                                                                                                \
      if (finish->spikes) {                                                                                            \
        uint8_t *spikes = finish->spikes + y * finish->spikes_row + (x + p) * channels + first;                        \
        fired += LEVEL(fire)(finish, value, finish->membrane + place, spikes, count);                                  \
      }                                                                                                                \
    }                                                                                                                  \
    return fired;                                                                                                      \
  }

static size_t LEVEL(fire)(const spike_finish *finish, const float *value, float *membrane, uint8_t *spikes,
                          size_t count) {
  // Adding 1.5 * 2^23 leaves no fraction bits: the processor's own rounding, half to even.
  const float rounder = 0x1.8p23f;
  const float alpha = finish->alpha, beta = finish->beta, limit = finish->limit;
  uint32_t fired = 0;
  for (size_t c = 0; c < count; c++) {
    const float u = beta * membrane[c] + alpha * value[c];
    const float floored = u > 0 ? u : 0;
    const float clamped = floored < limit ? floored : limit;
    const float s = (clamped + rounder) - rounder;
    const float h = u - s;
    membrane[c] = h < FLT_MIN && h > -FLT_MIN ? 0 : h;
    spikes[c] = (uint8_t)s;
    fired += s != 0;
  }
  return fired;
}

FINISH_PIXELS(finish_i32, int32_t, (float)sum[c] * finish->scale[first + c] + finish->bias[first + c])
FINISH_PIXELS(finish_f32, float, sum[c])
#undef FINISH_PIXELS

#endif

static void LEVEL(widen_i16)(const uint8_t *row, size_t count, uint16_t *wide) {
  for (size_t i = 0; i < count; i++) wide[i] = row[i];
}

static void LEVEL(widen_f32)(const uint8_t *row, size_t count, float *wide) {
  for (size_t i = 0; i < count; i++) wide[i] = row[i];
}

// `block` channels at one pixel; a constant where this is inlined, so that the sums stay in registers.
SPIKE_INLINE void LEVEL(depthwise_pixel)(const float *const *rows, const float *weights, const float *bias,
                                         size_t kernel, size_t channels, size_t offset, float *sums,
                                         const size_t block) {
  float sum[64];
  for (size_t c = 0; c < block; c++) sum[c] = 0;
  for (size_t ky = 0; ky < kernel; ky++) {
    for (size_t kx = 0; kx < kernel; kx++) {
      const float *pixel = rows[ky] + offset + kx * channels;
      const float *w = weights + (ky * kernel + kx) * channels;
      for (size_t c = 0; c < block; c++) sum[c] = SPIKE_FUSED(pixel[c], w[c], sum[c]);
    }
  }
  for (size_t c = 0; c < block; c++) sums[c] = sum[c] + bias[c];
}

static void LEVEL(depthwise_f32)(const float *const *rows, const float *weights, const float *bias, size_t kernel,
                                 size_t channels, size_t count, size_t pixels, float *sums, size_t sums_step) {
  for (size_t p = 0; p < pixels; p++) {
    size_t c = 0;
    for (; c + 64 <= count; c += 64)
      LEVEL(depthwise_pixel)(rows, weights + c, bias + c, kernel, channels, p * channels + c, sums + p * sums_step + c, 64);
    for (; c + 16 <= count; c += 16)
      LEVEL(depthwise_pixel)(rows, weights + c, bias + c, kernel, channels, p * channels + c, sums + p * sums_step + c, 16);
    for (; c < count; c++)
      LEVEL(depthwise_pixel)(rows, weights + c, bias + c, kernel, channels, p * channels + c, sums + p * sums_step + c, 1);
  }
}

SPIKE_INLINE void LEVEL(gather_f32_run)(const spike_gather_run *run, const float *weights, float *sums,
                                        const size_t block) {
  spike_lines_ahead ahead = {run->ahead, 0};
  for (size_t p = 0; p < run->pixels; p++) {
    spike_ask_ahead(run, p, &ahead);
    const size_t x = run->x + p * run->step;
    float sum[SPIKE_LARGEST_BLOCK];
    for (size_t o = 0; o < block; o++) sum[o] = sums[p * block + o];
    for (size_t r = 0; r < run->rows; r++) {
      const uint16_t *value = run->row[r].value;
      const float *base = weights + spike_weight_row(run, r, x) * (ptrdiff_t)block;
      for (size_t e = run->row[r].start[x]; e < run->row[r].start[x + run->taps]; e++) {
        const float factor = value[e];
        const float *w = base + run->row[r].index[e] * block;
        for (size_t o = 0; o < block; o++) sum[o] = SPIKE_FUSED(factor, w[o], sum[o]);
      }
    }
    for (size_t o = 0; o < block; o++) sums[p * block + o] = sum[o];
  }
}

static void LEVEL(gather_f32)(const spike_gather_run *run, const float *weights, size_t block, float *sums) {
  if (block == 64)
    LEVEL(gather_f32_run)(run, weights, sums, 64);
  else
    LEVEL(gather_f32_run)(run, weights, sums, 32);
}

#ifdef LEVEL_LISTED

// `fired_mask` of the level gives so many bits for each of LEVEL_LISTED neurons, the lowest set where one fired.
static void list_row(const uint8_t *row, size_t pixels, size_t channels, size_t chunk, size_t value_bytes,
                     uint16_t *start, uint16_t *index, void *value) {
  uint8_t *bytes = value;
  uint16_t *words = value;
  size_t count = 0;
  for (size_t first = 0; first < channels; first += chunk, start += pixels + 1) {
    const size_t last = channels - first < chunk ? channels : first + chunk;
    for (size_t x = 0; x < pixels; x++) {
      start[x] = (uint16_t)count;
      for (size_t c = first; c < last; c += LEVEL_LISTED) {
        const size_t element = x * channels + c;
        // Behind a row lie at least as many bytes as are read beyond it.
        uint64_t fired = fired_mask(row + element);
        if (last - c < LEVEL_LISTED) fired &= (UINT64_C(1) << (LEVEL_LISTED_BITS * (last - c))) - 1;
        for (; fired != 0; fired &= fired - 1, count++) {
          const size_t i = element + (size_t)__builtin_ctzll(fired) / LEVEL_LISTED_BITS;
          index[count] = (uint16_t)i;
          if (value_bytes == 1)
            bytes[count] = row[i];
          else
            words[count] = row[i];
        }
      }
    }
    start[pixels] = (uint16_t)count;
  }
}

#endif
