#include "saccade_source_loader.h"

#include <dlfcn.h>
#include <stdio.h>

typedef const struct saccade_source_interface *(*entry_function)(void);

const struct saccade_source_interface *saccade_source_load(const char *path, char *error, size_t size) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(error, size, "%s", reason != NULL ? reason : "it cannot be loaded");
    return NULL;
  }
  void *symbol = dlsym(library, SACCADE_SOURCE_SYMBOL);
  if (symbol == NULL) {
    snprintf(error, size, "it exports no function %s", SACCADE_SOURCE_SYMBOL);
    return NULL;
  }
  // ISO C knows no conversion between pointers to data and to functions; POSIX does.
  entry_function entry;
  *(void **)&entry = symbol;
  const struct saccade_source_interface *interface = entry();
  if (interface == NULL || interface->version != SACCADE_SOURCE_VERSION ||
      interface->size < sizeof(struct saccade_source_interface)) {
    snprintf(error, size, "it is of interface version %u, not %u", interface == NULL ? 0 : interface->version,
             SACCADE_SOURCE_VERSION);
    return NULL;
  }
  if (interface->open == NULL || interface->read == NULL || interface->close == NULL || interface->last_error == NULL) {
    snprintf(error, size, "its interface lacks a function");
    return NULL;
  }
  return interface;
}
