#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct ck_person {
    char name[24];
};

/* A person of this name, which is cut after 23 bytes; NULL where there is no memory. Freed by ck_person_free. */
struct ck_person *ck_person_new(const char *name)
{
    struct ck_person *person = calloc(1, sizeof *person);
    if (person)
        strncpy(person->name, name, sizeof person->name - 1);
    return person;
}

void ck_person_free(struct ck_person *person)
{
    free(person);
}

/* The name: owned by the person, the same until it is changed or freed. */
const char *ck_person_name(const struct ck_person *person)
{
    return person->name;
}

/* Replaces the name. */
void ck_person_rename(struct ck_person *person, const char *name)
{
    strncpy(person->name, name, sizeof person->name - 1);
}

/* The version of this library: static text, never freed and never changed. */
const char *ck_version(void)
{
    return "2.4.1";
}
