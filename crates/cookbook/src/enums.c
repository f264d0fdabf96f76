enum ck_weekday { CK_MONDAY = 1, CK_TUESDAY, CK_WEDNESDAY, CK_THURSDAY, CK_FRIDAY, CK_SATURDAY, CK_SUNDAY };

/* The weekday after `days` more days. C's enums hold any int: an unknown weekday gives CK_SUNDAY + 1, "none". */
enum ck_weekday ck_later(enum ck_weekday day, unsigned days)
{
    if (day < CK_MONDAY || day > CK_SUNDAY)
        return CK_SUNDAY + 1;
    return (enum ck_weekday)((day - 1 + days % 7) % 7 + 1);
}
