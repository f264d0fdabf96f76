/* What a program around worker processes may do: signals that interrupt its system calls, streams that it closes. */
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void catch_it(int signal) {
    (void)signal;
    caught++;
}

/* Without SA_RESTART: each signal interrupts what the program waits for. */
static void handle(int signal, void (*handler)(int)) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigaction(signal, &action, NULL);
}

void surroundings_handle_children(int on) { handle(SIGCHLD, on ? catch_it : SIG_DFL); }

void surroundings_ignore_children(int on) { handle(SIGCHLD, on ? SIG_IGN : SIG_DFL); }

/* A signal every millisecond. */
void surroundings_tick(int on) {
    const struct timeval period = {0, on ? 1000 : 0};
    const struct itimerval timer = {period, period};
    if (on) handle(SIGALRM, catch_it);
    setitimer(ITIMER_REAL, &timer, NULL);
}

void surroundings_close_streams(void) {
    for (int fd = 0; fd < 3; fd++) close(fd);
}
