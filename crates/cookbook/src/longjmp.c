#include <setjmp.h>
#include <stdio.h>

/* The library: on an error it calls the handler, which must not return. */
struct ck_parser {
    void (*fail)(struct ck_parser *parser, const char *why);
    jmp_buf *back;
    char why[64];
};

static int ck_parse_digits(struct ck_parser *parser, const char *text)
{
    int number = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            parser->fail(parser, "not a digit");
        if (number > 99999)
            parser->fail(parser, "more than six digits");
        number = 10 * number + (*text - '0');
    }
    return number;
}

/* The shim, ours: it catches the jump before it reaches a Rust frame. Returns 0 and the number, or -1 and why not. */
static void jump_back(struct ck_parser *parser, const char *why)
{
    snprintf(parser->why, sizeof parser->why, "%s", why);
    longjmp(*parser->back, 1);
}

int ck_parse_caught(const char *text, int *number, char *why, size_t size)
{
    jmp_buf back;
    struct ck_parser parser = {.fail = jump_back, .back = &back};
    if (setjmp(back) == 0) {
        *number = ck_parse_digits(&parser, text);
        return 0;
    }
    snprintf(why, size, "%s", parser.why);
    return -1;
}
