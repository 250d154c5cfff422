// Loading of plug-ins; for Saccade, not for plug-ins.
#ifndef SACCADE_SOURCE_LOADER_H
#define SACCADE_SOURCE_LOADER_H

#include "saccade_source.h"

/// Loads a plug-in, for good: libraries with threads of their own do not survive being unloaded. Returns null where it cannot be
/// had, and writes why to `error`.
const struct saccade_source_interface *saccade_source_load(const char *path, char *error, size_t size);

#endif
