/* Faults of processes: forks that come back, and one that watches its parent. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <time.h>
#include <unistd.h>

/* Both the worker and its child come back with the result. */
double fault_fork_returns(void) {
    fork();
    return 1.0;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Fills the block with 99; a child goes on writing into it for half a second. */
void fault_fork_in_block(double *out, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = 99.0;
    if (fork() == 0) {
        const double end = now() + 0.5;
        for (double turn = 0.0; now() < end; turn += 1.0) {
            for (size_t i = 0; i < n; i++) ((volatile double *)out)[i] = turn;
        }
        _exit(0);
    }
}

/* A child in a group of its own traces the worker for 20 s, so that the worker's parent cannot wait for its end. */
double fault_traced(void) {
    const pid_t worker = getpid();
    if (fork() == 0) {
        setsid();
        if (ptrace(PTRACE_SEIZE, worker, NULL, NULL) != 0) _exit(errno);
        const double end = now() + 20.0;
        while (now() < end) usleep(10000);
        _exit(0);
    }
    for (;;) pause();
}
