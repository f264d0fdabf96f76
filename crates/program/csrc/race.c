#define _POSIX_C_SOURCE 200809L

#include "race.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Between reading and writing, at one visitor in so many, the thread lets another one run. */
enum { PAUSE_EVERY = 64 };

/* CANCELLED: the system refused a thread, and those that were started count nothing. */
enum start_gate { CLOSED, OPEN, CANCELLED };

typedef struct {
    uint32_t threads;
    uint64_t visits;
    atomic_int gate;
    atomic_uint_fast32_t arrived; /* threads that wait at the gate */
    atomic_uint_fast32_t readers; /* threads that have read the counter */
    atomic_uint_fast64_t counter;
    uint64_t guarded_counter; /* by the lock */
    pthread_mutex_t lock;
} shared_state;

typedef struct {
    shared_state *shared;
    uint64_t count; /* of this thread alone */
} thread_state;

static void wait_for(atomic_uint_fast32_t *number, uint32_t threads) {
    while (atomic_load(number) < threads) sched_yield();
}

/* True when the thread is to count. */
static int pass_gate(shared_state *shared) {
    atomic_fetch_add(&shared->arrived, 1);
    while (atomic_load(&shared->gate) == CLOSED) sched_yield();
    return atomic_load(&shared->gate) == OPEN;
}

static void pause_at(uint64_t visit) {
    if (visit % PAUSE_EVERY == 0) sched_yield();
}

static void *unlocked(void *argument) {
    shared_state *shared = ((thread_state *)argument)->shared;
    if (!pass_gate(shared)) return NULL;
    for (uint64_t visit = 0; visit < shared->visits; ++visit) {
        const uint64_t seen = atomic_load_explicit(&shared->counter, memory_order_relaxed);
        if (visit == 0) {
            atomic_fetch_add(&shared->readers, 1);
            wait_for(&shared->readers, shared->threads);
        }
        pause_at(visit);
        atomic_store_explicit(&shared->counter, seen + 1, memory_order_relaxed);
    }
    return NULL;
}

static void *locked(void *argument) {
    shared_state *shared = ((thread_state *)argument)->shared;
    if (!pass_gate(shared)) return NULL;
    for (uint64_t visit = 0; visit < shared->visits; ++visit) {
        pthread_mutex_lock(&shared->lock);
        const uint64_t seen = shared->guarded_counter;
        pause_at(visit);
        shared->guarded_counter = seen + 1;
        pthread_mutex_unlock(&shared->lock);
    }
    return NULL;
}

static void *added(void *argument) {
    shared_state *shared = ((thread_state *)argument)->shared;
    if (!pass_gate(shared)) return NULL;
    for (uint64_t visit = 0; visit < shared->visits; ++visit)
        atomic_fetch_add_explicit(&shared->counter, 1, memory_order_relaxed);
    return NULL;
}

static void *summed(void *argument) {
    thread_state *self = argument;
    if (!pass_gate(self->shared)) return NULL;
    /* volatile, or the compiler would replace the counting by its result. */
    volatile uint64_t count = 0;
    for (uint64_t visit = 0; visit < self->shared->visits; ++visit) count = count + 1;
    self->count = count;
    return NULL;
}

static int32_t count_by(void *(*way)(void *), uint32_t threads, uint64_t visits, uint64_t *count) {
    shared_state shared = {.threads = threads, .visits = visits, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t *thread = calloc(threads, sizeof *thread);
    thread_state *each = calloc(threads, sizeof *each);
    int refused = thread && each ? 0 : ENOMEM;

    uint32_t started = 0;
    while (!refused && started < threads) {
        each[started].shared = &shared;
        refused = pthread_create(&thread[started], NULL, way, &each[started]);
        if (!refused) ++started;
    }
    wait_for(&shared.arrived, started);
    atomic_store(&shared.gate, refused ? CANCELLED : OPEN);

    uint64_t sum = 0;
    for (uint32_t k = 0; k < started; ++k) {
        pthread_join(thread[k], NULL);
        sum += each[k].count;
    }
    if (!refused) *count = atomic_load(&shared.counter) + shared.guarded_counter + sum;
    pthread_mutex_destroy(&shared.lock);
    free(each);
    free(thread);
    return refused;
}

int32_t wb_c_race_unlocked(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(unlocked, threads, visits, count);
}

int32_t wb_c_race_locked(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(locked, threads, visits, count);
}

int32_t wb_c_race_atomic(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(added, threads, visits, count);
}

int32_t wb_c_race_summed(uint32_t threads, uint64_t visits, uint64_t *count) {
    return count_by(summed, threads, visits, count);
}
