#include "scene_pixels.h"

#include <stdbool.h>

#include "scene_clones.h"
#include "scene_logarithm.h"
#include "scene_render.h"
#pragma STDC FP_CONTRACT OFF

float scene_logarithm(float value) { return logarithm(value); }

void scene_settle_tile(const scene_sensor *sensor, const scene_pixels *pixels, const float *luminance) {
  for (int i = 0; i < SCENE_TILE_PIXELS; i++) {
    const float voltage = logarithm(luminance[i] + sensor->darkLuminance);
    // `reference` holds where between its thresholds each pixel is.
    pixels->reference[i] += voltage;
    pixels->voltage[i] = voltage;
  }
}

/// A number in 0..<1 with 24 random bits (splitmix64).
static float next_fraction(uint64_t *state) {
  *state += 0x9E3779B97F4A7C15u;
  uint64_t bits = *state;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  return (float)((bits ^ (bits >> 31)) >> 40) * 0x1p-24f;
}

typedef struct {
  scene_event *events;
  size_t count, capacity;
  int32_t left, top;
} event_list;

static inline void append(event_list *list, int pixel, float time, float end, bool on) {
  if (list->count == list->capacity) return;
  // The last microsecond of the step, or the sum of two floats could belong to the next.
  const float last = end - 1.0f;
  list->events[list->count++] = (scene_event){
      .time = (uint16_t)(time < last ? time : last),
      .x = (uint16_t)(list->left + pixel % SCENE_TILE),
      .y = (uint16_t)(list->top + pixel / SCENE_TILE),
      .polarity = on,
  };
}

/// The events of a pixel whose voltage goes from `before` to `pixels->voltage` between two moments.
static void fire(
    const scene_sensor *sensor, const scene_pixels *pixels, int i, float before, float start, float end,
    event_list *list) {
  const float after = pixels->voltage[i];
  const float ready = pixels->ready[i];
  if (ready >= end) return;
  const float slope = (after - before) / (end - start) + pixels->leak[i];
  float time = start;
  float change = before - pixels->reference[i];
  if (ready >= start) {
    // While a pixel resets it follows its input; it remembers the voltage at the reset's end.
    time = ready;
    change = 0;
  }
  for (;;) {
    const float reached = change + slope * (end - time);
    const bool on = reached >= pixels->thresholdOn[i];
    if (!on && reached > -pixels->thresholdOff[i]) {
      pixels->reference[i] = after - reached;
      return;
    }
    const float threshold = on ? pixels->thresholdOn[i] : -pixels->thresholdOff[i];
    float crossing = slope == 0 ? time : time + (threshold - change) / slope;
    // The threshold may have been passed before, by the last bits of a sum.
    crossing = crossing < time ? time : crossing > end ? end : crossing;
    append(list, i, crossing, end, on);
    time = crossing + sensor->refractoryMicroseconds;
    pixels->ready[i] = time;
    if (time >= end) return;
    change = 0;
  }
}

/// Events that show nothing; each makes its pixel reset as every other does.
static void strike(
    const scene_sensor *sensor, const scene_pixels *pixels, scene_noise *noise, const float *luminance, float end,
    event_list *list) {
  while (noise->next < end) {
    const float time = noise->next < 0 ? 0 : noise->next;
    const int i = (int)(next_fraction(&noise->random) * SCENE_TILE_PIXELS);
    const float chance = sensor->noiseHalfLuminance / (sensor->noiseHalfLuminance + luminance[i]);
    const bool strikes = next_fraction(&noise->random) < chance;
    const bool on = next_fraction(&noise->random) < 0.5f;
    noise->next -= logarithm(1.0f - next_fraction(&noise->random)) / sensor->noise;
    const bool isOnSensor =
        list->left + i % SCENE_TILE < sensor->width && list->top + i / SCENE_TILE < sensor->height;
    if (!strikes || !isOnSensor || pixels->ready[i] > time) continue;
    append(list, i, time, end, on);
    pixels->ready[i] = time + sensor->refractoryMicroseconds;
  }
}

SCENE_CLONES
size_t scene_update_tile(
    const scene_sensor *sensor, const scene_pixels *pixels, scene_noise *noise, const float *luminance, int32_t left,
    int32_t top, float start, float end, scene_event *events, size_t capacity) {
  event_list list = {.events = events, .capacity = capacity, .left = left, .top = top};
  if (sensor->noise > 0) strike(sensor, pixels, noise, luminance, end, &list);

  float before[SCENE_TILE_PIXELS];
  uint8_t fires[SCENE_TILE_PIXELS];
  float *const voltage = pixels->voltage;
  float *const reference = pixels->reference;
  const float *const thresholdOn = pixels->thresholdOn;
  const float *const thresholdOff = pixels->thresholdOff;
  const float *const leak = pixels->leak;
  const float *const ready = pixels->ready;
  const float duration = end - start;
  const float rate = sensor->bandwidth * duration;
  const float floor = sensor->bandwidthFloor;
  const float dark = sensor->darkLuminance;
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE_PIXELS; i++) {
    const float share = rate * (luminance[i] + floor);
    const float weight = share / (1.0f + share);
    const float old = voltage[i];
    const float new = old + weight * (logarithm(luminance[i] + dark) - old);
    const float drift = leak[i] * duration;
    const float change = new - reference[i] + drift;
    const int32_t isReset = ready[i] >= start;
    const int32_t crosses = (change >= thresholdOn[i]) | (change <= -thresholdOff[i]);
    before[i] = old;
    voltage[i] = new;
    reference[i] = isReset | crosses ? reference[i] : reference[i] - drift;
    fires[i] = (uint8_t)(isReset | crosses);
  }
  for (int first = 0; first < SCENE_TILE_PIXELS; first += 8) {
    uint64_t flags;
    memcpy(&flags, fires + first, sizeof flags);
    if (flags == 0) continue;
    for (int i = first; i < first + 8; i++) {
      if (fires[i]) fire(sensor, pixels, i, before[i], start, end, &list);
    }
  }
  return list.count;
}
