#ifndef SCENE_SHAPES_H
#define SCENE_SHAPES_H

#include <stdbool.h>
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

SCENE_INLINE int32_t within(int32_t place, int32_t last) { return place < 0 ? 0 : place > last ? last : place; }

/// Where the four texels around each of 16 places lie in one of a texture's sizes, and how near the second of two is.
typedef struct {
  int32_t upperLeft[SCENE_TILE], upperRight[SCENE_TILE], lowerLeft[SCENE_TILE], lowerRight[SCENE_TILE];
  float shareX[SCENE_TILE], shareY[SCENE_TILE];
} texel_places;

/// Finds them for places in 0...repeats, each in the size that `levels` has for it plus `above`, at most the last.
SCENE_INLINE void find_texels(
    const scene_texture *texture, const float *us, const float *vs, const int32_t *levels, int32_t above,
    texel_places *places) {
  const int32_t log2Width = texture->log2Width;
  const int32_t log2Height = texture->log2Height;
  const int32_t last = texture->levels - 1;
  const int32_t repeats = texture->repeats;
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const int32_t level = levels[i] + above < last ? levels[i] + above : last;
    const int32_t shiftX = log2Width > level ? log2Width - level : 0;
    const int32_t shiftY = log2Height > level ? log2Height - level : 0;
    const int32_t lastX = (1 << shiftX) - 1;
    const int32_t lastY = (1 << shiftY) - 1;
    const float centredX = us[i] * (float)(1 << shiftX) - 0.5f;
    const float centredY = vs[i] * (float)(1 << shiftY) - 0.5f;
    const int32_t x = floored(centredX);
    const int32_t y = floored(centredY);
    const int32_t left = repeats ? x & lastX : within(x, lastX);
    const int32_t right = repeats ? (x + 1) & lastX : within(x + 1, lastX);
    const int32_t upper = (repeats ? y & lastY : within(y, lastY)) << shiftX;
    const int32_t lower = (repeats ? (y + 1) & lastY : within(y + 1, lastY)) << shiftX;
    places->shareX[i] = centredX - (float)x;
    places->shareY[i] = centredY - (float)y;
    places->upperLeft[i] = upper + left;
    places->upperRight[i] = upper + right;
    places->lowerLeft[i] = lower + left;
    places->lowerRight[i] = lower + right;
  }
}

SCENE_INLINE texel blend(const texel *texels, const texel_places *places, int i) {
  const texel upperLeft = texels[places->upperLeft[i]];
  const texel lowerLeft = texels[places->lowerLeft[i]];
  const texel above = upperLeft + (texels[places->upperRight[i]] - upperLeft) * places->shareX[i];
  const texel below = lowerLeft + (texels[places->lowerRight[i]] - lowerLeft) * places->shareX[i];
  return above + (below - above) * places->shareY[i];
}

/// A row of pixels that is drawn from the nearest to the farthest.
typedef struct {
  float light[SCENE_TILE];
  /// How much of what is farther still shows, 1 to 0.
  float open[SCENE_TILE];
} scene_row;

/// What still shows below this share is not worth drawing.
static const float closed = 0x1p-11f;

/// Draws a row of a patch over 16 pixels; `coverage` gets how much of each pixel it hides. False where it hides nothing.
SCENE_INLINE bool patch_row(
    const scene_primitive *primitive, float x, float y, scene_row *row, float *coverage, float leastOpen) {
  float us[SCENE_TILE], vs[SCENE_TILE], ws[SCENE_TILE];
  float a[3], b[3], c[3], edges[4], open[SCENE_TILE];
  memcpy(a, primitive->u, sizeof a);
  memcpy(b, primitive->v, sizeof b);
  memcpy(c, primitive->w, sizeof c);
  memcpy(edges, primitive->edges, sizeof edges);
  memcpy(open, row->open, sizeof open);
  int32_t isSeen = 0;
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
    const float covers = unit(across) * unit(down) * shows;
    coverage[i] = covers;
    us[i] = u;
    vs[i] = v;
    ws[i] = w;
    isSeen |= covers > 0;
  }
  // A rectangle around a slanted patch holds many rows that it does not touch.
  if (!isSeen) return false;

  const scene_texture *const texture = primitive->texture;
  const texel *const texels = (const texel *)texture->texels;
  const float body = primitive->colour * primitive->keep;
  const float fixed = primitive->fixed * primitive->keep;
  const float emission = primitive->emission * primitive->keep;
  const float opacity = primitive->opacity;
  const float haze = primitive->haze;
  const int32_t last = texture->levels - 1;
  const texel coarsest = texels[texture->offsets[last]];
  float levels[SCENE_TILE];
  int32_t lower[SCENE_TILE];
  int32_t isFine = 0, isBetween = 0;
  if (last > 0) {
    const float repeatsU = primitive->repeatsU;
    const float repeatsV = primitive->repeatsV;
    const float sizeU = (float)(1 << texture->log2Width) * repeatsU;
    const float sizeV = (float)(1 << texture->log2Height) * repeatsV;
#pragma clang loop vectorize(assume_safety)
    for (int i = 0; i < SCENE_TILE; i++) {
      const float inverse = 1.0f / most(ws[i], 1e-6f);
      const float placeU = us[i] * inverse;
      const float placeV = vs[i] * inverse;
      us[i] = unit(placeU) * repeatsU;
      vs[i] = unit(placeV) * repeatsV;
      const float ux = (a[0] - placeU * c[0]) * inverse * sizeU;
      const float uy = (a[1] - placeU * c[1]) * inverse * sizeU;
      const float vx = (b[0] - placeV * c[0]) * inverse * sizeV;
      const float vy = (b[1] - placeV * c[1]) * inverse * sizeV;
      const float squared = most(ux * ux + vx * vx, uy * uy + vy * vy);
      const float level = 0.721347520f * logarithm(least(most(squared, 1e-12f), 1e12f));
      levels[i] = level;
      const int32_t whole = (int32_t)level;
      lower[i] = level <= 0 ? 0 : whole;
      const int32_t isCovered = coverage[i] > 0;
      isFine |= isCovered & (level < (float)last);
      isBetween |= isCovered & (level > 0) & (level < (float)last);
    }
  }
  texel_places fine, coarse;
  if (isFine) find_texels(texture, us, vs, lower, 0, &fine);
  if (isBetween) find_texels(texture, us, vs, lower, 1, &coarse);
  float channels[SCENE_TILE][4];
  for (int i = 0; i < SCENE_TILE; i++) {
    // The coarsest size has one texel.
    texel seen = coverage[i] > 0 ? coarsest : (texel){0};
    if (isFine && coverage[i] > 0 && levels[i] < (float)last) {
      seen = blend(texels + texture->offsets[lower[i]], &fine, i);
      // Between two sizes, so that nothing jumps while it comes nearer.
      if (levels[i] > 0) {
        const texel next = blend(texels + texture->offsets[lower[i] + 1], &coarse, i);
        seen += (next - seen) * (levels[i] - (float)lower[i]);
      }
    }
    memcpy(channels[i], &seen, sizeof seen);
  }
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const float share = coverage[i] * opacity;
    const float hidden = share * channels[i][3];
    const float light = body * channels[i][0] + fixed * channels[i][1] + emission * channels[i][2];
    coverage[i] = hidden;
    row->light[i] += row->open[i] * (share * light + hidden * haze);
    row->open[i] *= 1.0f - hidden;
  }
  return true;
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
