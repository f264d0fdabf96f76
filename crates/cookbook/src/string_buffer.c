#include <stddef.h>
#include <stdio.h>
#include <string.h>

static int calls;

/* Writes the title of book number k and a zero byte to buffer, if they fit, and returns the bytes of the title without
   the zero byte; -1 where there is no such book. A NULL buffer with size 0 asks for the size. */
long ck_title(int k, char *buffer, size_t size)
{
    static const char *const titles[] = {"Elements", "Ars Magna", ""};
    if (k < 0 || k >= 3)
        return -1;
    size_t bytes = strlen(titles[k]);
    if (buffer && bytes < size)
        memcpy(buffer, titles[k], bytes + 1);
    return (long)bytes;
}

/* The same for a journal that grows between two calls. */
long ck_journal(char *buffer, size_t size)
{
    int entries = ++calls;
    size_t bytes = (size_t)entries * 4;
    if (buffer && bytes < size)
        for (int k = 0; k < entries; k++)
            memcpy(buffer + 4 * k, "ok; ", 5);
    return (long)bytes;
}
