/* Where f changes its sign between a and b, by halving: f gets nothing but x, is called on this thread, and is not
   called after the return. Stops after at most 200 halvings; f(a) and f(b) must not have the same sign. */
double ck_root(double (*f)(double x), double a, double b)
{
    double fa = f(a);
    if (fa == 0)
        return a;
    for (int k = 0; k < 200 && a != b; k++) {
        double middle = a + (b - a) / 2, fm = f(middle);
        if (fm == 0)
            return middle;
        if ((fm < 0) == (fa < 0))
            a = middle;
        else
            b = middle;
    }
    return a;
}
