/* Greatest common divisor. Total: every pair has an answer, and nothing is read but the two arguments. */
unsigned ck_gcd(unsigned a, unsigned b)
{
    while (b != 0) {
        unsigned rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* a / b, cut towards zero. The caller makes sure that b is not 0, and not -1 where a is INT_MIN. */
int ck_quotient(int a, int b)
{
    return a / b;
}
