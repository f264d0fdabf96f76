/* The C contract of the experiment `race`: one visitor counter and many threads, four ways. wb means workbench.
 * Every function starts its own threads, lets each of them count `visits` visitors, waits for all of them and writes
 * the count. It returns 0, or the error number of what the system refused, and then nothing is written. No state is
 * left behind, so any thread may call it.
 * 1 <= threads <= 1024, threads * visits <= 2^53, count[1]. */
#ifndef WORKBENCH_C_RACE_H
#define WORKBENCH_C_RACE_H

#include <stdint.h>

/* Read, pause, write: two atomic operations, between which other threads' visitors get lost. With two or more threads
 * at least threads - 1 are: no thread writes for the first time before all have read. */
int32_t wb_c_race_unlocked(uint32_t threads, uint64_t visits, uint64_t *count);

/* The same read, pause and write, inside a lock. */
int32_t wb_c_race_locked(uint32_t threads, uint64_t visits, uint64_t *count);

/* One atomic addition for each visitor. */
int32_t wb_c_race_atomic(uint32_t threads, uint64_t visits, uint64_t *count);

/* Each thread counts by itself; the counts are added when it is joined. */
int32_t wb_c_race_summed(uint32_t threads, uint64_t visits, uint64_t *count);

#endif
