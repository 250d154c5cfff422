#ifndef SCENE_PIXELS_H
#define SCENE_PIXELS_H

#include <stddef.h>
#include <stdint.h>

/// The state of a tile's pixels, `SCENE_TILE_PIXELS` values each.
typedef struct {
  /// Log intensity behind the photoreceptor's low-pass filter.
  float *voltage;
  /// The voltage that each pixel remembers from its last event.
  float *reference;
  float *thresholdOn, *thresholdOff;
  /// By how much the remembered voltage sinks per microsecond.
  float *leak;
  /// When the reset after the last event ends, in microseconds of the current stretch.
  float *ready;
} scene_pixels;

/// What all pixels have in common.
typedef struct {
  float refractoryMicroseconds;
  /// The low-pass filter's 1 / time constant, per microsecond and luminance, and what is added to the luminance for it.
  float bandwidth, bandwidthFloor;
  /// Dark current as luminance.
  float darkLuminance;
  /// Shot noise of a whole tile in darkness, per microsecond, and the luminance at which half of it is left.
  float noise, noiseHalfLuminance;
  int32_t width, height;
} scene_sensor;

/// A tile's shot noise: its random numbers and when it strikes next, in microseconds of the current stretch.
typedef struct {
  uint64_t random;
  float next;
} scene_noise;

/// An event in a stretch of at most 65 536 microseconds.
typedef struct {
  uint16_t time, x, y, polarity;
} scene_event;

/// Natural logarithm of a positive, normal number; within 3e-7 of the exact value.
float scene_logarithm(float value);

/// Sets the pixels to what they have got used to, having seen a luminance for long.
void scene_settle_tile(const scene_sensor *sensor, const scene_pixels *pixels, const float *luminance);

/// Lets pixels see a luminance at `end` after what they saw at `start` and writes their events.
///
/// Returns the number of events, at most `capacity`; a tile gives at most
/// `SCENE_TILE_PIXELS * ((end - start) / refractory + 2)` without noise.
size_t scene_update_tile(
    const scene_sensor *sensor, const scene_pixels *pixels, scene_noise *noise, const float *luminance, int32_t left,
    int32_t top, float start, float end, scene_event *events, size_t capacity);

#endif
