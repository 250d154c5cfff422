#ifndef SACCADE_CBZIP2_SHIM_H
#define SACCADE_CBZIP2_SHIM_H

// bzlib.h names FILE in its declarations.
#include <stdio.h>

#include <bzlib.h>

#endif
