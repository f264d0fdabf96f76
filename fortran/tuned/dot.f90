!> Sum of x(k) * y(k) in lanes, compensated in double precision.
module wb_dot_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_float, c_size_t
  implicit none
  private
  public :: dot_in_lanes, dot_in_lanes_f32

  ! Lanes keep the additions independent, so that they vectorise in their written order at every level. Rows are added
  ! up plainly before they join a lane's total, which bounds the rounding error by the number of rows, not of elements.
  integer, parameter :: lanes = 32, lanes_f32 = 2 * lanes, rows = 16

contains

  include "lanes.inc"

  pure function dot_in_lanes(x, y, n) result(product) bind(c, name="wb_fortran_dot_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n !! length of x and y
    real(c_double), intent(in) :: x(n)        !! first factors
    real(c_double), intent(in) :: y(n)        !! second factors
    real(c_double) :: product
    real(c_double) :: total(lanes), compensation(lanes), partial(lanes)
    integer(c_size_t) :: first, last, k
    integer :: l
    total = 0.0_c_double
    compensation = 0.0_c_double
    first = 0
    do while (n - first >= lanes)
      last = first + min(int(rows, c_size_t), (n - first) / lanes) * lanes
      do l = 1, lanes
        partial(l) = x(first + l) * y(first + l)
      end do
      do k = first + lanes, last - lanes, lanes
        do l = 1, lanes
          partial(l) = partial(l) + x(k + l) * y(k + l)
        end do
      end do
      do l = 1, lanes
        call two_sum(total(l), partial(l), compensation(l))
      end do
      first = last
    end do
    do l = 1, int(n - first)
      call two_sum(total(l), x(first + l) * y(first + l), compensation(l))
    end do
    product = sum_of_lanes(total, compensation)
  end function dot_in_lanes

  pure function dot_in_lanes_f32(x, y, n) result(product) bind(c, name="wb_fortran_dot_f32_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n !! length of x and y
    real(c_float), intent(in) :: x(n)         !! first factors
    real(c_float), intent(in) :: y(n)         !! second factors
    real(c_float) :: product
    real(c_double) :: total(lanes_f32), sum
    real(c_float) :: partial(lanes_f32)
    integer(c_size_t) :: first, last, k
    integer :: l
    total = 0.0_c_double
    first = 0
    do while (n - first >= lanes_f32)
      last = first + min(int(rows, c_size_t), (n - first) / lanes_f32) * lanes_f32
      do l = 1, lanes_f32
        partial(l) = x(first + l) * y(first + l)
      end do
      do k = first + lanes_f32, last - lanes_f32, lanes_f32
        do l = 1, lanes_f32
          partial(l) = partial(l) + x(k + l) * y(k + l)
        end do
      end do
      do l = 1, lanes_f32
        total(l) = total(l) + real(partial(l), c_double)
      end do
      first = last
    end do
    do l = 1, int(n - first)
      total(l) = total(l) + real(x(first + l) * y(first + l), c_double)
    end do
    sum = 0.0_c_double
    do l = 1, lanes_f32
      sum = sum + total(l)
    end do
    product = real(sum, c_float)
  end function dot_in_lanes_f32

end module wb_dot_tuned_LEVEL
