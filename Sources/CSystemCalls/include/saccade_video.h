// Video4Linux devices that stream bytes in memory-mapped buffers, as event sensors do.
//
// The functions return 0 or an error number. The structures of the kernel stay inside: their layout differs between architectures.
#ifndef SACCADE_VIDEO_H
#define SACCADE_VIDEO_H

#include <stddef.h>
#include <stdint.h>

/// What a device is.
struct saccade_video_device {
  /// Its descriptor.
  int descriptor;
  /// The driver's and the device's name, ended by a zero.
  char driver[17], card[33];
  /// Whether it captures in one plane, and streams.
  int captures, streams;
  /// The format's four characters, the size in pixels, and the bytes of a buffer.
  uint32_t pixel_format, width, height, buffer_size;
};

/// Opens a device without waiting and asks what it is; closed again where that fails.
int saccade_video_open(const char *path, struct saccade_video_device *device);

/// Asks for memory-mapped buffers; `count` gets how many there are.
int saccade_video_request(int descriptor, uint32_t *count);

/// Maps a buffer.
int saccade_video_map(int descriptor, uint32_t index, void **memory, size_t *size);

/// Unmaps a buffer.
void saccade_video_unmap(void *memory, size_t size);

/// Gives a buffer to the driver to be filled.
int saccade_video_queue(int descriptor, uint32_t index);

/// A buffer that the driver has filled.
struct saccade_video_buffer {
  uint32_t index, used, sequence;
  /// Whether the driver says that its content is damaged.
  int is_damaged;
};

/// Takes a filled buffer; EAGAIN where there is none.
int saccade_video_dequeue(int descriptor, struct saccade_video_buffer *buffer);

/// Starts or stops streaming; stopping takes all buffers back.
int saccade_video_stream(int descriptor, int is_on);

#endif
