#include <stdlib.h>

typedef void (*ck_listener)(int event, void *user);

/* A source of events with one listener. */
struct ck_source {
    ck_listener listener;
    void *user;
    void (*destroy)(void *user);
};

struct ck_source *ck_source_new(void)
{
    return calloc(1, sizeof(struct ck_source));
}

/* Keeps listener and user until another listener is set or the source is freed, and then calls destroy(user) once. */
void ck_source_listen(struct ck_source *source, ck_listener listener, void *user, void (*destroy)(void *user))
{
    if (source->destroy)
        source->destroy(source->user);
    source->listener = listener;
    source->user = user;
    source->destroy = destroy;
}

/* Tells the listener, on this thread, before it returns. */
void ck_source_emit(struct ck_source *source, int event)
{
    if (source->listener)
        source->listener(event, source->user);
}

void ck_source_free(struct ck_source *source)
{
    ck_source_listen(source, NULL, NULL, NULL);
    free(source);
}
