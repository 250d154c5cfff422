#ifndef SACCADE_CZLIB_SHIM_H
#define SACCADE_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit is a macro.
static inline int saccade_inflate_init(z_stream *stream) { return inflateInit(stream); }

#endif
