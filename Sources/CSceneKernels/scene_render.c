#include "scene_render.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "scene_clones.h"
#include "scene_shapes.h"
#include "scene_surroundings.h"
#pragma STDC FP_CONTRACT OFF

/// Notes for each pixel which primitive with an identity is the first to hide at least half of it.
SCENE_INLINE void identify(
    const scene_primitive *primitive, const float *coverage, uint16_t *identities, uint16_t *latest, bool *isTaken,
    uint32_t *covered) {
  const uint16_t identity = primitive->identity;
  if (identity == SCENE_NO_IDENTITY) return;
  for (int i = 0; i < SCENE_TILE; i++) {
    if (coverage[i] < 0.5f) continue;
    // The primitives of an object follow one another.
    if (latest[i] != identity) covered[identity]++;
    latest[i] = identity;
    if (!isTaken[i]) identities[i] = identity;
    isTaken[i] = true;
  }
}

/// Draws the primitives over a tile, the nearest first.
SCENE_INLINE void draw_primitives(
    const scene_primitive *primitives, const int32_t *order, int32_t count, int32_t left, int32_t top,
    scene_row *rows, bool *isOpen, uint16_t *identities, uint32_t *covered) {
  uint16_t latest[SCENE_TILE_PIXELS];
  bool isTaken[SCENE_TILE_PIXELS];
  const bool identifies = identities != NULL;
  if (identifies) {
    memset(latest, 0, sizeof latest);
    memset(isTaken, 0, sizeof isTaken);
  }
  const float leastOpen = identifies ? 0.0f : closed;
  const float x = (float)left + 0.5f;
  for (int32_t k = count - 1; k >= 0; k--) {
    const scene_primitive *const primitive = primitives + order[k];
    if (primitive->right <= left || primitive->left >= left + SCENE_TILE) continue;
    const int32_t first = primitive->top > top ? primitive->top - top : 0;
    const int32_t last = primitive->bottom < top + SCENE_TILE ? primitive->bottom - top : SCENE_TILE;
    for (int32_t row = first; row < last; row++) {
      if (!isOpen[row] && !identifies) continue;
      const float y = (float)(top + row) + 0.5f;
      float coverage[SCENE_TILE];
      if (primitive->kind == SCENE_PATCH) {
        if (!patch_row(primitive, x, y, rows + row, coverage, leastOpen)) continue;
      } else {
        capsule_row(primitive, x, y, rows + row, coverage);
      }
      int32_t open = 0;
      for (int i = 0; i < SCENE_TILE; i++) open += rows[row].open[i] >= closed;
      isOpen[row] = open > 0;
      if (identifies) {
        const int32_t pixel = row * SCENE_TILE;
        identify(primitive, coverage, identities + pixel, latest + pixel, isTaken + pixel, covered);
      }
    }
  }
}

SCENE_CLONES
void scene_render_tile(
    const scene_view *view, const scene_primitive *primitives, const int32_t *order, int32_t count, int32_t left,
    int32_t top, float *luminance, uint16_t *identities, uint32_t *covered) {
  scene_row rows[SCENE_TILE];
  bool isOpen[SCENE_TILE];
  for (int row = 0; row < SCENE_TILE; row++) {
    isOpen[row] = true;
    for (int i = 0; i < SCENE_TILE; i++) rows[row].light[i] = 0;
    for (int i = 0; i < SCENE_TILE; i++) rows[row].open[i] = 1;
  }
  if (identities != NULL) memset(identities, 0, SCENE_TILE_PIXELS * sizeof *identities);
  draw_primitives(primitives, order, count, left, top, rows, isOpen, identities, covered);

  sky_columns columns;
  find_sky_columns(view, left, &columns);
  for (int row = 0; row < SCENE_TILE; row++) {
    float *const out = luminance + row * SCENE_TILE;
    memcpy(out, rows[row].light, sizeof rows[row].light);
    if (!isOpen[row]) continue;
    const float y = (float)(top + row) + 0.5f;
    const float below = unit(y - view->horizon + 0.5f);
    float sky[SCENE_TILE] = {0};
    float ground[SCENE_TILE] = {0};
    if (below < 1) sky_row(view, &columns, y, sky);
    if (below > 0) ground_row(view, left, y, ground);
    for (int i = 0; i < SCENE_TILE; i++) out[i] += rows[row].open[i] * (sky[i] + (ground[i] - sky[i]) * below);
  }
}
