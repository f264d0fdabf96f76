! Root mean square of x(1:n), about `centre` if there is one, else about 0. Writes the largest distance to `farthest` if
! somebody asks for it. n >= 1.
subroutine ck_spread(n, x, spread, centre, farthest) bind(c, name='ck_spread')
    use, intrinsic :: iso_c_binding, only: c_double, c_int64_t
    implicit none
    integer(c_int64_t), value, intent(in) :: n
    real(c_double), intent(in) :: x(n)
    real(c_double), intent(out) :: spread
    real(c_double), intent(in), optional :: centre
    real(c_double), intent(inout), optional :: farthest
    real(c_double) :: about

    about = 0
    if (present(centre)) about = centre
    spread = sqrt(sum((x - about)**2) / n)
    if (present(farthest)) farthest = maxval(abs(x - about))
end subroutine ck_spread
