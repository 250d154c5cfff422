#pragma once

// jpeglib.h needs both and includes neither.
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>
