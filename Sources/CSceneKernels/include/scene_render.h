#ifndef SCENE_RENDER_H
#define SCENE_RENDER_H

#include <stdint.h>

/// Rows and columns of a tile, the unit in which pictures are computed.
#define SCENE_TILE 16
/// Pixels of a tile, row by row.
#define SCENE_TILE_PIXELS (SCENE_TILE * SCENE_TILE)
/// The identity of what lies over a scene without hiding it, such as a shadow.
#define SCENE_NO_IDENTITY 0xFFFF
/// Crossing streets that can be in view.
#define SCENE_CROSSINGS 4

/// A picture of four channels (body, fixed, emission, coverage; the first three already times the fourth) with halved copies of
/// itself down to one texel.
typedef struct {
  const float *texels;
  /// Where each size begins, in texels.
  int32_t offsets[12];
  int32_t log2Width, log2Height, levels;
  /// 1 where it goes on with its other edge, 0 where its edge goes on.
  int32_t repeats;
} scene_texture;

enum { SCENE_PATCH = 0, SCENE_CAPSULE = 1 };

/// Something flat and four-sided in space, or a line with round ends on the picture.
typedef struct {
  int32_t kind;
  /// The pixels that it may touch; right and bottom exclusive.
  int32_t left, top, right, bottom;
  uint16_t identity;
  /// The luminance is colour * body + fixed * fixed + emission * emission, then times `keep` plus `haze`.
  float colour, fixed, emission, opacity, keep, haze;

  /// Patch: U, V and W as a x + b y + c of the picture; the place on the patch is (U / W, V / W) in 0...1.
  float u[3], v[3], w[3];
  /// Patch: one over the length of the gradients of U, V, W - U, W - V.
  float edges[4];
  /// Patch: how many times the texture is laid side by side.
  float repeatsU, repeatsV;
  const scene_texture *texture;

  /// Capsule: start, the way to its end, one over that way's squared length (0 for a disc), and the radii at both.
  float startX, startY, alongX, alongY, inverseSquare, startRadius, endRadius;
  /// Capsule: how much brighter each side is, per radius to the right and down.
  float shadeX, shadeY;
} scene_primitive;

/// Camera, ground and sky at a moment.
typedef struct {
  float focal, centreX, horizon, cameraHeight, headingCosine, headingSine;
  /// Metres; `cameraZ` counts from a multiple of 32 m.
  float cameraX, cameraZ;
  /// Where the middle of the road lies at each whole metre from `bendStart` on.
  const float *bend;
  int32_t bendStart, bendCount;
  float roadHalfWidth, laneLine, sidewalkWidth;
  float crossings[SCENE_CROSSINGS];
  float crossingHalfWidth;
  float asphalt, marking, sidewalk, verge;
  float ambient, headlights, lamps, lampSpacing, lampDistance;
  float hazeLuminance, hazePerMetre;
  /// A square pattern of one channel around 0, `groundSize` texels wide, with halved copies of itself.
  const float *ground;
  int32_t groundOffsets[12];
  int32_t groundLog2Size;
  float groundTexelsPerMetre;
  /// The sky and what is too far away to move, all around: luminance from the horizon upwards.
  const float *panorama;
  int32_t panoramaLog2Width, panoramaHeight;
  float panoramaTexelsPerRadian;
  /// The angle to the right of the optical axis of each column.
  const float *azimuths;
} scene_view;

/// Computes the luminance of a tile's pixels.
///
/// `order` lists the primitives to draw, the farthest first. Where `identities` is not NULL it gets the identity of what is seen
/// at each pixel, and `covered` (one count per identity) how many pixels each covers, hidden or not.
void scene_render_tile(
    const scene_view *view, const scene_primitive *primitives, const int32_t *order, int32_t count, int32_t left,
    int32_t top, float *luminance, uint16_t *identities, uint32_t *covered);

#endif
