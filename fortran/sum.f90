!> Sum of x(k), in order. An empty sum is 0.
module wb_sum
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: sum_in_order

contains

  pure function sum_in_order(x, n) result(total) bind(c, name="wb_fortran_sum")
    integer(c_size_t), value, intent(in) :: n !! length of x
    real(c_double), intent(in) :: x(n)        !! summands
    real(c_double) :: total
    integer(c_size_t) :: k
    total = 0.0_c_double
    do k = 1, n
      total = total + x(k)
    end do
  end function sum_in_order

end module wb_sum
