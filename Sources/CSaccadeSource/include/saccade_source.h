// The interface through which a library gives Saccade events: for cameras whose makers' software Saccade must not depend on.
//
// A plug-in is a shared library that exports one function, `saccade_source`. It is named by its path,
// `plugin:/opt/lib/libcamera.so?serial=42`; what follows the question mark is given to `open` as it is. Copy this header into
// the plug-in's project: it needs nothing else. `Samples/plugins` has plug-ins for OpenEB and libcaer.
//
// Threads: all functions of one source are called by one thread at a time, in the order `open`, `read`..., `close`. Two sources
// may be open at once and are used by different threads. A plug-in may have threads of its own.
//
// A plug-in runs inside Saccade's process: what crashes it crashes Saccade. It must not change signal handlers, the locale or the
// working directory, and must not end the process.
#ifndef SACCADE_SOURCE_H
#define SACCADE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of this interface. Saccade refuses plug-ins of another one.
#define SACCADE_SOURCE_VERSION 1u

/// The name of the function that a plug-in exports.
#define SACCADE_SOURCE_SYMBOL "saccade_source"

/// What `read` gives.
enum saccade_source_content {
  /// Bytes of a stream in the format that `saccade_source_info.format` names.
  SACCADE_SOURCE_BYTES = 0,
  /// Whole `struct saccade_source_event`s.
  SACCADE_SOURCE_EVENTS = 1
};

/// One event; the layout of Prophesee's EventCD.
struct saccade_source_event {
  /// Column and row in pixels, 0 at the left and at the top.
  uint16_t x, y;
  /// 1 for brighter, 0 for darker; nothing else.
  int32_t polarity;
  /// The sensor's time in microseconds. It may step back by some microseconds; by more than 50 ms only where it restarts.
  int64_t time;
};

/// What a source is; filled in by `open`, all zero before.
struct saccade_source_info {
  /// One of `enum saccade_source_content`.
  uint32_t content;
  /// The sensor's size in pixels; 0 where it is not known.
  uint32_t width, height;
  /// For bytes: `evt2`, `evt21`, `evt3`, `evt4`, `dat`, `raw`, ..., ended by a zero; empty where the stream's header says it.
  char format[16];
};

/// What `read` returns where it gives no bytes.
enum saccade_source_status {
  /// Nothing has come in time.
  SACCADE_SOURCE_NOTHING = 0,
  /// The source has ended in good order, as when a camera was switched off.
  SACCADE_SOURCE_ENDED = -1,
  /// It has failed; `last_error` says why.
  SACCADE_SOURCE_FAILED = -2
};

/// The functions of a plug-in.
struct saccade_source_interface {
  /// `SACCADE_SOURCE_VERSION`.
  uint32_t version;
  /// `sizeof(struct saccade_source_interface)`.
  uint32_t size;

  /// Opens a source: `configuration` is what follows the question mark of the address, possibly empty. Returns null where it
  /// cannot; `last_error(NULL)` then says why. It may be called again at any time: Saccade tries again by itself.
  void *(*open)(const char *configuration, struct saccade_source_info *info);

  /// Waits at most `timeout_milliseconds` (0 for not at all), and returns as soon as there is something. Returns how many bytes
  /// it has written to `buffer`, at most `capacity` (at least 65536), or one of `enum saccade_source_status`.
  int64_t (*read)(void *source, void *buffer, size_t capacity, int32_t timeout_milliseconds);

  /// Packets or transfers that the device or the plug-in has lost since `open`; null where it does not know.
  uint64_t (*lost)(void *source);

  /// Closes a source, also one that has failed.
  void (*close)(void *source);

  /// What was wrong, in words that say what to do; of the last `open` of this thread where `source` is null. Valid until the next
  /// call of any function for this source. Never null.
  const char *(*last_error)(void *source);
};

/// The function that a plug-in exports; what it returns must stay valid for ever.
const struct saccade_source_interface *saccade_source(void);

#ifdef __cplusplus
}
#endif

#endif
