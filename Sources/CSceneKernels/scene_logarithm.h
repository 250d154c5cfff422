#ifndef SCENE_LOGARITHM_H
#define SCENE_LOGARITHM_H

#include <stdint.h>
#include <string.h>

#include "scene_clones.h"
#pragma STDC FP_CONTRACT OFF

SCENE_INLINE float logarithm(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  // The mantissa from sqrt(1/2) to sqrt(2), where the series converges fast.
  const int32_t exponent = (bits - 0x3F3504F3) >> 23;
  bits -= exponent * (1 << 23);
  float mantissa;
  memcpy(&mantissa, &bits, sizeof mantissa);
  const float ratio = (mantissa - 1.0f) / (mantissa + 1.0f);
  const float square = ratio * ratio;
  const float series = 2.0f + square * (0.666666667f + square * (0.4f + square * 0.285714286f));
  return (float)exponent * 0.693147181f + ratio * series;
}

#endif
