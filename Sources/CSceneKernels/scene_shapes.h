#ifndef SCENE_SHAPES_H
#define SCENE_SHAPES_H

#include <string.h>

#include "scene_clones.h"
#include "scene_logarithm.h"
#include "scene_render.h"
#pragma STDC FP_CONTRACT OFF

typedef float texel __attribute__((vector_size(16), aligned(16)));

SCENE_INLINE float least(float a, float b) { return a < b ? a : b; }
SCENE_INLINE float most(float a, float b) { return a > b ? a : b; }
SCENE_INLINE float unit(float value) { return least(most(value, 0.0f), 1.0f); }

SCENE_INLINE int32_t floored(float value) {
  const int32_t whole = (int32_t)value;
  return whole - (value < (float)whole);
}

/// A place along one side of a texture: the texels before and after it and how near the second is.
typedef struct {
  int32_t first, second;
  float share;
} texel_pair;

SCENE_INLINE texel_pair pair_at(float place, int32_t count, int32_t repeats) {
  const float centred = place * (float)count - 0.5f;
  const int32_t whole = floored(centred);
  texel_pair pair = {.share = centred - (float)whole};
  if (repeats) {
    pair.first = whole & (count - 1);
    pair.second = (whole + 1) & (count - 1);
  } else {
    const int32_t last = count - 1;
    pair.first = whole < 0 ? 0 : whole > last ? last : whole;
    pair.second = whole + 1 < 0 ? 0 : whole + 1 > last ? last : whole + 1;
  }
  return pair;
}

SCENE_INLINE texel sample(const scene_texture *texture, int32_t level, float u, float v) {
  const int32_t shiftX = texture->log2Width > level ? texture->log2Width - level : 0;
  const int32_t shiftY = texture->log2Height > level ? texture->log2Height - level : 0;
  const texel_pair x = pair_at(u, 1 << shiftX, texture->repeats);
  const texel_pair y = pair_at(v, 1 << shiftY, texture->repeats);
  const texel *texels = (const texel *)texture->texels + texture->offsets[level];
  const texel *upper = texels + ((intptr_t)y.first << shiftX);
  const texel *lower = texels + ((intptr_t)y.second << shiftX);
  const texel above = upper[x.first] + (upper[x.second] - upper[x.first]) * x.share;
  const texel below = lower[x.first] + (lower[x.second] - lower[x.first]) * x.share;
  return above + (below - above) * y.share;
}

/// A texture between two of its sizes, so that nothing jumps while it comes nearer.
SCENE_INLINE texel sample_between(const scene_texture *texture, float level, float u, float v) {
  const int32_t last = texture->levels - 1;
  if (level <= 0) return sample(texture, 0, u, v);
  if (level >= (float)last) return sample(texture, last, u, v);
  const int32_t lower = (int32_t)level;
  const texel fine = sample(texture, lower, u, v);
  const texel coarse = sample(texture, lower + 1, u, v);
  return fine + (coarse - fine) * (level - (float)lower);
}

/// A row of pixels that is drawn from the nearest to the farthest.
typedef struct {
  float light[SCENE_TILE];
  /// How much of what is farther still shows, 1 to 0.
  float open[SCENE_TILE];
} scene_row;

/// What still shows below this share is not worth drawing.
static const float closed = 0x1p-11f;

/// Draws a row of a patch over 16 pixels; `coverage` gets how much of each pixel it hides.
SCENE_INLINE void patch_row(
    const scene_primitive *primitive, float x, float y, scene_row *row, float *coverage, float leastOpen) {
  const scene_texture *texture = primitive->texture;
  const float sizeU = (float)(1 << texture->log2Width) * primitive->repeatsU;
  const float sizeV = (float)(1 << texture->log2Height) * primitive->repeatsV;
  float us[SCENE_TILE], vs[SCENE_TILE], levels[SCENE_TILE];
  float a[3], b[3], c[3], edges[4], open[SCENE_TILE];
  memcpy(a, primitive->u, sizeof a);
  memcpy(b, primitive->v, sizeof b);
  memcpy(c, primitive->w, sizeof c);
  memcpy(edges, primitive->edges, sizeof edges);
  memcpy(open, row->open, sizeof open);
  const float repeatsU = primitive->repeatsU;
  const float repeatsV = primitive->repeatsV;
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const float px = x + (float)i;
    const float u = a[0] * px + (a[1] * y + a[2]);
    const float v = b[0] * px + (b[1] * y + b[2]);
    const float w = c[0] * px + (c[1] * y + c[2]);
    // Opposite edges together give the share of the pixel between them, also where both cross it.
    const float across = least(u * edges[0], 0.5f) + least((w - u) * edges[2], 0.5f);
    const float down = least(v * edges[1], 0.5f) + least((w - v) * edges[3], 0.5f);
    const float shows = ((w > 1e-6f) & (open[i] >= leastOpen)) ? 1.0f : 0.0f;
    const float inverse = 1.0f / most(w, 1e-6f);
    const float placeU = u * inverse;
    const float placeV = v * inverse;
    coverage[i] = unit(across) * unit(down) * shows;
    us[i] = unit(placeU) * repeatsU;
    vs[i] = unit(placeV) * repeatsV;
    const float ux = (a[0] - placeU * c[0]) * inverse * sizeU;
    const float uy = (a[1] - placeU * c[1]) * inverse * sizeU;
    const float vx = (b[0] - placeV * c[0]) * inverse * sizeV;
    const float vy = (b[1] - placeV * c[1]) * inverse * sizeV;
    const float squared = most(ux * ux + vx * vx, uy * uy + vy * vy);
    levels[i] = 0.721347520f * logarithm(least(most(squared, 1e-12f), 1e12f));
  }
  const float body = primitive->colour * primitive->keep;
  const float fixed = primitive->fixed * primitive->keep;
  const float emission = primitive->emission * primitive->keep;
  for (int i = 0; i < SCENE_TILE; i++) {
    if (coverage[i] <= 0) continue;
    const texel channels = sample_between(texture, levels[i], us[i], vs[i]);
    const float share = coverage[i] * primitive->opacity;
    const float hidden = share * channels[3];
    const float light = body * channels[0] + fixed * channels[1] + emission * channels[2];
    coverage[i] = hidden;
    row->light[i] += row->open[i] * (share * light + hidden * primitive->haze);
    row->open[i] *= 1.0f - hidden;
  }
}

/// Draws a row of a capsule over 16 pixels.
SCENE_INLINE void capsule_row(const scene_primitive *primitive, float x, float y, scene_row *row, float *coverage) {
  const float down = y - primitive->startY;
  const float light = primitive->colour * primitive->keep;
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const float right = x + (float)i - primitive->startX;
    const float along =
        unit((right * primitive->alongX + down * primitive->alongY) * primitive->inverseSquare);
    const float offX = right - primitive->alongX * along;
    const float offY = down - primitive->alongY * along;
    const float radius = primitive->startRadius + (primitive->endRadius - primitive->startRadius) * along;
    const float distance = __builtin_sqrtf(offX * offX + offY * offY);
    const float share = unit(least(radius - distance + 0.5f, 2.0f * radius)) * primitive->opacity;
    const float shade = 1.0f + (offX * primitive->shadeX + offY * primitive->shadeY) / most(radius, 0.5f);
    coverage[i] = share;
    row->light[i] += row->open[i] * share * (light * most(shade, 0.1f) + primitive->haze);
    row->open[i] *= 1.0f - share;
  }
}

#endif
