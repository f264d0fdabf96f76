! The mean, or the end of the program: a library that thinks it is one.
subroutine ck_mean_or_stop(n, x, mean) bind(c, name='ck_mean_or_stop')
    use, intrinsic :: iso_c_binding, only: c_double, c_int64_t
    implicit none
    integer(c_int64_t), value, intent(in) :: n
    real(c_double), intent(in) :: x(n)
    real(c_double), intent(out) :: mean

    if (n < 1) stop 3
    if (any(x /= x)) error stop 'a value is NaN'
    mean = sum(x) / n
end subroutine ck_mean_or_stop
