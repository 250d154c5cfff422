#pragma once

#include <stddef.h>
#include <stdint.h>

// PNG and JPEG files to 8-bit pixels. libpng and libjpeg leave a damaged file by longjmp, which must not cross Swift's frames:
// here it ends inside each function. Bytes are read in memory and never written.

#define SACCADE_IMAGE_MESSAGE_SIZE 256

typedef struct {
  // The image as it is stored, before its orientation is applied.
  uint32_t width;
  uint32_t height;
  // Channels and bits of each as they are stored.
  uint32_t channels;
  uint32_t bits;
  // The fewest bytes that a file of this size can have.
  uint64_t smallest_byte_count;
  // Whether the file ends before the image does.
  int32_t ends_early;
  // What the library has warned of so far.
  uint32_t warning_count;
  // The error where a function fails, else the first warning, else empty.
  char message[SACCADE_IMAGE_MESSAGE_SIZE];
} saccade_image_info;

// Reads the header alone; nothing is allocated by the image's size. Returns 0, or -1 with a message.
int saccade_png_info(const uint8_t *bytes, size_t count, saccade_image_info *info);
int saccade_jpeg_info(const uint8_t *bytes, size_t count, saccade_image_info *info);

// Decodes an image whose header `info` holds into width * height pixels of red, green, blue and 255.
// Alpha is left out, not blended; of 16 bits the upper 8 are taken; grey and palettes become colours.
// Returns 0, or -1 with a message; `pixels` is then undefined.
int saccade_png_decode(const uint8_t *bytes, size_t count, saccade_image_info *info, uint8_t *pixels);
int saccade_jpeg_decode(const uint8_t *bytes, size_t count, saccade_image_info *info, uint8_t *pixels);
