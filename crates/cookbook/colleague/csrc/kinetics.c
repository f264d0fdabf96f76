#include "kinetics.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reaction {
    int from, to;
    double rate;
};

struct kin_model {
    kin_options options;
    int reactions;
    struct reaction reaction[KIN_MAX_REACTIONS];
};

/* Of all models and threads. */
static char detail[96];
static double stage[5][KIN_MAX_SPECIES];

static int fail(int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    return code;
}

const char *kin_version(void) { return "1.2.0"; }

const char *kin_strerror(int code) {
    switch (code) {
    case KIN_OK: return "success";
    case KIN_ERR_MEMORY: return "out of memory";
    case KIN_ERR_ARGUMENT: return "an argument is wrong";
    case KIN_ERR_FULL: return "the model is full";
    case KIN_ERR_STOPPED: return "stopped by the observer";
    default: return NULL;
    }
}

const char *kin_detail(void) { return detail; }

void kin_options_init(kin_options *options) {
    memset(options, 0, sizeof *options);
    options->species = 1;
    options->method = KIN_RK4;
    options->step = 0.01;
    strcpy(options->name, "unnamed");
}

int kin_open(const kin_options *options, kin_model **model) {
    /* There is an error code for it, and yet: */
    assert(options->species > 0);
    if (options->species > KIN_MAX_SPECIES)
        return fail(KIN_ERR_ARGUMENT, "species: %d is more than %d", options->species, KIN_MAX_SPECIES);
    if (options->method < KIN_EULER || options->method > KIN_RK4)
        return fail(KIN_ERR_ARGUMENT, "method: %d", options->method);
    if (options->step <= 0) /* NaN goes through */
        return fail(KIN_ERR_ARGUMENT, "step: %g", options->step);
    *model = calloc(1, sizeof **model);
    if (*model == NULL)
        return fail(KIN_ERR_MEMORY, "%zu bytes", sizeof **model);
    (*model)->options = *options;
    return KIN_OK;
}

void kin_close(kin_model *model) { free(model); }

int kin_react(kin_model *model, int from, int to, double rate) {
    assert(from >= 0 && from < model->options.species);
    assert(to >= 0 && to < model->options.species);
    if (rate < 0)
        return fail(KIN_ERR_ARGUMENT, "rate: %g", rate);
    if (model->reactions == KIN_MAX_REACTIONS)
        return fail(KIN_ERR_FULL, "%d reactions", KIN_MAX_REACTIONS);
    model->reaction[model->reactions++] = (struct reaction){from, to, rate};
    return KIN_OK;
}

int kin_species(const kin_model *model) { return model->options.species; }

void kin_rates(const kin_model *model, const double *y, double *dydt) {
    for (int i = 0; i < model->options.species; i++)
        dydt[i] = 0;
    for (int r = 0; r < model->reactions; r++) {
        const struct reaction *reaction = &model->reaction[r];
        double flow = reaction->rate * y[reaction->from];
        dydt[reaction->from] -= flow;
        dydt[reaction->to] += flow;
    }
}

/* k := rates(y + h * slope), by way of the last stage. */
static void rates_at(const kin_model *model, const double *y, double h, const double *slope, double *k) {
    for (int i = 0; i < model->options.species; i++)
        stage[4][i] = y[i] + h * slope[i];
    kin_rates(model, stage[4], k);
}

static void step(const kin_model *model, double *y, double h) {
    int n = model->options.species;
    switch (model->options.method) {
    case KIN_EULER:
        kin_rates(model, y, stage[0]);
        for (int i = 0; i < n; i++)
            y[i] += h * stage[0][i];
        break;
    case KIN_HEUN:
        kin_rates(model, y, stage[0]);
        rates_at(model, y, h, stage[0], stage[1]);
        for (int i = 0; i < n; i++)
            y[i] += h / 2 * (stage[0][i] + stage[1][i]);
        break;
    default:
        kin_rates(model, y, stage[0]);
        rates_at(model, y, h / 2, stage[0], stage[1]);
        rates_at(model, y, h / 2, stage[1], stage[2]);
        rates_at(model, y, h, stage[2], stage[3]);
        for (int i = 0; i < n; i++)
            y[i] += h / 6 * (stage[0][i] + 2 * stage[1][i] + 2 * stage[2][i] + stage[3][i]);
    }
}

int kin_run(const kin_model *model, double *y, double until, kin_observer observer, void *user) {
    static double seen[KIN_MAX_SPECIES]; /* the observer cannot touch y */
    double h = model->options.step;
    long steps = (long)(until / h + 0.5);
    for (long i = 1; i <= steps; i++) {
        step(model, y, h);
        if (observer != NULL) {
            memcpy(seen, y, sizeof(double) * (size_t)model->options.species);
            if (observer(i * h, seen, model->options.species, user) != 0)
                return fail(KIN_ERR_STOPPED, "at time %g", i * h);
        }
    }
    return KIN_OK;
}

size_t kin_describe(const kin_model *model, char *buffer, size_t size) {
    const char *methods[] = {"Euler", "Heun", "Runge-Kutta"};
    int length = snprintf(buffer, size, "%s: %d species, %d reactions, %s with step %g", model->options.name,
                          model->options.species, model->reactions, methods[model->options.method],
                          model->options.step);
    return (size_t)length;
}
