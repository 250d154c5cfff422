#include "CSystemCalls.h"

#include <sys/prctl.h>

void saccade_set_thread_name(const char *name) { prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0); }
