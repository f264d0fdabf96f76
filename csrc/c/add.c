#include "kernels.h"

int32_t wb_c_add(int32_t i, int32_t j) { return i + j; }
