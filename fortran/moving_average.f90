!> out(i) = mean of x(i : i + window - 1), each window summed anew: no drift, and a NaN stays in its own windows.
module wb_moving_average
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: moving_average

contains

  pure subroutine moving_average(x, n, window, out) bind(c, name="wb_fortran_moving_average")
    integer(c_size_t), value, intent(in) :: n           !! length of x
    integer(c_size_t), value, intent(in) :: window      !! elements a mean is taken over, 1 to n
    real(c_double), intent(in) :: x(n)                  !! the series
    real(c_double), intent(out) :: out(n - window + 1)  !! the means
    real(c_double) :: total
    integer(c_size_t) :: i, k
    do i = 1, n - window + 1
      total = 0.0_c_double
      do k = i, i + window - 1
        total = total + x(k)
      end do
      out(i) = total / real(window, c_double)
    end do
  end subroutine moving_average

end module wb_moving_average
