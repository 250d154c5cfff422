// A plug-in without a camera: a vertical edge that runs over a sensor of 64x48 pixels. It shows what a plug-in must do.
//
//   cc -shared -fPIC -I Sources/CSaccadeSource/include -o libpattern.so Samples/plugins/pattern/pattern.c
//   saccade replay 'plugin:./libpattern.so?rate=200000&count=1000000' --model model.safetensors
//
// rate: events per second (100000); count: events before it ends (for ever); fail: events before it fails (never).
#include <saccade_source.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct pattern {
  uint64_t rate, count, fail, given;
  struct timespec start;
  char error[128];
};

static _Thread_local char open_error[128] = "nothing is wrong";

/// Reads `key=number`; `otherwise` where it is absent.
static uint64_t number_of(const char *configuration, const char *key, uint64_t otherwise) {
  const size_t length = strlen(key);
  for (const char *part = configuration; part != NULL; part = strchr(part, '&')) {
    if (*part == '&') part++;
    if (strncmp(part, key, length) == 0 && part[length] == '=') return strtoull(part + length + 1, NULL, 10);
  }
  return otherwise;
}

static void *pattern_open(const char *configuration, struct saccade_source_info *info) {
  struct pattern *pattern = calloc(1, sizeof *pattern);
  if (pattern == NULL) return NULL;
  pattern->rate = number_of(configuration, "rate", 100000);
  pattern->count = number_of(configuration, "count", UINT64_MAX);
  pattern->fail = number_of(configuration, "fail", UINT64_MAX);
  if (pattern->rate == 0 || pattern->rate > 100000000) {
    snprintf(open_error, sizeof open_error, "rate is %llu; give 1 to 100000000", (unsigned long long)pattern->rate);
    free(pattern);
    return NULL;
  }
  clock_gettime(CLOCK_MONOTONIC, &pattern->start);
  info->content = SACCADE_SOURCE_EVENTS;
  info->width = 64;
  info->height = 48;
  return pattern;
}

static double seconds_since(const struct timespec *start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) * 1e-9;
}

/// Events that the sensor has seen by now.
static uint64_t due(const struct pattern *pattern) {
  const double events = seconds_since(&pattern->start) * (double)pattern->rate;
  return events < (double)pattern->count ? (uint64_t)events : pattern->count;
}

static int64_t pattern_read(void *source, void *buffer, size_t capacity, int32_t timeout_milliseconds) {
  struct pattern *pattern = source;
  if (pattern->given >= pattern->count) return SACCADE_SOURCE_ENDED;
  if (pattern->given >= pattern->fail) {
    snprintf(pattern->error, sizeof pattern->error, "it fails after %llu events, as it was told to",
             (unsigned long long)pattern->fail);
    return SACCADE_SOURCE_FAILED;
  }
  if (due(pattern) <= pattern->given && timeout_milliseconds > 0) {
    const struct timespec pause = {.tv_sec = 0, .tv_nsec = 1000000};
    nanosleep(&pause, NULL);
  }
  const uint64_t end = due(pattern);
  struct saccade_source_event *events = buffer;
  size_t written = 0;
  while (written < capacity / sizeof *events && pattern->given < end && pattern->given < pattern->fail) {
    const uint64_t index = pattern->given++;
    events[written++] = (struct saccade_source_event){
        .x = (uint16_t)(index / 48 % 64),
        .y = (uint16_t)(index % 48),
        .polarity = (int32_t)(index / 3072 & 1),
        .time = (int64_t)(index * 1000000 / pattern->rate),
    };
  }
  return written > 0 ? (int64_t)(written * sizeof *events) : SACCADE_SOURCE_NOTHING;
}

static void pattern_close(void *source) { free(source); }

static const char *pattern_last_error(void *source) {
  return source == NULL ? open_error : ((const struct pattern *)source)->error;
}

const struct saccade_source_interface *saccade_source(void) {
  static const struct saccade_source_interface interface = {
      .version = SACCADE_SOURCE_VERSION,
      .size = sizeof(struct saccade_source_interface),
      .open = pattern_open,
      .read = pattern_read,
      .lost = NULL,
      .close = pattern_close,
      .last_error = pattern_last_error,
  };
  return &interface;
}
