#include "image_decoding.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

// Sides, and what one chunk may hold, of which only palettes and image data are read.
static const png_uint_32 largest_side = 1 << 20;
static const png_alloc_size_t largest_chunk_byte_count = 1 << 20;
// What deflate can make of a byte at most.
static const uint64_t largest_deflate_ratio = 1032;

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t offset;
  saccade_image_info *info;
} png_source;

static void leave(png_structp png, png_const_charp text) {
  png_source *source = png_get_error_ptr(png);
  snprintf(source->info->message, sizeof source->info->message, "%s", text);
  png_longjmp(png, 1);
}

static void note(png_structp png, png_const_charp text) {
  png_source *source = png_get_error_ptr(png);
  if (source->info->warning_count++ == 0) snprintf(source->info->message, sizeof source->info->message, "%s", text);
}

static void give(png_structp png, png_bytep target, size_t count) {
  png_source *source = png_get_io_ptr(png);
  if (count > source->count - source->offset) {
    source->info->ends_early = 1;
    png_error(png, "the file ends early");
  }
  memcpy(target, source->bytes + source->offset, count);
  source->offset += count;
}

static void describe(png_structp png, png_infop header, saccade_image_info *info) {
  info->width = png_get_image_width(png, header);
  info->height = png_get_image_height(png, header);
  info->channels = png_get_channels(png, header);
  info->bits = png_get_bit_depth(png, header);
  info->smallest_byte_count = (uint64_t)png_get_rowbytes(png, header) * info->height / largest_deflate_ratio;
}

static void read_rows(png_structp png, png_infop header, saccade_image_info *info, uint8_t *pixels) {
  // In libpng's order: colours from palettes and grey, transparent colours to alpha, which is left out again.
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_gray_to_rgb(png);
  png_set_strip_alpha(png);
  png_set_filler(png, 0xFF, PNG_FILLER_AFTER);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, header);
  const size_t row_byte_count = (size_t)info->width * 4;
  if (png_get_rowbytes(png, header) != row_byte_count || png_get_image_height(png, header) != info->height) {
    png_error(png, "a kind of pixels that is not known");
  }
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < info->height; y++) png_read_row(png, pixels + y * row_byte_count, NULL);
  }
  png_read_end(png, NULL);
}

// Reads the header, and the image where `pixels` is not null.
static int read_png(const uint8_t *bytes, size_t count, saccade_image_info *info, uint8_t *pixels) {
  png_source source = {bytes, count, 0, info};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, leave, note);
  png_infop header = png == NULL ? NULL : png_create_info_struct(png);
  if (header == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(info->message, sizeof info->message, "out of memory");
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &header, NULL);
    return -1;
  }
  png_set_read_fn(png, &source, give);
  png_set_user_limits(png, largest_side, largest_side);
  png_set_chunk_malloc_max(png, largest_chunk_byte_count);
  // Profiles, texts and times say nothing about pixels as they are read here.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, header);
  if (pixels == NULL) {
    describe(png, header, info);
  } else {
    read_rows(png, header, info, pixels);
  }
  png_destroy_read_struct(&png, &header, NULL);
  return 0;
}

int saccade_png_info(const uint8_t *bytes, size_t count, saccade_image_info *info) {
  memset(info, 0, sizeof *info);
  return read_png(bytes, count, info, NULL);
}

int saccade_png_decode(const uint8_t *bytes, size_t count, saccade_image_info *info, uint8_t *pixels) {
  info->warning_count = 0;
  info->ends_early = 0;
  info->message[0] = 0;
  return read_png(bytes, count, info, pixels);
}
