#include "image_decoding.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// Progressive files of very many scans take very long for their size.
static const int largest_scan_count = 512;
// What libjpeg may hold of a progressive image: coefficients of 16 bits for the largest size that is read.
static const long largest_memory_byte_count = 1L << 30;

typedef struct {
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf failed;
  saccade_image_info *info;
  int hit_marker;
} jpeg_reader;

static jpeg_reader *reader_of(j_common_ptr common) { return common->client_data; }

static void leave(j_common_ptr common) {
  jpeg_reader *reader = reader_of(common);
  common->err->format_message(common, reader->info->message);
  longjmp(reader->failed, 1);
}

static void note(j_common_ptr common, int level) {
  if (level >= 0) return;
  jpeg_reader *reader = reader_of(common);
  if (common->err->msg_code == JWRN_HIT_MARKER) reader->hit_marker = 1;
  if (reader->info->warning_count++ == 0) common->err->format_message(common, reader->info->message);
}

static void be_silent(j_common_ptr common) { (void)common; }

static void limit_scans(j_common_ptr common) {
  if (!common->is_decompressor || ((j_decompress_ptr)common)->input_scan_number <= largest_scan_count) return;
  jpeg_reader *reader = reader_of(common);
  snprintf(reader->info->message, sizeof reader->info->message, "more than %d scans", largest_scan_count);
  longjmp(reader->failed, 1);
}

static void keep_source(j_decompress_ptr image) { (void)image; }

// An end marker takes the place of what is missing, so that a file which lacks nothing else is still read.
static boolean end_early(j_decompress_ptr image) {
  static const JOCTET end[2] = {0xFF, JPEG_EOI};
  reader_of((j_common_ptr)image)->info->ends_early = 1;
  image->src->next_input_byte = end;
  image->src->bytes_in_buffer = sizeof end;
  return TRUE;
}

static void skip(j_decompress_ptr image, long count) {
  if (count <= 0) return;
  if ((size_t)count > image->src->bytes_in_buffer) {
    end_early(image);
  } else {
    image->src->next_input_byte += count;
    image->src->bytes_in_buffer -= (size_t)count;
  }
}

static void start(struct jpeg_decompress_struct *image, jpeg_reader *reader, const uint8_t *bytes, size_t count) {
  image->mem->max_memory_to_use = largest_memory_byte_count;
  image->progress = &reader->progress;
  image->src = &reader->source;
  reader->progress.progress_monitor = limit_scans;
  reader->source.init_source = keep_source;
  reader->source.fill_input_buffer = end_early;
  reader->source.skip_input_data = skip;
  reader->source.resync_to_restart = jpeg_resync_to_restart;
  reader->source.term_source = keep_source;
  reader->source.next_input_byte = bytes;
  reader->source.bytes_in_buffer = count;
  jpeg_read_header(image, TRUE);
}

static void describe(const struct jpeg_decompress_struct *image, saccade_image_info *info) {
  info->width = image->image_width;
  info->height = image->image_height;
  info->channels = (uint32_t)image->num_components;
  info->bits = (uint32_t)image->data_precision;
  uint64_t blocks = 0;
  for (int index = 0; index < image->num_components; index++) {
    const jpeg_component_info *component = &image->comp_info[index];
    blocks += (uint64_t)component->width_in_blocks * component->height_in_blocks;
  }
  // A Huffman code has at least one bit, and each block at least one code; arithmetic codes have no such bound.
  info->smallest_byte_count = image->arith_code ? 0 : blocks / 8;
}

// Inks as Adobe's programs write them, inverted; what OpenCV makes of them.
static void convert_inks(const JSAMPLE *row, uint32_t width, uint8_t *pixels) {
  for (uint32_t x = 0; x < width; x++) {
    const int black = row[4 * x + 3];
    for (int channel = 0; channel < 3; channel++) {
      pixels[4 * x + channel] = (uint8_t)(black - ((255 - row[4 * x + channel]) * black >> 8));
    }
    pixels[4 * x + 3] = 255;
  }
}

static void convert_colors(const JSAMPLE *row, uint32_t width, uint8_t *pixels) {
  for (uint32_t x = 0; x < width; x++) {
    memcpy(pixels + 4 * x, row + 3 * x, 3);
    pixels[4 * x + 3] = 255;
  }
}

static void read_rows(struct jpeg_decompress_struct *image, jpeg_reader *reader, uint8_t *pixels) {
  const int has_inks = image->jpeg_color_space == JCS_CMYK || image->jpeg_color_space == JCS_YCCK;
  image->out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(image);
  const uint32_t width = reader->info->width;
  const int channels = has_inks ? 4 : 3;
  if (image->output_width != width || image->output_height != reader->info->height ||
      image->output_components != channels) {
    ERREXIT(image, JERR_CONVERSION_NOTIMPL);
  }
  JSAMPARRAY row =
      image->mem->alloc_sarray((j_common_ptr)image, JPOOL_IMAGE, image->output_width * (JDIMENSION)channels, 1);
  while (image->output_scanline < image->output_height) {
    uint8_t *target = pixels + (size_t)image->output_scanline * width * 4;
    jpeg_read_scanlines(image, row, 1);
    if (has_inks) {
      convert_inks(row[0], width, target);
    } else {
      convert_colors(row[0], width, target);
    }
  }
  if (reader->info->ends_early && (reader->hit_marker || jpeg_has_multiple_scans(image))) {
    ERREXIT(image, JERR_INPUT_EOF);
  }
}

// Reads the header, and the image where `pixels` is not null.
static int read_jpeg(const uint8_t *bytes, size_t count, saccade_image_info *info, uint8_t *pixels) {
  struct jpeg_decompress_struct image;
  jpeg_reader reader;
  memset(&image, 0, sizeof image);
  memset(&reader, 0, sizeof reader);
  reader.info = info;
  image.err = jpeg_std_error(&reader.errors);
  image.client_data = &reader;
  reader.errors.error_exit = leave;
  reader.errors.emit_message = note;
  reader.errors.output_message = be_silent;
  if (setjmp(reader.failed)) {
    jpeg_destroy_decompress(&image);
    return -1;
  }
  jpeg_create_decompress(&image);
  start(&image, &reader, bytes, count);
  if (pixels == NULL) {
    describe(&image, info);
  } else {
    read_rows(&image, &reader, pixels);
  }
  jpeg_destroy_decompress(&image);
  return 0;
}

int saccade_jpeg_info(const uint8_t *bytes, size_t count, saccade_image_info *info) {
  memset(info, 0, sizeof *info);
  return read_jpeg(bytes, count, info, NULL);
}

int saccade_jpeg_decode(const uint8_t *bytes, size_t count, saccade_image_info *info, uint8_t *pixels) {
  info->warning_count = 0;
  info->ends_early = 0;
  info->message[0] = 0;
  return read_jpeg(bytes, count, info, pixels);
}
