#ifndef SCENE_SURROUNDINGS_H
#define SCENE_SURROUNDINGS_H

#include "scene_clones.h"
#include "scene_render.h"
#include "scene_shapes.h"
#pragma STDC FP_CONTRACT OFF

/// How much of a footprint around `place` lies in a band.
SCENE_INLINE float band(float place, float centre, float halfWidth, float inverseFootprint) {
  const float off = place - centre;
  const float distance = off < 0 ? -off : off;
  const float whole = least(1.0f, 2.0f * halfWidth * inverseFootprint);
  return least(most((halfWidth - distance) * inverseFootprint + 0.5f, 0.0f), whole);
}

/// The same for bands that repeat with a period, each in the middle of it; their share where the footprint covers several.
SCENE_INLINE float bands(float place, float period, float halfWidth, float footprint, float inverseFootprint) {
  const float turns = place / period;
  const float inside = (turns - (float)floored(turns)) * period;
  const float near = band(inside, 0.5f * period, halfWidth, inverseFootprint);
  const float farness = unit(footprint / period * 2.0f - 1.0f);
  return near + (2.0f * halfWidth / period - near) * farness;
}

/// One size of the ground pattern at 16 places.
SCENE_INLINE void ground_size(const scene_view *view, int32_t level, const float *xs, const float *zs, float *values) {
  const int32_t shift = view->groundLog2Size - level;
  const float scale = 1.0f / (float)(1 << level);
  const int32_t mask = (1 << shift) - 1;
  const float *const texels = view->ground + view->groundOffsets[level];
  int32_t upperLeft[SCENE_TILE], upperRight[SCENE_TILE], lowerLeft[SCENE_TILE], lowerRight[SCENE_TILE];
  float shareX[SCENE_TILE], shareZ[SCENE_TILE], corners[4][SCENE_TILE];
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const float tx = xs[i] * scale - 0.5f;
    const float tz = zs[i] * scale - 0.5f;
    const int32_t wholeX = floored(tx);
    const int32_t wholeZ = floored(tz);
    const int32_t upper = (wholeZ & mask) << shift;
    const int32_t lower = ((wholeZ + 1) & mask) << shift;
    const int32_t left = wholeX & mask;
    const int32_t right = (wholeX + 1) & mask;
    shareX[i] = tx - (float)wholeX;
    shareZ[i] = tz - (float)wholeZ;
    upperLeft[i] = upper + left;
    upperRight[i] = upper + right;
    lowerLeft[i] = lower + left;
    lowerRight[i] = lower + right;
  }
  for (int i = 0; i < SCENE_TILE; i++) {
    corners[0][i] = texels[upperLeft[i]];
    corners[1][i] = texels[upperRight[i]];
    corners[2][i] = texels[lowerLeft[i]];
    corners[3][i] = texels[lowerRight[i]];
  }
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const float above = corners[0][i] + (corners[1][i] - corners[0][i]) * shareX[i];
    const float below = corners[2][i] + (corners[3][i] - corners[2][i]) * shareX[i];
    values[i] = above + (below - above) * shareZ[i];
  }
}

/// The columns of the panorama behind a tile's columns.
typedef struct {
  int32_t first[SCENE_TILE], second[SCENE_TILE];
  float share[SCENE_TILE];
} sky_columns;

SCENE_INLINE void find_sky_columns(const scene_view *view, int32_t left, sky_columns *columns) {
  // The heading as an angle; it is small, and the panorama has no exact place.
  const float sine = view->headingSine;
  const float heading = sine * (1.0f + sine * sine * (0.166666667f + sine * sine * 0.075f));
  const int32_t mask = (1 << view->panoramaLog2Width) - 1;
  for (int i = 0; i < SCENE_TILE; i++) {
    const float across = (view->azimuths[left + i] + heading) * view->panoramaTexelsPerRadian;
    const int32_t whole = floored(across);
    columns->share[i] = across - (float)whole;
    columns->first[i] = whole & mask;
    columns->second[i] = (whole + 1) & mask;
  }
}

