#include <stdint.h>

enum { CK_INTEGER = 0, CK_REAL = 1 };

/* A cell of a table: `kind` says which member of the union is there. */
struct ck_cell {
    int32_t kind;
    union {
        int64_t integer;
        double real;
    } value;
};

/* Twice the cell, of the same kind; integers wrap. A cell of another kind comes back as it is. */
struct ck_cell ck_double_cell(struct ck_cell cell)
{
    if (cell.kind == CK_INTEGER)
        cell.value.integer = (int64_t)(2 * (uint64_t)cell.value.integer);
    else if (cell.kind == CK_REAL)
        cell.value.real *= 2;
    return cell;
}

/* A cell as a file of a later version might have it. */
struct ck_cell ck_cell_of_kind(int32_t kind, int64_t bits)
{
    struct ck_cell cell = {.kind = kind, .value = {.integer = bits}};
    return cell;
}
