/* The C contract of the experiment `deadlock`: two accounts, a lock for each, and two threads that need both locks. wb
 * means workbench. */
#ifndef WORKBENCH_C_DEADLOCK_H
#define WORKBENCH_C_DEADLOCK_H

#include <stdint.h>

/* Thread 0 moves 1 from account 0 to account 1, `transfers` times; thread 1 moves as much back. A transfer holds both
 * locks. With one_order they are taken in the same order by both threads, account 0's first; without it each thread
 * takes first the lock of the account that it takes from, and before it asks for its second lock it waits until the
 * other thread holds its first. The second lock is waited for patience_ms milliseconds, or for ever where that is 0:
 * without one_order the function then never returns.
 *
 * It returns 0; or -1 when both threads waited in vain, and then waited_ms is how long each thread waited for the
 * lock that the other one held; or the error number of what the system refused. It writes the balances, which were 0
 * before. It joins its threads and has no other state, so any thread may call it.
 * one_order is 0 or 1, transfers <= 2^53, patience_ms <= 60000, balance[2], waited_ms[2]. */
int32_t wb_c_transfer(int32_t one_order, uint64_t transfers, uint64_t patience_ms, int64_t *balance, double *waited_ms);

#endif