/// The sky and the far surroundings along a row of 16 pixels.
SCENE_INLINE void sky_row(const scene_view *view, const sky_columns *columns, float y, float *luminance) {
  const int32_t last = view->panoramaHeight - 1;
  const float up = least(
      most((view->horizon - y) / view->focal * view->panoramaTexelsPerRadian, 0.0f), (float)last);
  const int32_t wholeUp = (int32_t)up;
  const float shareUp = up - (float)wholeUp;
  const float *lower = view->panorama + ((intptr_t)wholeUp << view->panoramaLog2Width);
  const float *upper = wholeUp < last ? lower + ((intptr_t)1 << view->panoramaLog2Width) : lower;
  for (int i = 0; i < SCENE_TILE; i++) {
    const int32_t first = columns->first[i];
    const int32_t second = columns->second[i];
    const float below = lower[first] + (lower[second] - lower[first]) * columns->share[i];
    const float above = upper[first] + (upper[second] - upper[first]) * columns->share[i];
    luminance[i] = below + (above - below) * shareUp;
  }
}

/// The ground along a row of 16 pixels below the horizon.
SCENE_INLINE void ground_row(const scene_view *view, int32_t left, float y, float *luminance) {
  const float drop = most(y - view->horizon, 0.25f);
  const float depth = view->focal * view->cameraHeight / drop;
  const float perPixel = depth / view->focal;
  const float footprintZ = depth * depth / (view->focal * view->cameraHeight);
  const float inverseX = 1.0f / perPixel;
  const float inverseZ = 1.0f / footprintZ;
  const float cosine = view->headingCosine;
  const float sine = view->headingSine;

  // The road's bend, as straight over the width of a tile.
  const float middle = ((float)(left + SCENE_TILE / 2) - view->centreX) * perPixel;
  const float middleZ = view->cameraZ - middle * sine + depth * cosine;
  const float bendPlace = least(
      most(middleZ - (float)view->bendStart, 0.0f), (float)(view->bendCount - 2));
  const int32_t bendIndex = (int32_t)least(bendPlace, (float)(view->bendCount - 2));
  const float slope = view->bend[bendIndex + 1] - view->bend[bendIndex];
  const float bend = view->bend[bendIndex] + slope * (bendPlace - (float)bendIndex);

  const float keep = 1.0f / (1.0f + depth * depth * view->hazePerMetre * view->hazePerMetre);
  const float haze = view->hazeLuminance * (1.0f - keep);
  const float beam = view->headlights / (1.0f + depth * depth * 0.0035f);
  const float beamWidth = 1.6f + 0.22f * depth;
  const float inverseBeam = 1.0f / (beamWidth * beamWidth);
  const float walkEdge = view->roadHalfWidth + view->sidewalkWidth;
  // Texels of the pattern that a pixel covers in depth, as a power of two.
  const float level = 1.442695041f * logarithm(footprintZ * view->groundTexelsPerMetre);

  // The crossing streets that this row can touch.
  const float half = (float)(SCENE_TILE / 2 + 1) * perPixel * (sine < 0 ? -sine : sine);
  const float reach = view->crossingHalfWidth + 6.0f + half + footprintZ;
  float crosses[SCENE_TILE] = {0};
  float stripes[SCENE_TILE] = {0};
  float stops[SCENE_TILE] = {0};
  const float crossingHalfWidth = view->crossingHalfWidth;
  for (int k = 0; k < SCENE_CROSSINGS; k++) {
    const float crossing = view->crossings[k];
    if (middleZ - crossing > reach || crossing - middleZ > reach) continue;
    const float ahead = view->cameraZ + depth * cosine - crossing;
    const float across = perPixel * sine;
    const float column = (float)left + 0.5f - view->centreX;
#pragma clang loop vectorize(assume_safety)
    for (int i = 0; i < SCENE_TILE; i++) {
      const float off = ahead - (column + (float)i) * across;
      const float away = off < 0 ? -off : off;
      crosses[i] = most(crosses[i], band(off, 0, crossingHalfWidth, inverseZ));
      stripes[i] = most(stripes[i], band(away, crossingHalfWidth + 2.2f, 1.5f, inverseZ));
      stops[i] = most(stops[i], band(off, -crossingHalfWidth - 4.6f, 0.2f, inverseZ));
    }
  }

  float ns[SCENE_TILE], zs[SCENE_TILE], albedos[SCENE_TILE], roughness[SCENE_TILE], lights[SCENE_TILE];
  float rights[SCENE_TILE], alongs[SCENE_TILE], sides[SCENE_TILE];
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const float right = ((float)(left + i) + 0.5f - view->centreX) * perPixel;
    const float x = view->cameraX + right * cosine + depth * sine;
    const float z = view->cameraZ - right * sine + depth * cosine;
    const float n = x - (bend + slope * (z - middleZ));
    const float side = n < 0 ? -n : n;
    const float road = band(n, 0, view->roadHalfWidth, inverseX);
    const float walk = band(n, 0, walkEdge, inverseX);
    const float dash = bands(z, 8.0f, 1.5f, footprintZ, inverseZ);
    const float bars = bands(n, 1.0f, 0.25f, perPixel, inverseX);
    const float clear = 1.0f - unit(crosses[i] + stripes[i]);
    const float lines = band(n, 0, 0.07f, inverseX) * dash + band(side, view->laneLine, 0.07f, inverseX) * dash +
                        band(side, view->roadHalfWidth - 0.25f, 0.07f, inverseX);
    const float stopLine = n > 0 ? stops[i] : 0;
    const float markings = unit((lines * clear + stripes[i] * bars + stopLine) * road);
    const float asphalt = most(road, crosses[i]);
    const float curb = band(side, view->roadHalfWidth + 0.1f, 0.1f, inverseX) * (1.0f - crosses[i]);
    float albedo = view->verge + (view->sidewalk - view->verge) * walk;
    albedo += (view->sidewalk * 1.5f - albedo) * curb;
    albedo += (view->asphalt - albedo) * asphalt;
    albedo += (view->marking - albedo) * markings;
    ns[i] = n * view->groundTexelsPerMetre;
    zs[i] = z * view->groundTexelsPerMetre;
    albedos[i] = albedo;
    roughness[i] = 1.0f - 0.6f * walk - 0.15f * asphalt;
    lights[i] = view->ambient;
    rights[i] = right;
    alongs[i] = z;
    sides[i] = side;
  }
  if (view->headlights != 0 || view->lamps != 0) {
#pragma clang loop vectorize(assume_safety)
    for (int i = 0; i < SCENE_TILE; i++) {
      const float spread = rights[i] * rights[i] * inverseBeam;
      const float lampTurns = alongs[i] / view->lampSpacing;
      const float lampZ = (lampTurns - (float)floored(lampTurns) - 0.5f) * view->lampSpacing;
      const float lampX = sides[i] - view->lampDistance;
      const float pool = view->lamps / (1.0f + (lampZ * lampZ + lampX * lampX) * 0.03f);
      lights[i] = lights[i] + beam / (1.0f + spread * spread) + pool;
    }
  }
  // The pattern between two of its sizes; all pixels of a row are as far away.
  const float bounded = least(most(level, 0.0f), (float)view->groundLog2Size - 0.001f);
  const int32_t size = (int32_t)bounded;
  const float coarseness = bounded - (float)size;
  float pattern[SCENE_TILE], coarse[SCENE_TILE];
  ground_size(view, size, ns, zs, pattern);
  if (coarseness > 0) {
    ground_size(view, size + 1, ns, zs, coarse);
#pragma clang loop vectorize(assume_safety)
    for (int i = 0; i < SCENE_TILE; i++) pattern[i] += (coarse[i] - pattern[i]) * coarseness;
  }
#pragma clang loop vectorize(assume_safety)
  for (int i = 0; i < SCENE_TILE; i++) {
    const float light = albedos[i] * most(1.0f + roughness[i] * pattern[i], 0.2f) * lights[i];
    luminance[i] = light * keep + haze;
  }
}

#endif
