!> Mean of each window of x, whose partial sums of eight elements are computed once.
module wb_moving_average_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: average_tuned

  ! Windows up to direct_max are added up anew for each value. A longer window is partial sums of `lanes` elements, and
  ! a remainder of fewer elements. `block_size` values are computed together.
  integer(c_size_t), parameter :: direct_max = 31, lanes = 8, block_size = 32

contains

  pure subroutine average_direct(x, values, window, out)
    integer(c_size_t), value, intent(in) :: values         !! length of out
    integer(c_size_t), value, intent(in) :: window         !! elements in a mean, at most direct_max
    real(c_double), intent(in) :: x(values + window - 1)   !! values
    real(c_double), intent(out) :: out(values)             !! means
    real(c_double) :: total(block_size), alone, length
    integer(c_size_t) :: i, k, l
    length = real(window, c_double)
    do i = 0, values - block_size, block_size
      do l = 1, block_size
        total(l) = 0.0_c_double + x(i + l)
      end do
      do k = 1, window - 1
        do l = 1, block_size
          total(l) = total(l) + x(i + k + l)
        end do
      end do
      do l = 1, block_size
        out(i + l) = total(l) / length
      end do
    end do
    do i = values / block_size * block_size + 1, values
      alone = 0.0_c_double
      do k = 0, window - 1
        alone = alone + x(i + k)
      end do
      out(i) = alone / length
    end do
  end subroutine average_direct

  !> partial(i): the sum of the `lanes` elements from x(i) on.
  pure subroutine partial_sums(x, count, partial)
    integer(c_size_t), value, intent(in) :: count          !! number of sums
    real(c_double), intent(in) :: x(count + lanes - 1)     !! elements
    real(c_double), intent(out) :: partial(count)             !! their sums
    integer(c_size_t) :: i
    do i = 1, count
      partial(i) = ((x(i) + x(i + 1)) + (x(i + 2) + x(i + 3))) + ((x(i + 4) + x(i + 5)) + (x(i + 6) + x(i + 7)))
    end do
  end subroutine partial_sums

  !> The same where x ends: sums beyond it are zeros, and no value uses them.
  pure subroutine partial_sums_last(x, available, count, partial)
    integer(c_size_t), value, intent(in) :: available          !! length of x
    integer(c_size_t), value, intent(in) :: count          !! number of sums
    real(c_double), intent(in) :: x(available)                 !! elements
    real(c_double), intent(out) :: partial(count)             !! their sums
    integer(c_size_t) :: whole
    whole = max(0_c_size_t, min(count, available - (lanes - 1)))
    call partial_sums(x, whole, partial)
    partial(whole + 1:) = 0.0_c_double
  end subroutine partial_sums_last

  !> Makes partial sums suffix sums of the segment: each is added to those after it.
  pure subroutine suffix_sums(partial, count, suffix)
    integer(c_size_t), value, intent(in) :: count          !! number of sums, a multiple of `lanes`
    real(c_double), intent(inout) :: partial(count)           !! partial sums; become suffix sums
    real(c_double), intent(inout) :: suffix(lanes)            !! the sums of those after them
    integer(c_size_t) :: i, l
    do i = count - lanes, 0, -lanes
      do l = 1, lanes
        suffix(l) = suffix(l) + partial(i + l)
      end do
      do l = 1, lanes
        partial(i + l) = suffix(l)
      end do
    end do
  end subroutine suffix_sums

  !> The means of windows from the suffix sums of one segment and the prefix sums of the next.
  pure subroutine average(out, x, partial, count, remainder, length, prefix)
    integer(c_size_t), value, intent(in) :: count          !! number of values, at most `block_size`
    integer(c_size_t), value, intent(in) :: remainder           !! elements of a window that fill no partial sum
    real(c_double), value, intent(in) :: length            !! elements of a window
    real(c_double), intent(inout) :: out(count)            !! suffix sums of one segment; their means
    real(c_double), intent(in) :: x(count + remainder)          !! elements of the next segment
    real(c_double), intent(in) :: partial(count)              !! and its partial sums
    real(c_double), intent(inout) :: prefix(lanes)          !! the prefix sums before these
    real(c_double) :: total(block_size)
    integer(c_size_t) :: i, k, l
    do l = 1, count
      total(l) = out(l)
    end do
    do k = 0, remainder - 1
      do l = 1, count
        total(l) = total(l) + x(k + l)
      end do
    end do
    do i = 0, count - 1, lanes
      do l = 1, min(count - i, lanes)
        total(i + l) = total(i + l) + prefix(l)
        prefix(l) = prefix(l) + partial(i + l)
      end do
    end do
    do l = 1, count
      out(l) = total(l) / length
    end do
  end subroutine average

  pure subroutine average_segments(x, n, window, out)
    integer(c_size_t), value, intent(in) :: n            !! length of x
    integer(c_size_t), value, intent(in) :: window       !! elements in a mean, more than direct_max
    real(c_double), intent(in) :: x(n)                   !! values
    real(c_double), intent(inout) :: out(n - window + 1) !! means; written before they are read
    real(c_double) :: partial(block_size), suffix(lanes), prefix(lanes), length
    integer(c_size_t) :: remainder, segment, values, start, in_segment, whole, space, i, count, l
    length = real(window, c_double)
    remainder = mod(window, lanes)
    segment = window - remainder
    values = n - window + 1
    ! A window is a suffix of one segment and a prefix of the next. Until its turn comes, out holds the partial sums of
    ! a segment.
    call partial_sums(x, min(values, segment), out)
    do start = 0, values - 1, segment
      in_segment = min(values - start, segment)
      space = values - start - in_segment
      whole = in_segment / lanes * lanes
      suffix = 0.0_c_double
      prefix = 0.0_c_double
      i = segment
      do while (i > whole)
        count = mod(i - whole - 1, block_size) + 1
        i = i - count
        call partial_sums_last(x(start + i + 1:), n - start - i, count, partial)
        call suffix_sums(partial, count, suffix)
        do l = 1, min(count, in_segment - i)
          out(start + i + l) = partial(l)
        end do
      end do
      call suffix_sums(out(start + 1:), whole, suffix)

      do i = 0, in_segment - 1, block_size
        count = min(in_segment - i, block_size)
        if (count == block_size .and. i + block_size <= space) then
          call partial_sums(x(start + segment + i + 1:), block_size, out(start + segment + i + 1:))
          call average(out(start + i + 1:), x(start + segment + i + 1:), out(start + segment + i + 1:), block_size, &
            remainder, length, prefix)
        else
          call partial_sums_last(x(start + segment + i + 1:), n - start - segment - i, count, partial)
          call average(out(start + i + 1:), x(start + segment + i + 1:), partial, count, remainder, length, prefix)
          do l = 1, min(count, space - i)
            out(start + segment + i + l) = partial(l)
          end do
        end if
      end do
    end do
  end subroutine average_segments

  pure subroutine average_tuned(x, n, window, out) bind(c, name="wb_fortran_moving_average_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n          !! length of x
    integer(c_size_t), value, intent(in) :: window     !! elements in a mean, 1 to n
    real(c_double), intent(in) :: x(n)                 !! values
    real(c_double), intent(out) :: out(n - window + 1) !! means
    if (window <= direct_max) then
      call average_direct(x, n - window + 1, window, out)
    else
      call average_segments(x, n, window, out)
    end if
  end subroutine average_tuned

end module wb_moving_average_tuned_LEVEL
