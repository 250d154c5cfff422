#ifndef SACCADE_CZSTD_SHIM_H
#define SACCADE_CZSTD_SHIM_H
#include <zstd.h>
#endif
