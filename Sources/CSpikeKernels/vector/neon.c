// 64-bit ARM with the dot product instructions. Tested under emulation, never timed.
#if defined(__aarch64__)

#include <arm_neon.h>

#include "../dispatch.h"
#include "kernel_table.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#else
#pragma GCC target("arch=armv8.2-a+dotprod")
#endif

#define LEVEL(NAME) NAME##_neon
#define LEVEL_LISTED 16
// There is no instruction that takes one bit for each byte.
#define LEVEL_LISTED_BITS 4
SPIKE_INLINE uint64_t fired_mask(const uint8_t *spikes) {
  const uint8x16_t loaded = vld1q_u8(spikes);
  const uint8x8_t nibbles = vshrn_n_u16(vreinterpretq_u16_u8(vtstq_u8(loaded, loaded)), 4);
  return vget_lane_u64(vreinterpret_u64_u8(nibbles), 0) & UINT64_C(0x1111111111111111);
}
#include "plain_loops.h"

// ---- Gather: one input at a time, since a multiplication by a scalar adds to sums twice as wide

// `eights` registers of 8 weights.
SPIKE_INLINE void gather_i16_run(const spike_gather_run *run, const int16_t *weights, int32_t *sums,
                                 const size_t eights) {
  const size_t block = 8 * eights;
  spike_lines_ahead ahead = {run->ahead, 0};
  for (size_t p = 0; p < run->pixels; p++) {
    spike_ask_ahead(run, p, &ahead);
    const size_t x = run->x + p * run->step;
    int32x4_t sum[16];
    for (size_t i = 0; i < 2 * eights; i++) sum[i] = run->adds ? vld1q_s32(sums + p * block + 4 * i) : vdupq_n_s32(0);
    for (size_t r = 0; r < run->rows; r++) {
      const uint16_t *index = run->row[r].index, *value = run->row[r].value;
      const ptrdiff_t first = spike_weight_row(run, r, x);
      for (size_t e = run->row[r].start[x]; e < run->row[r].start[x + run->taps]; e++) {
        const int16_t *w = weights + (index[e] + first) * (ptrdiff_t)block;
        const int16_t factor = (int16_t)value[e];
        for (size_t i = 0; i < eights; i++) {
          const int16x8_t eight = vld1q_s16(w + 8 * i);
          sum[2 * i] = vmlal_n_s16(sum[2 * i], vget_low_s16(eight), factor);
          sum[2 * i + 1] = vmlal_high_n_s16(sum[2 * i + 1], eight, factor);
        }
      }
    }
    for (size_t i = 0; i < 2 * eights; i++) vst1q_s32(sums + p * block + 4 * i, sum[i]);
  }
}

static void gather_i16(const spike_gather_run *run, const int16_t *weights, size_t block, int32_t *sums) {
  if (block == 64)
    gather_i16_run(run, weights, sums, 8);
  else
    gather_i16_run(run, weights, sums, 4);
}

static inline void flush_i8(int32_t *sum, bool adds, int16x8_t *narrow) {
  for (size_t i = 0; i < 8; i++, sum += 8) {
    const int32x4_t low = adds ? vld1q_s32(sum) : vdupq_n_s32(0), high = adds ? vld1q_s32(sum + 4) : vdupq_n_s32(0);
    vst1q_s32(sum, vaddw_s16(low, vget_low_s16(narrow[i])));
    vst1q_s32(sum + 4, vaddw_high_s16(high, narrow[i]));
    narrow[i] = vdupq_n_s16(0);
  }
}

// Into sums of 16 bits, which are flushed before they can overflow: after 63 inputs for a largest input of 4.
static void gather_i8(const spike_gather_run *run, const int8_t *weights, size_t block, int32_t *sums) {
  const size_t most = spike_narrow_inputs(run->largest_input);
  spike_lines_ahead ahead = {run->ahead, 0};
  for (size_t p = 0; p < run->pixels; p++) {
    spike_ask_ahead(run, p, &ahead);
    const size_t x = run->x + p * run->step;
    int16x8_t narrow[8];
    for (size_t i = 0; i < 8; i++) narrow[i] = vdupq_n_s16(0);
    bool adds = run->adds;
    size_t taken = 0;
    for (size_t r = 0; r < run->rows; r++) {
      const uint16_t *index = run->row[r].index;
      const uint8_t *value = run->row[r].value;
      const ptrdiff_t first = spike_weight_row(run, r, x);
      for (size_t e = run->row[r].start[x]; e < run->row[r].start[x + run->taps]; e++) {
        const int8_t *w = weights + (index[e] + first) * (ptrdiff_t)block;
        const int8x16_t factor = vdupq_n_s8((int8_t)value[e]);
        for (size_t i = 0; i < 4; i++) {
          const int8x16_t sixteen = vld1q_s8(w + 16 * i);
          narrow[2 * i] = vmlal_s8(narrow[2 * i], vget_low_s8(sixteen), vget_low_s8(factor));
          narrow[2 * i + 1] = vmlal_high_s8(narrow[2 * i + 1], sixteen, factor);
        }
        if (++taken == most) {
          flush_i8(sums + p * block, adds, narrow);
          adds = true;
          taken = 0;
        }
      }
    }
    flush_i8(sums + p * block, adds, narrow);
  }
}

