#include "inline_functions.h"

/* The shims, ours: a function for each inline function and for each macro with arguments. */
uint32_t ck_reversed_shim(uint32_t x)
{
    return ck_reversed(x);
}

double ck_square_shim(double x)
{
    return CK_SQUARE(x);
}

const uint32_t ck_magic = CK_MAGIC;
