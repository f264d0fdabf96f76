#include <stdio.h>
#include <stdlib.h>

/* A sentence on the figure, or NULL where there is no memory. The caller frees it by ck_text_free, and by nothing else.
*/
char *ck_describe(double figure)
{
    char *text = malloc(64);
    if (text)
        snprintf(text, 64, "the figure is %.3g", figure);
    return text;
}

void ck_text_free(char *text)
{
    free(text);
}
