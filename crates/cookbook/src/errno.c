#include <errno.h>
#include <stdlib.h>

/* The number that text begins with. Sets errno: EINVAL where there is no number, ERANGE where it is too large or too
   small for a double; the result is then 0, or the nearest double. Otherwise errno is as it was: it is never set to 0.
   The caller clears it first. */
double ck_number(const char *text)
{
    char *end;
    double number = strtod(text, &end);
    if (end == text)
        errno = EINVAL;
    return number;
}

/* Sets errno to 0. */
void ck_clear_errno(void)
{
    errno = 0;
}
