/* Bugs in the program's own C, as in planted.c. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int32_t __real_wb_c_monte_carlo_pi_arrays(uint64_t seed, size_t n, int64_t *hits);
int32_t __real_wb_c_race_summed(uint32_t threads, uint64_t visits, uint64_t *count);

static volatile double sink;
static volatile int32_t large = INT32_MAX;

static int planted(const char *bug) {
    const char *name = getenv("PLANTED_BUG");
    return name && strcmp(name, bug) == 0;
}

int32_t __wrap_wb_c_monte_carlo_pi_arrays(uint64_t seed, size_t n, int64_t *hits) {
    if (planted("program-write")) {
        volatile double *one = calloc(1, sizeof *one);
        one[1 + n % 2] = 1;
        sink = one[0];
        free((void *)one);
    }
    return __real_wb_c_monte_carlo_pi_arrays(seed, n, hits);
}

int32_t __wrap_wb_c_race_summed(uint32_t threads, uint64_t visits, uint64_t *count) {
    if (planted("program-undefined")) sink = large + (int32_t)threads;
    return __real_wb_c_race_summed(threads, visits, count);
}
