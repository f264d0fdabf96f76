#include <stddef.h>
#include <stdint.h>

/* Sum of n floats at an address that is a multiple of 64, where n is a multiple of 16. It is in the comment alone: the
   compiler is told so, and takes instructions that fault elsewhere. */
float ck_aligned_sum(const float *x, size_t n)
{
    const float *aligned = __builtin_assume_aligned(x, 64);
    float lanes[16] = {0}, sum = 0;
    for (size_t i = 0; i < n; i += 16)
        for (size_t k = 0; k < 16; k++)
            lanes[k] += aligned[i + k];
    for (size_t k = 0; k < 16; k++)
        sum += lanes[k];
    return sum;
}
