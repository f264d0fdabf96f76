/* Where samples come from: sets *data to a buffer and returns how many samples it holds, 0 at the end. */
typedef long (*ck_reader)(void *user, const float **data);

/* Puts groups of `size` samples together from buffers of any length, and returns the mean of the group that has the
   largest one; -1 where there is no whole group. The buffer stays the reader's, and is read until its next call: the
   comment that this sentence stands in is missing in many headers. size is at least 1. */
double ck_loudest_group(ck_reader reader, void *user, long size)
{
    double loudest = -1;
    const float *data = 0;
    long left = 0;
    for (;;) {
        double sum = 0;
        for (long k = 0; k < size; k++) {
            if (left == 0 && (left = reader(user, &data)) <= 0)
                return loudest;
            sum += *data++;
            left--;
        }
        if (sum / (double)size > loudest)
            loudest = sum / (double)size;
    }
}
