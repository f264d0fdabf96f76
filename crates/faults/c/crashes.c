/* Faults that end the process at once. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

double fault_segfault(void) {
    volatile double *nowhere = NULL;
    *nowhere = 1.0;
    return *nowhere;
}

double fault_abort(void) { abort(); }

double fault_exit_0(void) { exit(0); }

double fault_exit_7(void) { _exit(7); }

/* Two volatile operands: gcc folds 1 / zero into nothing otherwise. Where division does not trap, raise does it. */
double fault_divide(void) {
    volatile int one = 1, zero = 0;
#if defined(__x86_64__) || defined(__i386__)
    return one / zero;
#else
    raise(SIGFPE);
    return one;
#endif
}

double fault_kill(void) {
    raise(SIGKILL);
    return 0.0;
}

/* What code does that checks something by hand: the signal comes from nowhere in memory. */
double fault_raise_segv(void) {
    raise(SIGSEGV);
    return 1.0;
}

double fault_raise_bus(void) {
    raise(SIGBUS);
    return 1.0;
}

static double deeper(volatile double *above) {
    volatile double here[1024];
    here[0] = above[0] + 1.0;
    return deeper(here) + here[0];
}

double fault_stack_overflow(void) {
    volatile double top = 0.0;
    return deeper(&top);
}

/* Half of the output is good, then the end. */
void fault_half_written(double *out, size_t n) {
    for (size_t i = 0; i < n / 2; i++) out[i] = (double)i;
    abort();
}

/* Fills the block and ten elements after it: an index that is off by ten. */
void fault_beyond_block(double *out, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = 1.0;
    for (size_t i = n; i < n + 10; i++) ((volatile double *)out)[i] = -1.0;
}

/* A callback that must return. */
double fault_call_back(double (*callback)(double)) { return callback(1.0); }
