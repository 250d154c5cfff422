// DAVIS and DVXplorer cameras through libcaer 3.3. It gives polarity events as structs.
//
//   cc -std=c11 -shared -fPIC -I Sources/CSaccadeSource/include -o liblibcaer.so Samples/plugins/libcaer/libcaer.c -lcaer
//   saccade replay 'plugin:./liblibcaer.so?camera=davis&serial=00000046' --model model.safetensors
//
// camera: davis or dvxplorer (davis); serial: the camera's serial number (any). It has not been built or run by Saccade's tests.
#include <saccade_source.h>

#include <libcaer/devices/davis.h>
#include <libcaer/devices/dvxplorer.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct camera {
  caerDeviceHandle handle;
  // The packets of the last transfer, and what of them was given.
  caerEventPacketContainer packets;
  int32_t given;
};

static _Thread_local char open_error[160] = "nothing is wrong";

/// Copies the value of a key; an empty text where it is absent.
static void value_of(const char *configuration, const char *key, char *value, size_t size) {
  const size_t length = strlen(key);
  value[0] = 0;
  for (const char *part = configuration; part != NULL && *part != 0;) {
    const char *end = strchr(part, '&');
    const size_t rest = end != NULL ? (size_t)(end - part) : strlen(part);
    if (rest > length && strncmp(part, key, length) == 0 && part[length] == '=') {
      snprintf(value, size, "%.*s", (int)(rest - length - 1), part + length + 1);
      return;
    }
    part = end != NULL ? end + 1 : NULL;
  }
}

static void *open_camera(const char *configuration, struct saccade_source_info *info) {
  char kind[16], serial[32];
  value_of(configuration, "camera", kind, sizeof kind);
  value_of(configuration, "serial", serial, sizeof serial);
  const int is_dvxplorer = strcmp(kind, "dvxplorer") == 0;
  struct camera *camera = calloc(1, sizeof *camera);
  if (camera == NULL) return NULL;
  camera->handle = caerDeviceOpen(
      1, is_dvxplorer ? CAER_DEVICE_DVXPLORER : CAER_DEVICE_DAVIS, 0, 0, serial[0] != 0 ? serial : NULL);
  if (camera->handle == NULL) {
    snprintf(open_error, sizeof open_error, "no %s was found; is it connected, and are the udev rules installed?",
             is_dvxplorer ? "DVXplorer" : "DAVIS");
    free(camera);
    return NULL;
  }
  if (is_dvxplorer) {
    const struct caer_dvx_info device = caerDVXplorerInfoGet(camera->handle);
    info->width = (uint32_t)device.dvsSizeX;
    info->height = (uint32_t)device.dvsSizeY;
  } else {
    const struct caer_davis_info device = caerDavisInfoGet(camera->handle);
    info->width = (uint32_t)device.dvsSizeX;
    info->height = (uint32_t)device.dvsSizeY;
  }
  info->content = SACCADE_SOURCE_EVENTS;
  caerDeviceSendDefaultConfig(camera->handle);
  // Reading must not block: this plug-in waits itself, for as long as it was asked to.
  caerDeviceConfigSet(camera->handle, CAER_HOST_CONFIG_DATAEXCHANGE, CAER_HOST_CONFIG_DATAEXCHANGE_BLOCKING, false);
  // A transfer at least every millisecond.
  caerDeviceConfigSet(camera->handle, CAER_HOST_CONFIG_PACKETS, CAER_HOST_CONFIG_PACKETS_MAX_CONTAINER_INTERVAL, 1000);
  if (!caerDeviceDataStart(camera->handle, NULL, NULL, NULL, NULL, NULL)) {
    snprintf(open_error, sizeof open_error, "the camera was found but gives no data");
    caerDeviceClose(&camera->handle);
    free(camera);
    return NULL;
  }
  return camera;
}

static int64_t read_camera(void *source, void *buffer, size_t capacity, int32_t timeout_milliseconds) {
  struct camera *camera = source;
  for (int32_t waited = 0; camera->packets == NULL;) {
    camera->packets = caerDeviceDataGet(camera->handle);
    camera->given = 0;
    if (camera->packets != NULL) break;
    if (waited++ >= timeout_milliseconds) return SACCADE_SOURCE_NOTHING;
    const struct timespec pause = {.tv_sec = 0, .tv_nsec = 1000000};
    nanosleep(&pause, NULL);
  }
  struct saccade_source_event *events = buffer;
  const size_t room = capacity / sizeof *events;
  size_t written = 0;
  const caerEventPacketHeader header = caerEventPacketContainerGetEventPacket(camera->packets, POLARITY_EVENT);
  const int32_t count = header != NULL ? caerEventPacketHeaderGetEventNumber(header) : 0;
  const caerPolarityEventPacketConst packet = (caerPolarityEventPacketConst)header;
  for (; camera->given < count && written < room; camera->given++) {
    const caerPolarityEventConst event = caerPolarityEventPacketGetEventConst(packet, camera->given);
    if (!caerPolarityEventIsValid(event)) continue;
    events[written++] = (struct saccade_source_event){
        .x = caerPolarityEventGetX(event),
        .y = caerPolarityEventGetY(event),
        .polarity = caerPolarityEventGetPolarity(event) ? 1 : 0,
        .time = caerPolarityEventGetTimestamp64(event, packet),
    };
  }
  if (camera->given >= count) {
    caerEventPacketContainerFree(camera->packets);
    camera->packets = NULL;
  }
  return written > 0 ? (int64_t)(written * sizeof *events) : SACCADE_SOURCE_NOTHING;
}

static void close_camera(void *source) {
  struct camera *camera = source;
  if (camera->packets != NULL) caerEventPacketContainerFree(camera->packets);
  caerDeviceDataStop(camera->handle);
  caerDeviceClose(&camera->handle);
  free(camera);
}

static const char *last_error(void *source) { return source == NULL ? open_error : "the camera has failed"; }

const struct saccade_source_interface *saccade_source(void) {
  static const struct saccade_source_interface interface = {
      .version = SACCADE_SOURCE_VERSION,
      .size = sizeof(struct saccade_source_interface),
      .open = open_camera,
      .read = read_camera,
      .lost = NULL,
      .close = close_camera,
      .last_error = last_error,
  };
  return &interface;
}
