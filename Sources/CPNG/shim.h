#pragma once

#include <png.h>

// A macro that Swift does not see.
static const png_uint_32 saccade_png_format_rgba = PNG_FORMAT_RGBA;
static const png_uint_32 saccade_png_format_rgb = PNG_FORMAT_RGB;
static const png_uint_32 saccade_png_image_version = PNG_IMAGE_VERSION;
