#include <stddef.h>
#include <stdlib.h>

/* A queue of up to 8 pointers to somebody else's things, whose contents it never touches. It hands each back once, or
   to `release` when it is freed. */
struct ck_queue {
    void *items[8];
    size_t first, count;
    void (*release)(void *item);
};

struct ck_queue *ck_queue_new(void (*release)(void *item))
{
    struct ck_queue *queue = calloc(1, sizeof *queue);
    if (queue)
        queue->release = release;
    return queue;
}

/* Takes the item and returns 0; where the queue is full, -1, and the item is still the caller's. */
int ck_queue_put(struct ck_queue *queue, void *item)
{
    if (queue->count == 8)
        return -1;
    queue->items[(queue->first + queue->count++) % 8] = item;
    return 0;
}

/* Gives the oldest item back to the caller, or NULL. */
void *ck_queue_take(struct ck_queue *queue)
{
    if (queue->count == 0)
        return NULL;
    void *item = queue->items[queue->first];
    queue->first = (queue->first + 1) % 8;
    queue->count--;
    return item;
}

void ck_queue_free(struct ck_queue *queue)
{
    for (void *item; (item = ck_queue_take(queue));)
        queue->release(item);
    free(queue);
}
