/* What is used of GSL, the GNU Scientific Library. The contract is its manual:
 * https://www.gnu.org/software/gsl/doc/html/specfunc.html#incomplete-gamma-functions
 *
 * int gsl_sf_gamma_inc_Q_e(double a, double x, gsl_sf_result *result);
 *     result->val = the normalised incomplete gamma function Q(a, x), result->err = an estimate of its absolute error.
 *     0, or the reason why not, as gsl_errno.h has it: GSL_EDOM for a < 0 or x < 0.
 *     A NaN or an infinity is not noticed.
 *
 * gsl_error_handler_t *gsl_set_error_handler_off(void);
 *     From now on a function that fails only returns its reason. Before, it ends the process (abort). This is one
 *     setting for the whole process. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
