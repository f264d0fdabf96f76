/* Bugs that the parts of the evidence must find. The program is linked with --wrap, so that calls of one kernel in each
 * language come here; PLANTED_BUG names the bug, and without it they go on to the kernel. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* planted.cpp and planted.f90 */
double planted_cpp_read(int64_t n);
int64_t planted_cpp_undefined(int64_t n);
int64_t planted_cpp_race(void);
void planted_cpp_leak(int64_t n);
double planted_fortran_read(const double *x, size_t n);
int32_t planted_fortran_undefined(int32_t n);
int32_t planted_fortran_race(void);
double planted_fortran_unset(size_t n);
void planted_fortran_stop(void);

void __real_wb_c_moving_average(const double *x, size_t n, size_t window, double *out);
double __real_wb_fortran_sum(const double *x, size_t n);
/* workbench::series_pi(long, long, long) */
double __real__ZN9workbench9series_piElll(int64_t n, int64_t first, int64_t last);

/* Where nothing may be optimised away. */
static volatile double sink;
static volatile int32_t large = INT32_MAX;
static int32_t shared;

static int planted(const char *bug) {
    const char *name = getenv("PLANTED_BUG");
    return name && strcmp(name, bug) == 0;
}

void __wrap_wb_c_moving_average(const double *x, size_t n, size_t window, double *out) {
    __real_wb_c_moving_average(x, n, window, out);
    const size_t count = n - window + 1;
    if (planted("c-value") && n % 8 == 7) out[count - 1] *= 1 + 0x1p-52;
    if (planted("c-write")) out[count] = out[count - 1];
    if (planted("c-read")) sink = x[n];
    if (planted("c-undefined")) sink = large + (int32_t)window;
    if (planted("c-race")) shared += 1;
    if (planted("c-leak")) sink = *(double *)calloc(window, sizeof(double));
    if (planted("c-unset")) {
        double *unset = malloc(sizeof(double));
        if (*(volatile double *)unset > 0) sink = 1;
        free(unset);
    }
}

double __wrap__ZN9workbench9series_piElll(int64_t n, int64_t first, int64_t last) {
    if (planted("cpp-read")) sink = planted_cpp_read(last - first);
    if (planted("cpp-undefined")) sink = (double)planted_cpp_undefined(n);
    if (planted("cpp-race")) sink = (double)planted_cpp_race();
    if (planted("cpp-leak")) planted_cpp_leak(n);
    const double part = __real__ZN9workbench9series_piElll(n, first, last);
    return planted("cpp-value") && last - first == 8 ? part * (1 + 0x1p-52) : part;
}

double __wrap_wb_fortran_sum(const double *x, size_t n) {
    if (planted("fortran-read")) sink = planted_fortran_read(x, n);
    if (planted("fortran-undefined")) sink = planted_fortran_undefined(large);
    if (planted("fortran-race")) sink = planted_fortran_race();
    if (planted("fortran-unset")) return planted_fortran_unset(n);
    if (planted("fortran-stop")) planted_fortran_stop();
    const double sum = __real_wb_fortran_sum(x, n);
    return planted("fortran-value") && n == 33 ? sum * (1 + 0x1p-52) : sum;
}
