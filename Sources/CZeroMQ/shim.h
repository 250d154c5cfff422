#ifndef SACCADE_CZEROMQ_SHIM_H
#define SACCADE_CZEROMQ_SHIM_H
#include <zmq.h>
#endif
