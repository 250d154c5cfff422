// System calls that Swift's Glibc module does not show.
#ifndef SACCADE_CSYSTEMCALLS_H
#define SACCADE_CSYSTEMCALLS_H

#include "saccade_process.h"
#include "saccade_service.h"
#include "saccade_socket.h"
#include "saccade_video.h"
#include "saccade_wait.h"

// Names the calling thread for system tools; longer names are cut after 15 characters.
void saccade_set_thread_name(const char *name);

#endif
