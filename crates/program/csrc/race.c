#define _POSIX_C_SOURCE 200809L

#include "race.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Between reading and writing, one visitor in so many lets another thread run. */
enum { PAUSE_EVERY = 64 };

enum door { CLOSED, OPEN, SENT_HOME };

typedef struct {
    uint32_t threads;
    uint64_t visits;
    atomic_int door;
    atomic_uint_fast32_t arrived; /* threads that wait at the door */
    atomic_uint_fast32_t readers; /* threads that have read the counter */
    atomic_uint_fast64_t shared;
    uint64_t guarded; /* by the lock */
    pthread_mutex_t lock;
} house;

typedef struct {
    house *at;
    uint64_t own;
} visitor;

static void wait_for(atomic_uint_fast32_t *number, uint32_t threads) {
    while (atomic_load(number) < threads) sched_yield();
}

/* True when the thread is to count. */
static int enter(house *at) {
    atomic_fetch_add(&at->arrived, 1);
    while (atomic_load(&at->door) == CLOSED) sched_yield();
    return atomic_load(&at->door) == OPEN;
}

static void pause_at(uint64_t visit) {
    if (visit % PAUSE_EVERY == 0) sched_yield();
}

static void *unlocked(void *argument) {
    house *at = ((visitor *)argument)->at;
    if (!enter(at)) return NULL;
    for (uint64_t visit = 0; visit < at->visits; ++visit) {
        const uint64_t seen = atomic_load_explicit(&at->shared, memory_order_relaxed);
        if (visit == 0) {
            atomic_fetch_add(&at->readers, 1);
            wait_for(&at->readers, at->threads);
        }
        pause_at(visit);
        atomic_store_explicit(&at->shared, seen + 1, memory_order_relaxed);
    }
    return NULL;
}

static void *locked(void *argument) {
    house *at = ((visitor *)argument)->at;
    if (!enter(at)) return NULL;
    for (uint64_t visit = 0; visit < at->visits; ++visit) {
        pthread_mutex_lock(&at->lock);
        const uint64_t seen = at->guarded;
        pause_at(visit);
        at->guarded = seen + 1;
        pthread_mutex_unlock(&at->lock);
    }
    return NULL;
}

static void *added(void *argument) {
    house *at = ((visitor *)argument)->at;
    if (!enter(at)) return NULL;
    for (uint64_t visit = 0; visit < at->visits; ++visit)
        atomic_fetch_add_explicit(&at->shared, 1, memory_order_relaxed);
    return NULL;
}

static void *alone(void *argument) {
    visitor *self = argument;
    if (!enter(self->at)) return NULL;
    /* volatile, or the compiler would replace the counting by its result. */
    volatile uint64_t own = 0;
    for (uint64_t visit = 0; visit < self->at->visits; ++visit) own = own + 1;
    self->own = own;
    return NULL;
}

static int32_t count_by(void *(*way)(void *), uint32_t threads, uint64_t visits, uint64_t *count) {
    house at = {.threads = threads, .visits = visits, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t *thread = calloc(threads, sizeof *thread);
    visitor *each = calloc(threads, sizeof *each);
    int refused = thread && each ? 0 : ENOMEM;

    uint32_t started = 0;
    while (!refused && started < threads) {
        each[started].at = &at;
        refused = pthread_create(&thread[started], NULL, way, &each[started]);
        if (!refused) ++started;
    }
    wait_for(&at.arrived, started);
    atomic_store(&at.door, refused ? SENT_HOME : OPEN);

    uint64_t own = 0;
    for (uint32_t k = 0; k < started; ++k) {
        pthread_join(thread[k], NULL);
        own += each[k].own;
    }
    if (!refused) *count = atomic_load(&at.shared) + at.guarded + own;
    pthread_mutex_destroy(&at.lock);
    free(each);
    free(thread);
    return refused;
}

int32_t wb_c_visitors_unlocked(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(unlocked, threads, visits, count);
}

int32_t wb_c_visitors_locked(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(locked, threads, visits, count);
}

int32_t wb_c_visitors_atomic(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(added, threads, visits, count);
}

int32_t wb_c_visitors_summed(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(alone, threads, visits, count);
}
