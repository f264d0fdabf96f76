!> Sum of x(k) * y(k), in order. An empty sum is 0.
module wb_dot
  use, intrinsic :: iso_c_binding, only: c_double, c_float, c_size_t
  implicit none
  private
  public :: dot, dot_f32

contains

  pure function dot(x, y, n) result(total) bind(c, name="wb_fortran_dot")
    integer(c_size_t), value, intent(in) :: n !! length of x and y
    real(c_double), intent(in) :: x(n)        !! first factors
    real(c_double), intent(in) :: y(n)        !! second factors
    real(c_double) :: total
    integer(c_size_t) :: k
    total = 0.0_c_double
    do k = 1, n
      total = total + x(k) * y(k)
    end do
  end function dot

  pure function dot_f32(x, y, n) result(total) bind(c, name="wb_fortran_dot_f32")
    integer(c_size_t), value, intent(in) :: n !! length of x and y
    real(c_float), intent(in) :: x(n)         !! first factors
    real(c_float), intent(in) :: y(n)         !! second factors
    real(c_float) :: total
    integer(c_size_t) :: k
    total = 0.0_c_float
    do k = 1, n
      total = total + x(k) * y(k)
    end do
  end function dot_f32

end module wb_dot
