#include <assert.h>

enum { CK_BAD_RATIO = 1 };

/* All arguments of ck_resample in one struct; `used` and `made` are answers. */
struct ck_resampling {
    const float *in;
    float *out;
    long in_frames, out_frames; /* frames of `channels` samples */
    long used, made;
    int channels;
    double ratio; /* frames out for each frame in: 1/256 to 256 */
};

/* Takes frames from `in` until one of the two arrays is at its end, and says how many it used and made. Returns 0, or
   CK_BAD_RATIO. The arrays do not overlap. */
int ck_resample(struct ck_resampling *r)
{
    assert(r->channels > 0);
    if (r->ratio < 1.0 / 256 || r->ratio > 256)
        return CK_BAD_RATIO;
    for (r->made = 0; r->made < r->out_frames; r->made++) {
        r->used = (long)((double)r->made / r->ratio);
        if (r->used >= r->in_frames)
            break;
        for (int c = 0; c < r->channels; c++)
            r->out[r->made * r->channels + c] = r->in[r->used * r->channels + c];
    }
    r->used = (long)((double)r->made / r->ratio);
    return 0;
}
