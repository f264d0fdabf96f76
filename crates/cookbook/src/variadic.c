#include <stdarg.h>
#include <stdio.h>

/* As printf into a buffer: the caller makes sure that the arguments are what the format says. Returns the bytes there
   would be, without the zero byte; negative where the format is broken. */
int ck_format(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int bytes = vsnprintf(buffer, size, format, arguments);
    va_end(arguments);
    return bytes;
}

/* The shim, ours and not the library's: one format, its arguments fixed. */
int ck_format_reading(char *buffer, size_t size, const char *name, double value, int decimals)
{
    return ck_format(buffer, size, "%s = %.*f", name, decimals, value);
}
