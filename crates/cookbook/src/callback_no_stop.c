/* Repeats x = f(x) until two values in turn are nearer than tolerance, and returns the last one. It has no status, and
   f cannot stop it: it gives up after 10000 calls, and at once where f returns NaN. */
double ck_fixed_point(double (*f)(double x, void *user), void *user, double x, double tolerance)
{
    for (int k = 0; k < 10000; k++) {
        double next = f(x, user), step = next - x;
        x = next;
        if (!(step >= tolerance || -step >= tolerance)) /* true for NaN as well */
            break;
    }
    return x;
}
