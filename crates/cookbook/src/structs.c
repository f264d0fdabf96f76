#include <math.h>
#include <stdint.h>

struct ck_point {
    double x, y;
};

struct ck_segment {
    uint8_t colour;
    struct ck_point from, to;
    int32_t weight;
};

/* Middle of two points: structs by value. */
struct ck_point ck_middle(struct ck_point a, struct ck_point b)
{
    return (struct ck_point){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

/* Length of a segment, which is read: a struct by pointer. */
double ck_length(const struct ck_segment *segment)
{
    return hypot(segment->to.x - segment->from.x, segment->to.y - segment->from.y);
}

/* Turns a segment round in place. */
void ck_reverse(struct ck_segment *segment)
{
    struct ck_point from = segment->from;
    segment->from = segment->to;
    segment->to = from;
}