// ---- Dense: 4 pixels by 16 channels

static inline int32x4_t four_inputs(const uint8_t *at) {
  return vdupq_n_s32(spike_load_32(at));
}

SPIKE_INLINE void dense_i8_pixels(const spike_dense_tile *tile, const int8_t *weights, size_t block, int32_t *sums,
                                  size_t first, const size_t pixels) {
  int32x4_t sum[4][4];
  for (size_t p = 0; p < pixels; p++)
    for (size_t v = 0; v < 4; v++) sum[p][v] = vdupq_n_s32(0);
  for (size_t r = 0; r < tile->rows; r++) {
    const uint8_t *row = (const uint8_t *)tile->row[r] + first * tile->step;
    for (size_t g = 0; g < tile->groups; g++, weights += 4 * block) {
      for (size_t p = 0; p < pixels; p++) {
        // Spike counts are at most 127, so that they are the same number with a sign.
        const int8x16_t input = vreinterpretq_s8_s32(four_inputs(row + p * tile->step + 4 * g));
        for (size_t v = 0; v < 4; v++) sum[p][v] = vdotq_s32(sum[p][v], vld1q_s8(weights + 16 * v), input);
      }
    }
  }
  for (size_t p = 0; p < pixels; p++)
    for (size_t v = 0; v < 4; v++) vst1q_s32(sums + (first + p) * block + 4 * v, sum[p][v]);
}

SPIKE_INLINE void dense_i16_pixels(const spike_dense_tile *tile, const int16_t *weights, size_t block, int32_t *sums,
                                   size_t first, const size_t pixels) {
  int32x4_t sum[4][4];
  for (size_t p = 0; p < pixels; p++)
    for (size_t v = 0; v < 4; v++) sum[p][v] = vdupq_n_s32(0);
  for (size_t r = 0; r < tile->rows; r++) {
    const int16_t *row = (const int16_t *)tile->row[r] + first * tile->step;
    for (size_t g = 0; g < tile->groups; g++, weights += 2 * block) {
      const int16x8x2_t w0 = vld2q_s16(weights), w1 = vld2q_s16(weights + 16);
      for (size_t p = 0; p < pixels; p++) {
        for (size_t i = 0; i < 2; i++) {
          const int16_t input = row[p * tile->step + 2 * g + i];
          sum[p][0] = vmlal_n_s16(sum[p][0], vget_low_s16(w0.val[i]), input);
          sum[p][1] = vmlal_high_n_s16(sum[p][1], w0.val[i], input);
          sum[p][2] = vmlal_n_s16(sum[p][2], vget_low_s16(w1.val[i]), input);
          sum[p][3] = vmlal_high_n_s16(sum[p][3], w1.val[i], input);
        }
      }
    }
  }
  for (size_t p = 0; p < pixels; p++)
    for (size_t v = 0; v < 4; v++) vst1q_s32(sums + (first + p) * block + 4 * v, sum[p][v]);
}

SPIKE_INLINE void dense_f32_pixels(const spike_dense_tile *tile, const float *weights, size_t block, const float *bias,
                                   float *sums, size_t first, const size_t pixels) {
  float32x4_t sum[4][4];
  for (size_t p = 0; p < pixels; p++)
    for (size_t v = 0; v < 4; v++) sum[p][v] = vld1q_f32(bias + 4 * v);
  for (size_t r = 0; r < tile->rows; r++) {
    const float *row = (const float *)tile->row[r] + first * tile->step;
    for (size_t g = 0; g < tile->groups; g++, weights += block) {
      for (size_t p = 0; p < pixels; p++) {
        const float32x4_t input = vdupq_n_f32(row[p * tile->step + g]);
        for (size_t v = 0; v < 4; v++)
          sum[p][v] = vfmaq_f32(sum[p][v], input, vld1q_f32(weights + 4 * v));
      }
    }
  }
  for (size_t p = 0; p < pixels; p++)
    for (size_t v = 0; v < 4; v++) vst1q_f32(sums + (first + p) * block + 4 * v, sum[p][v]);
}

