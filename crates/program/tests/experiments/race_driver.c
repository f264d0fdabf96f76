/* Counts visitors in all ways; with an argument, in a way that is a data race: it shows that one would be found. */
#include <pthread.h>
#include <stdio.h>

#include "race.h"

static uint64_t unprotected;

static void *visit(void *argument) {
    for (int k = 0; k < 1000; ++k) unprotected += 1;
    return argument;
}

static int data_race(void) {
    pthread_t thread[2];
    for (int k = 0; k < 2; ++k)
        if (pthread_create(&thread[k], NULL, visit, NULL)) return 3;
    for (int k = 0; k < 2; ++k) pthread_join(thread[k], NULL);
    return 0;
}

int main(int count, char **argument) {
    (void)argument;
    if (count > 1) return data_race();
    int32_t (*const way[])(uint32_t, uint64_t, uint64_t *) = {
        wb_c_race_unlocked, wb_c_race_locked, wb_c_race_atomic, wb_c_race_summed};
    for (int k = 0; k < 4; ++k) {
        uint64_t visitors = 0;
        if (way[k](4, 2000, &visitors)) return 2;
        printf("%d: %d\n", k, (int)visitors);
        if ((visitors == 8000) != (k > 0)) return 4;
    }
    return 0;
}
