#pragma once

#include <png.h>

// Macros that Swift does not see.
static const png_uint_32 saccade_png_format_rgba = PNG_FORMAT_RGBA;
static const png_uint_32 saccade_png_format_rgb = PNG_FORMAT_RGB;
static const png_uint_32 saccade_png_format_rgb_colormap = PNG_FORMAT_RGB_COLORMAP;
static const png_uint_32 saccade_png_flag_fast = PNG_IMAGE_FLAG_FAST;
static const png_uint_32 saccade_png_image_version = PNG_IMAGE_VERSION;
