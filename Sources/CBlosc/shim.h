#ifndef SACCADE_CBLOSC_SHIM_H
#define SACCADE_CBLOSC_SHIM_H

#include <blosc.h>

#endif
