/* Faults that never return. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

double fault_loop(void) {
    for (volatile unsigned long turns = 0;; turns++) {
    }
}

double fault_deaf_loop(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    return fault_loop();
}

double fault_stop_itself(void) {
    raise(SIGSTOP);
    return fault_loop();
}

/* The child keeps every descriptor open, the worker's socket too. */
double fault_orphan(void) {
    if (fork() == 0) {
        for (;;) pause();
    }
    _exit(3);
}
