#ifndef C_SCENE_KERNELS_H
#define C_SCENE_KERNELS_H

// Kernels of the scene simulator: what a square of pixels sees, and what those pixels make of it.
//
// They use additions, multiplications, divisions and square roots of 32-bit floats in a fixed order, which IEEE 754
// defines to the last bit, and no function of the C library, so that every machine computes the same.

#include "scene_pixels.h"
#include "scene_render.h"

#endif
