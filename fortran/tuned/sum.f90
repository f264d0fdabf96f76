!> Sum of x(k) in compensated lanes.
module wb_sum_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: sum_in_lanes

  ! Lanes keep the additions independent, so that they vectorise in their written order at every level. Rows are added
  ! up plainly before they join a lane's total, which bounds the rounding error by the number of rows, not of elements.
  integer, parameter :: lanes = 32, rows = 16

contains

  include "lanes.inc"

  pure function sum_in_lanes(x, n) result(sum) bind(c, name="wb_fortran_sum_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n !! length of x
    real(c_double), intent(in) :: x(n)        !! summands
    real(c_double) :: sum
    real(c_double) :: total(lanes), compensation(lanes), partial(lanes)
    integer(c_size_t) :: first, last, k
    integer :: l
    total = 0.0_c_double
    compensation = 0.0_c_double
    first = 0
    do while (n - first >= lanes)
      last = first + min(int(rows, c_size_t), (n - first) / lanes) * lanes
      do l = 1, lanes
        partial(l) = x(first + l)
      end do
      do k = first + lanes, last - lanes, lanes
        do l = 1, lanes
          partial(l) = partial(l) + x(k + l)
        end do
      end do
      do l = 1, lanes
        call two_sum(total(l), partial(l), compensation(l))
      end do
      first = last
    end do
    do l = 1, int(n - first)
      call two_sum(total(l), x(first + l), compensation(l))
    end do
    sum = sum_of_lanes(total, compensation)
  end function sum_in_lanes

end module wb_sum_tuned_LEVEL
