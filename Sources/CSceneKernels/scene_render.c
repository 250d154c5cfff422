#include "scene_render.h"

#include <stddef.h>
#include <string.h>

#include "scene_clones.h"
#include "scene_shapes.h"
#include "scene_surroundings.h"
#pragma STDC FP_CONTRACT OFF

/// Notes what hides everything else where at least half of a pixel is hidden.
SCENE_INLINE void identify(
    const scene_primitive *primitive, const float *coverage, uint16_t *identities, uint32_t *covered) {
  const uint16_t identity = primitive->identity;
  if (identity == SCENE_NO_IDENTITY) return;
  for (int i = 0; i < SCENE_TILE; i++) {
    if (coverage[i] < 0.5f) continue;
    if (identities[i] != identity) covered[identity]++;
    identities[i] = identity;
  }
}

SCENE_CLONES
void scene_render_tile(
    const scene_view *view, const scene_primitive *primitives, const int32_t *order, int32_t count, int32_t left,
    int32_t top, float *luminance, uint16_t *identities, uint32_t *covered) {
  // The heading as an angle; it is small, and the panorama has no exact place.
  const float sine = view->headingSine;
  const float heading = sine * (1.0f + sine * sine * (0.166666667f + sine * sine * 0.075f));
  for (int row = 0; row < SCENE_TILE; row++) {
    const float y = (float)(top + row) + 0.5f;
    float *const out = luminance + row * SCENE_TILE;
    const float below = unit(y - view->horizon + 0.5f);
    if (below < 1) sky_row(view, left, y, heading, out);
    if (below > 0) {
      float ground[SCENE_TILE];
      ground_row(view, left, y, ground);
      if (below < 1) {
        for (int i = 0; i < SCENE_TILE; i++) out[i] += (ground[i] - out[i]) * below;
      } else {
        memcpy(out, ground, sizeof ground);
      }
    }
  }
  if (identities != NULL) memset(identities, 0, SCENE_TILE_PIXELS * sizeof *identities);
  const float x = (float)left + 0.5f;
  for (int32_t k = 0; k < count; k++) {
    const scene_primitive *const primitive = primitives + order[k];
    if (primitive->right <= left || primitive->left >= left + SCENE_TILE) continue;
    const int32_t first = primitive->top > top ? primitive->top - top : 0;
    const int32_t last = primitive->bottom < top + SCENE_TILE ? primitive->bottom - top : SCENE_TILE;
    for (int32_t row = first; row < last; row++) {
      const float y = (float)(top + row) + 0.5f;
      float *const out = luminance + row * SCENE_TILE;
      float coverage[SCENE_TILE];
      if (primitive->kind == SCENE_PATCH) {
        patch_row(primitive, x, y, out, coverage);
      } else {
        capsule_row(primitive, x, y, out, coverage);
      }
      if (identities != NULL) identify(primitive, coverage, identities + row * SCENE_TILE, covered);
    }
  }
}
