! Numbers by value, arrays by reference with their length: nothing else crosses. Reads x, writes y; keeps neither.
pure subroutine ck_line(n, slope, intercept, x, y) bind(c, name='ck_line')
    use, intrinsic :: iso_c_binding, only: c_double, c_int64_t
    implicit none
    integer(c_int64_t), value, intent(in) :: n
    real(c_double), value, intent(in) :: slope, intercept
    real(c_double), intent(in) :: x(n)
    real(c_double), intent(inout) :: y(n)

    y(:) = slope * x(:) + intercept
end subroutine ck_line

! The position of the largest element, from 1; 0 where n is 0.
pure function ck_position_of_largest(n, x) result(position) bind(c, name='ck_position_of_largest')
    use, intrinsic :: iso_c_binding, only: c_double, c_int64_t
    implicit none
    integer(c_int64_t), value, intent(in) :: n
    real(c_double), intent(in) :: x(n)
    integer(c_int64_t) :: position

    position = maxloc(x, dim=1, kind=c_int64_t)
end function ck_position_of_largest
