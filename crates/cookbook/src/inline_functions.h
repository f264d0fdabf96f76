/* A colleague's header. None of it is in any library: inline functions and macros are compiled where they are used. */
#include <stdint.h>

#define CK_MAGIC 0x1C0FFEEU
#define CK_SQUARE(x) ((x) * (x))

/* The bits of x, last one first. */
static inline uint32_t ck_reversed(uint32_t x)
{
    uint32_t reversed = 0;
    for (int bit = 0; bit < 32; bit++)
        reversed |= (x >> bit & 1) << (31 - bit);
    return reversed;
}
