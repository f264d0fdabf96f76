!> (4 / n) times the sum over k in [first, last) of 1 / (1 + ((k + 0.5) / n)**2): the midpoint rule for pi.
module wb_series_pi
  use, intrinsic :: iso_c_binding, only: c_double, c_int64_t
  implicit none
  private
  public :: series_pi

contains

  pure function series_pi(n, first, last) result(part) bind(c, name="wb_fortran_series_pi")
    integer(c_int64_t), value, intent(in) :: n     !! terms of the whole series, 1 to 10**12
    integer(c_int64_t), value, intent(in) :: first !! first term of this part, counted from 0
    integer(c_int64_t), value, intent(in) :: last  !! one past the last term, at most n
    real(c_double) :: part
    real(c_double) :: step, total, x
    integer(c_int64_t) :: k
    step = 1.0_c_double / real(n, c_double)
    total = 0.0_c_double
    do k = first, last - 1
      x = (real(k, c_double) + 0.5_c_double) * step
      total = total + 1.0_c_double / (1.0_c_double + x * x)
    end do
    part = 4.0_c_double * step * total
  end function series_pi

end module wb_series_pi
