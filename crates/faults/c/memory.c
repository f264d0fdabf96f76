/* Faults of memory. */
#include <stdlib.h>
#include <string.h>

double fault_double_free(void) {
    char *volatile block = malloc(2000);
    free(block);
    free(block);
    return 0.0;
}

/* Overwrites what malloc keeps behind a block, so that malloc aborts when the blocks are freed. */
double fault_heap_smash(void) {
    char *volatile block = malloc(2000);
    char *volatile next = malloc(2000);
    memset(block, 0xff, 2100);
    free(next);
    free(block);
    return 0.0;
}

/* Takes memory until there is none, and does not look whether it got it. It gives up at `most` bytes. */
double fault_hog(size_t most) {
    const size_t step = 1 << 20;
    for (size_t taken = 0; taken < most; taken += step) {
        char *volatile block = malloc(step);
        memset(block, 1, step);
    }
    return 0.0;
}

/* Loses some megabytes and returns as if nothing were. */
double fault_leak(void) {
    const size_t bytes = 8 << 20;
    char *volatile block = malloc(bytes);
    memset(block, 1, bytes);
    return 1.0;
}
