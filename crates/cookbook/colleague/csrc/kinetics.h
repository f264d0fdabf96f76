/* kinetics: species that turn into each other. A colleague's library, as one finds it. */
#ifndef KINETICS_H
#define KINETICS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What functions return. */
enum {
    KIN_OK = 0,
    KIN_ERR_MEMORY = 1,
    KIN_ERR_ARGUMENT = 2,
    KIN_ERR_FULL = 3,
    KIN_ERR_STOPPED = 4
};

/* How a model is stepped. */
enum { KIN_EULER = 0, KIN_HEUN = 1, KIN_RK4 = 2 };

#define KIN_MAX_SPECIES 64
#define KIN_MAX_REACTIONS 256

typedef struct kin_options {
    int species;   /* how many, 1 to KIN_MAX_SPECIES */
    int method;    /* KIN_EULER, KIN_HEUN, KIN_RK4 */
    double step;   /* of time, > 0 */
    char name[16]; /* ends with a zero byte */
} kin_options;

typedef struct kin_model kin_model;

/* Sees y after each step. Anything but 0 stops the run. */
typedef int (*kin_observer)(double t, const double *y, int species, void *user);

/* "1.2.0" */
const char *kin_version(void);

/* A sentence for a code, or NULL. */
const char *kin_strerror(int code);

/* What the last function that failed has to say. */
const char *kin_detail(void);

void kin_options_init(kin_options *options);

int kin_open(const kin_options *options, kin_model **model);
void kin_close(kin_model *model);

/* `rate` times the amount of `from` turns into `to`, per time. Species count from 0. */
int kin_react(kin_model *model, int from, int to, double rate);

int kin_species(const kin_model *model);

/* dydt holds as many numbers as there are species. */
void kin_rates(const kin_model *model, const double *y, double *dydt);

/* Steps y from time 0 to `until`. */
int kin_run(const kin_model *model, double *y, double until, kin_observer observer, void *user);

/* Writes at most `size` bytes with the zero byte, and returns how long the text is without it, as snprintf does. */
size_t kin_describe(const kin_model *model, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif
#endif
