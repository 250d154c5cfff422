#ifndef SACCADE_CZLIB_SHIM_H
#define SACCADE_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit is a macro.
static inline int saccade_inflate_init(z_stream *stream) { return inflateInit(stream); }

// inflateInit2 is a macro; negative window bits mean a stream without zlib's header, as in ZIP files.
static inline int saccade_inflate_raw_init(z_stream *stream) { return inflateInit2(stream, -15); }

#endif
