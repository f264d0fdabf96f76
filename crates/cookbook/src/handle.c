#include <stdlib.h>

struct ck_stack {
    size_t count, capacity;
    double values[];
};

/* A stack of up to `capacity` numbers; NULL where there is no memory. Freed once, by ck_stack_free. A stack has no
   other state: different stacks may be used by different threads at once, one stack by one thread at a time. */
struct ck_stack *ck_stack_new(size_t capacity)
{
    if (capacity > ((size_t)-1 / 2 - sizeof(struct ck_stack)) / sizeof(double))
        return NULL;
    struct ck_stack *stack = malloc(sizeof *stack + capacity * sizeof(double));
    if (stack)
        *stack = (struct ck_stack){.count = 0, .capacity = capacity};
    return stack;
}

void ck_stack_free(struct ck_stack *stack)
{
    free(stack);
}

/* Puts x on top; 0, or -1 where the stack is full. */
int ck_stack_push(struct ck_stack *stack, double x)
{
    if (stack->count == stack->capacity)
        return -1;
    stack->values[stack->count++] = x;
    return 0;
}

/* Takes the top into *x; 0, or -1 where the stack is empty, and *x is as it was. */
int ck_stack_pop(struct ck_stack *stack, double *x)
{
    if (stack->count == 0)
        return -1;
    *x = stack->values[--stack->count];
    return 0;
}
