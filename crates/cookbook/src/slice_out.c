#include <stddef.h>

/* Writes the prime factors of n in increasing order to out[0] ... and returns how many there are. Where there are more
   than `capacity`, it writes the first `capacity` of them. The caller makes sure that n is at least 1. */
size_t ck_prime_factors(unsigned long long n, unsigned long long *out, size_t capacity)
{
    size_t count = 0;
    for (unsigned long long p = 2; n > 1; p++) {
        if (p * p > n)
            p = n;
        for (; n % p == 0; n /= p, count++)
            if (count < capacity)
                out[count] = p;
    }
    return count;
}
