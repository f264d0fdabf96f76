/* A library that is opened while the program runs. */
int ck_plugin_version(void)
{
    return 3;
}

double ck_plugin_scale(double x)
{
    return 10 * x;
}
