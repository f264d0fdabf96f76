!> (4 / n) times the sum over k in [first, last) of 1 / (1 + ((k + 0.5) / n)**2), eight terms to a division.
module wb_series_pi_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_int64_t
  implicit none
  private
  public :: series_pi_in_lanes

  ! Lanes keep the additions independent, so that they vectorise in their written order at every level. Rows are added
  ! up plainly before they join a lane's total, which bounds the rounding error by the number of rows, not of elements.
  integer, parameter :: lanes = 32, rows = 16
  integer, parameter :: group = 8, pairs = group / 2

contains

  include "lanes.inc"

  !> Half the sum of the eight terms about x: four fractions over one common denominator, one division. The terms are
  !> four pairs at the same distance, (j - 1/2) steps, on both sides of x. With e = 1 + distance**2 the two terms of a
  !> pair add up to 2 (x**2 + e) / (x**4 + (4 - 2e) x**2 + e**2): nothing is subtracted.
  pure function half_sum(x, e, f, g) result(half)
    real(c_double), intent(in) :: x                       !! centre of the terms
    real(c_double), intent(in) :: e(pairs)                !! 1 + distance**2
    real(c_double), intent(in) :: f(pairs)                !! 4 - 2e
    real(c_double), intent(in) :: g(pairs)                !! e**2
    real(c_double) :: half
    real(c_double) :: u, a(pairs), b(pairs), a12, b12, a34, b34
    u = x * x
    a = u + e
    b = u * (u + f) + g
    a12 = a(1) * b(2) + a(2) * b(1)
    b12 = b(1) * b(2)
    a34 = a(3) * b(4) + a(4) * b(3)
    b34 = b(3) * b(4)
    half = (a12 * b34 + a34 * b12) / (b12 * b34)
  end function half_sum

  pure function series_pi_in_lanes(n, first, last) result(answer) bind(c, name="wb_fortran_series_pi_tuned_LEVEL")
    integer(c_int64_t), value, intent(in) :: n     !! terms of the whole series, 1 to 10**12
    integer(c_int64_t), value, intent(in) :: first !! first term of this partial, counted from 0
    integer(c_int64_t), value, intent(in) :: last  !! one past the last term, at most n
    real(c_double) :: answer
    real(c_double) :: step, centre, alone, x, distance, e(pairs), f(pairs), g(pairs)
    real(c_double) :: total(lanes), compensation(lanes), partial(lanes)
    integer(c_int64_t) :: left, taken, row, k
    integer :: j, l
    step = 1.0_c_double / real(n, c_double)
    do j = 1, pairs
      distance = (real(j, c_double) - 0.5_c_double) * step
      e(j) = 1.0_c_double + distance * distance
      f(j) = 4.0_c_double - 2.0_c_double * e(j)
      g(j) = e(j) * e(j)
    end do
    total = 0.0_c_double
    compensation = 0.0_c_double
    left = (last - first) / group
    ! Whole numbers below 2**53, so every centre is exact.
    centre = real(first + pairs, c_double)
    do while (left >= lanes)
      taken = min(int(rows, c_int64_t), left / lanes)
      partial = 0.0_c_double
      do row = 1, taken
        do l = 1, lanes
          partial(l) = partial(l) + half_sum((centre + real(group * (l - 1), c_double)) * step, e, f, g)
        end do
        centre = centre + real(group * lanes, c_double)
      end do
      do l = 1, lanes
        call two_sum(total(l), partial(l), compensation(l))
      end do
      left = left - taken * lanes
    end do
    do l = 1, int(left)
      call two_sum(total(l), half_sum((centre + real(group * (l - 1), c_double)) * step, e, f, g), compensation(l))
    end do
    alone = 0.0_c_double
    do k = last - mod(last - first, int(group, c_int64_t)), last - 1
      x = (real(k, c_double) + 0.5_c_double) * step
      alone = alone + 1.0_c_double / (1.0_c_double + x * x)
    end do
    answer = 4.0_c_double * step * (2.0_c_double * sum_of_lanes(total, compensation) + alone)
  end function series_pi_in_lanes

end module wb_series_pi_tuned_LEVEL
