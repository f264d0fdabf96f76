/* Faults of descriptors: the task's code and the worker's share one table of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

double fault_close_low(void) {
    for (int fd = 0; fd < 64; fd++) close(fd);
    return 1.0;
}

double fault_noise(void) {
    for (int i = 0; i < 1000; i++) {
        printf("noise that looks like a reply: FFI1 %d\n", i);
        fprintf(stderr, "and more of it: %d\n", i);
    }
    fflush(stdout);
    return 1.0;
}

static int each_socket(void (*act)(int)) {
    int found = 0;
    for (int fd = 0; fd < 4096; fd++) {
        struct stat what;
        if (fstat(fd, &what) == 0 && S_ISSOCK(what.st_mode)) {
            act(fd);
            found++;
        }
    }
    return found;
}

static void scribble(int fd) {
    const char *noise = "this is no reply";
    if (write(fd, noise, strlen(noise)) < 0) abort();
}

static void shut(int fd) { close(fd); }

/* Writes to every socket there is, the worker's too, and goes on. */
double fault_corrupt_reply(void) {
    each_socket(scribble);
    for (;;) pause();
}

double fault_close_socket(void) {
    return each_socket(shut);
}

static void scribble_70(int fd) {
    const char noise[70] = "seventy bytes";
    if (write(fd, noise, sizeof noise) < 0) return;
}

/* Writes to every descriptor there is, and returns. */
double fault_scribble(void) {
    for (int fd = 0; fd < 4096; fd++) scribble_70(fd);
    return 1.0;
}

double fault_close_all(void) {
    for (int fd = 0; fd < 4096; fd++) close(fd);
    return 1.0;
}
