#include "saccade_video.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int call(int descriptor, unsigned long request, void *argument) {
  int result;
  do {
    result = ioctl(descriptor, request, argument);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? errno : 0;
}

int saccade_video_open(const char *path, struct saccade_video_device *device) {
  memset(device, 0, sizeof *device);
  const int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return errno;
  struct v4l2_capability capability;
  memset(&capability, 0, sizeof capability);
  struct v4l2_format format;
  memset(&format, 0, sizeof format);
  format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  int status = call(descriptor, VIDIOC_QUERYCAP, &capability);
  if (status == 0) {
    const uint32_t capabilities =
        capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
    device->captures = (capabilities & V4L2_CAP_VIDEO_CAPTURE) != 0;
    device->streams = (capabilities & V4L2_CAP_STREAMING) != 0;
    memcpy(device->driver, capability.driver, sizeof capability.driver);
    memcpy(device->card, capability.card, sizeof capability.card);
    if (device->captures && device->streams) status = call(descriptor, VIDIOC_G_FMT, &format);
  }
  if (status != 0) {
    close(descriptor);
    return status;
  }
  device->pixel_format = format.fmt.pix.pixelformat;
  device->width = format.fmt.pix.width;
  device->height = format.fmt.pix.height;
  device->buffer_size = format.fmt.pix.sizeimage;
  device->descriptor = descriptor;
  return 0;
}

int saccade_video_request(int descriptor, uint32_t *count) {
  struct v4l2_requestbuffers request;
  memset(&request, 0, sizeof request);
  request.count = *count;
  request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  const int status = call(descriptor, VIDIOC_REQBUFS, &request);
  *count = status == 0 ? request.count : 0;
  return status;
}

static struct v4l2_buffer buffer_of(uint32_t index) {
  struct v4l2_buffer buffer;
  memset(&buffer, 0, sizeof buffer);
  buffer.index = index;
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  return buffer;
}

int saccade_video_map(int descriptor, uint32_t index, void **memory, size_t *size) {
  struct v4l2_buffer buffer = buffer_of(index);
  const int status = call(descriptor, VIDIOC_QUERYBUF, &buffer);
  if (status != 0) return status;
  void *mapped = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, (off_t)buffer.m.offset);
  if (mapped == MAP_FAILED) return errno;
  *memory = mapped;
  *size = buffer.length;
  return 0;
}

void saccade_video_unmap(void *memory, size_t size) { munmap(memory, size); }

int saccade_video_queue(int descriptor, uint32_t index) {
  struct v4l2_buffer buffer = buffer_of(index);
  return call(descriptor, VIDIOC_QBUF, &buffer);
}

int saccade_video_dequeue(int descriptor, struct saccade_video_buffer *filled) {
  struct v4l2_buffer buffer = buffer_of(0);
  const int status = call(descriptor, VIDIOC_DQBUF, &buffer);
  if (status != 0) return status;
  filled->index = buffer.index;
  filled->used = buffer.bytesused;
  filled->sequence = buffer.sequence;
  filled->is_damaged = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0;
  return 0;
}

int saccade_video_stream(int descriptor, int is_on) {
  enum v4l2_buf_type type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  return call(descriptor, is_on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF, &type);
}
