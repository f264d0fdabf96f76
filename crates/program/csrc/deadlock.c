#define _POSIX_C_SOURCE 200809L

#include "deadlock.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

enum start_gate { CLOSED, OPEN, CANCELLED };

typedef struct {
    pthread_mutex_t lock[2];
    int64_t balance[2]; /* each by its lock */
    int one_order;
    uint64_t transfers;
    double patience_ms;
    atomic_int gate;
    atomic_int holds_first; /* threads that hold their first lock, in the first transfer */
    atomic_int gave_up;
} bank;

typedef struct {
    bank *bank;
    int number;
    double waited_ms; /* for a lock in vain */
} clerk;

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

/* 0 where the lock is held. Not pthread_mutex_timedlock, which not every system has. */
static int take(clerk *self, pthread_mutex_t *lock) {
    if (self->bank->patience_ms == 0.0) return pthread_mutex_lock(lock);
    const double start = now_ms();
    while (pthread_mutex_trylock(lock)) {
        const double waited = now_ms() - start;
        if (waited >= self->bank->patience_ms) {
            self->waited_ms = waited;
            return EBUSY;
        }
        const struct timespec a_little = {.tv_nsec = 100000};
        nanosleep(&a_little, NULL);
    }
    return 0;
}

static void wait_for_both(atomic_int *number) {
    atomic_fetch_add(number, 1);
    while (atomic_load(number) < 2) sched_yield();
}

static void *transfer(void *argument) {
    clerk *self = argument;
    bank *bank = self->bank;
    while (atomic_load(&bank->gate) == CLOSED) sched_yield();
    if (atomic_load(&bank->gate) == CANCELLED) return NULL;
    const int from = self->number, to = 1 - from;
    const int first = bank->one_order ? 0 : from;
    for (uint64_t k = 0; k < bank->transfers; ++k) {
        /* In one order this may take as long as all the other's transfers, but never for ever. */
        pthread_mutex_lock(&bank->lock[first]);
        if (!bank->one_order && k == 0) wait_for_both(&bank->holds_first);
        if (take(self, &bank->lock[1 - first])) {
            /* Given back only when the other has waited in vain too: both are stuck, and both say so. */
            wait_for_both(&bank->gave_up);
            pthread_mutex_unlock(&bank->lock[first]);
            return NULL;
        }
        bank->balance[from] -= 1;
        bank->balance[to] += 1;
        pthread_mutex_unlock(&bank->lock[1 - first]);
        pthread_mutex_unlock(&bank->lock[first]);
    }
    return NULL;
}

int32_t wb_c_transfer(int32_t one_order, uint64_t transfers, uint64_t patience_ms, int64_t *balance, double *waited_ms) {
    bank bank = {
        .lock = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER},
        .one_order = one_order,
        .transfers = transfers,
        .patience_ms = (double)patience_ms,
    };
    clerk clerk[2] = {{.bank = &bank, .number = 0}, {.bank = &bank, .number = 1}};
    pthread_t thread[2];
    int refused = 0, started = 0;
    while (!refused && started < 2) {
        refused = pthread_create(&thread[started], NULL, transfer, &clerk[started]);
        if (!refused) ++started;
    }
    atomic_store(&bank.gate, refused ? CANCELLED : OPEN);
    for (int k = 0; k < started; ++k) pthread_join(thread[k], NULL);
    for (int k = 0; k < 2; ++k) {
        pthread_mutex_destroy(&bank.lock[k]);
        balance[k] = bank.balance[k];
        waited_ms[k] = clerk[k].waited_ms;
    }
    if (refused) return refused;
    return atomic_load(&bank.gave_up) ? -1 : 0;
}
