#include <string.h>

/* How often the letter stands in text, which ends at its first zero byte. Keeps no pointer. */
size_t ck_count_letter(const char *text, char letter)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == letter;
    return count;
}