#define BY_FOUR_PIXELS(CALL_FOUR, CALL_ONE)                                                                            \
  size_t p = 0;                                                                                                        \
  for (; p + 4 <= tile->pixels; p += 4) CALL_FOUR;                                                                     \
  for (; p < tile->pixels; p++) CALL_ONE

static void dense_i8(const spike_dense_tile *tile, const int8_t *weights, size_t block, int32_t *sums) {
  for (size_t c = 0; c < block; c += 16) {
    BY_FOUR_PIXELS(dense_i8_pixels(tile, weights + 4 * c, block, sums + c, p, 4),
                   dense_i8_pixels(tile, weights + 4 * c, block, sums + c, p, 1));
  }
}

static void dense_i16(const spike_dense_tile *tile, const int16_t *weights, size_t block, int32_t *sums) {
  for (size_t c = 0; c < block; c += 16) {
    BY_FOUR_PIXELS(dense_i16_pixels(tile, weights + 2 * c, block, sums + c, p, 4),
                   dense_i16_pixels(tile, weights + 2 * c, block, sums + c, p, 1));
  }
}

static void dense_f32(const spike_dense_tile *tile, const float *weights, size_t block, const float *bias,
                      float *sums) {
  for (size_t c = 0; c < block; c += 16) {
    BY_FOUR_PIXELS(dense_f32_pixels(tile, weights + c, block, bias + c, sums + c, p, 4),
                   dense_f32_pixels(tile, weights + c, block, bias + c, sums + c, p, 1));
  }
}

// ---- Depthwise

static void pair_row(const uint8_t *row, size_t pixels, size_t channels, size_t count, uint16_t *pairs) {
  for (size_t x = 0; x < pixels; x++) {
    const uint8_t *here = row + x * channels, *next = here + channels;
    uint16_t *pair = pairs + x * 32;
    if (count < 16) {
      for (size_t c = 0; c < 16; c++) {
        pair[2 * c] = c < count ? here[c] : 0;
        pair[2 * c + 1] = c < count ? next[c] : 0;
      }
      continue;
    }
    const uint8x16_t a = vld1q_u8(here), b = vld1q_u8(next);
    const uint16x8x2_t low = {{vmovl_u8(vget_low_u8(a)), vmovl_u8(vget_low_u8(b))}};
    const uint16x8x2_t high = {{vmovl_high_u8(a), vmovl_high_u8(b)}};
    vst2q_u16(pair, low);
    vst2q_u16(pair + 16, high);
  }
}

static void depthwise_i16(const uint16_t *const *pairs, const int16_t *weights, size_t kernel, size_t pixels,
                          int32_t *sums, size_t sums_step) {
  const size_t pair_count = (kernel + 1) / 2;
  for (size_t p = 0; p < pixels; p++) {
    int32x4_t sum[4];
    for (size_t v = 0; v < 4; v++) sum[v] = vdupq_n_s32(0);
    for (size_t ky = 0; ky < kernel; ky++) {
      for (size_t pair = 0; pair < pair_count; pair++) {
        const int16_t *input = (const int16_t *)pairs[ky] + (p + 2 * pair) * 32;
        const int16_t *w = weights + (ky * pair_count + pair) * 32;
        for (size_t half = 0; half < 2; half++) {
          const int16x8x2_t inputs = vld2q_s16(input + 16 * half), factors = vld2q_s16(w + 16 * half);
          for (size_t i = 0; i < 2; i++) {
            sum[2 * half] = vmlal_s16(sum[2 * half], vget_low_s16(inputs.val[i]), vget_low_s16(factors.val[i]));
            sum[2 * half + 1] = vmlal_high_s16(sum[2 * half + 1], inputs.val[i], factors.val[i]);
          }
        }
      }
    }
    for (size_t v = 0; v < 4; v++) vst1q_s32(sums + p * sums_step + 4 * v, sum[v]);
  }
}

#if defined(__clang__)
#pragma clang attribute pop
#endif

const spike_kernel_table spike_table_neon = {
    .list_row = list_row,
    .gather_i8 = gather_i8,
    .gather_i16 = gather_i16,
    .gather_f32 = gather_f32_neon,
    .dense_i8 = dense_i8,
    .dense_i16 = dense_i16,
    .dense_f32 = dense_f32,
    .pair_row = pair_row,
    .depthwise_i16 = depthwise_i16,
    .depthwise_f32 = depthwise_f32_neon,
    .finish_i32 = finish_i32_neon,
    .finish_f32 = finish_f32_neon,
    .widen_i16 = widen_i16_neon,
    .widen_f32 = widen_f32_neon,
    .longest_block_i8 = 64,
    .longest_block_i16 = 64,
};

#endif
