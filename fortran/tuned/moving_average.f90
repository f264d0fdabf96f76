!> Mean of each window of x, whose rows of eight elements are added up once.
module wb_moving_average_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: average_tuned

  ! Windows below few are added up anew for each value. A longer one is rows of `lanes` elements, and fewer that fill no row.
  ! `side` values are computed side by side.
  integer(c_size_t), parameter :: few = 32, lanes = 8, side = 32

contains

  pure subroutine average_few(x, values, window, out)
    integer(c_size_t), value, intent(in) :: values         !! length of out
    integer(c_size_t), value, intent(in) :: window         !! elements in a mean, fewer than `few`
    real(c_double), intent(in) :: x(values + window - 1)   !! values
    real(c_double), intent(out) :: out(values)             !! means
    real(c_double) :: total(side), alone, length
    integer(c_size_t) :: i, k, l
    length = real(window, c_double)
    do i = 0, values - side, side
      do l = 1, side
        total(l) = 0.0_c_double + x(i + l)
      end do
      do k = 1, window - 1
        do l = 1, side
          total(l) = total(l) + x(i + k + l)
        end do
      end do
      do l = 1, side
        out(i + l) = total(l) / length
      end do
    end do
    do i = values / side * side + 1, values
      alone = 0.0_c_double
      do k = 0, window - 1
        alone = alone + x(i + k)
      end do
      out(i) = alone / length
    end do
  end subroutine average_few

  !> rows(i): the sum of the row that begins at x(i).
  pure subroutine add_up(x, count, rows)
    integer(c_size_t), value, intent(in) :: count          !! number of rows
    real(c_double), intent(in) :: x(count + lanes - 1)     !! elements
    real(c_double), intent(out) :: rows(count)             !! their sums
    integer(c_size_t) :: i
    do i = 1, count
      rows(i) = ((x(i) + x(i + 1)) + (x(i + 2) + x(i + 3))) + ((x(i + 4) + x(i + 5)) + (x(i + 6) + x(i + 7)))
    end do
  end subroutine add_up

  !> The same where x ends: rows that are not there are zeros, and reach no value.
  pure subroutine add_up_last(x, there, count, rows)
    integer(c_size_t), value, intent(in) :: there          !! length of x
    integer(c_size_t), value, intent(in) :: count          !! number of rows
    real(c_double), intent(in) :: x(there)                 !! elements
    real(c_double), intent(out) :: rows(count)             !! their sums
    integer(c_size_t) :: whole
    whole = max(0_c_size_t, min(count, there - (lanes - 1)))
    call add_up(x, whole, rows)
    rows(whole + 1:) = 0.0_c_double
  end subroutine add_up_last

  !> Makes rows the ends of windows: each joins those after it.
  pure subroutine add_ends(rows, count, end)
    integer(c_size_t), value, intent(in) :: count          !! number of rows, a multiple of `lanes`
    real(c_double), intent(inout) :: rows(count)           !! sums of rows; become those of all rows from there on
    real(c_double), intent(inout) :: end(lanes)            !! the sums of the rows after them
    integer(c_size_t) :: i, l
    do i = count - lanes, 0, -lanes
      do l = 1, lanes
        end(l) = end(l) + rows(i + l)
      end do
      do l = 1, lanes
        rows(i + l) = end(l)
      end do
    end do
  end subroutine add_ends

  !> Adds to what windows hold of one stretch what they hold of the next, and divides.
  pure subroutine average(out, x, rows, count, rest, length, begin)
    integer(c_size_t), value, intent(in) :: count          !! number of values, at most `side`
    integer(c_size_t), value, intent(in) :: rest           !! elements of a window that fill no row
    real(c_double), value, intent(in) :: length            !! elements of a window
    real(c_double), intent(inout) :: out(count)            !! what windows hold of one stretch; their means
    real(c_double), intent(in) :: x(count + rest)          !! elements of the next stretch
    real(c_double), intent(in) :: rows(count)              !! and the sums of its rows
    real(c_double), intent(inout) :: begin(lanes)          !! the sums of its rows before these
    real(c_double) :: total(side)
    integer(c_size_t) :: i, k, l
    do l = 1, count
      total(l) = out(l)
    end do
    do k = 0, rest - 1
      do l = 1, count
        total(l) = total(l) + x(k + l)
      end do
    end do
    do i = 0, count - 1, lanes
      do l = 1, min(count - i, lanes)
        total(i + l) = total(i + l) + begin(l)
        begin(l) = begin(l) + rows(i + l)
      end do
    end do
    do l = 1, count
      out(l) = total(l) / length
    end do
  end subroutine average

  pure subroutine average_many(x, n, window, out)
    integer(c_size_t), value, intent(in) :: n            !! length of x
    integer(c_size_t), value, intent(in) :: window       !! elements in a mean, at least `few`
    real(c_double), intent(in) :: x(n)                   !! values
    real(c_double), intent(inout) :: out(n - window + 1) !! means; written before they are read
    real(c_double) :: rows(side), end(lanes), begin(lanes), length
    integer(c_size_t) :: rest, stretch, values, start, mine, there, room, i, count, l
    length = real(window, c_double)
    rest = mod(window, lanes)
    stretch = window - rest
    values = n - window + 1
    ! A window is the end of one stretch and the beginning of the next. Until its turn comes, out holds a stretch's rows.
    call add_up(x, min(values, stretch), out)
    do start = 0, values - 1, stretch
      mine = min(values - start, stretch)
      room = values - start - mine
      there = mine / lanes * lanes
      end = 0.0_c_double
      begin = 0.0_c_double
      i = stretch
      do while (i > there)
        count = mod(i - there - 1, side) + 1
        i = i - count
        call add_up_last(x(start + i + 1:), n - start - i, count, rows)
        call add_ends(rows, count, end)
        do l = 1, min(count, mine - i)
          out(start + i + l) = rows(l)
        end do
      end do
      call add_ends(out(start + 1:), there, end)

      do i = 0, mine - 1, side
        count = min(mine - i, side)
        if (count == side .and. i + side <= room) then
          call add_up(x(start + stretch + i + 1:), side, out(start + stretch + i + 1:))
          call average(out(start + i + 1:), x(start + stretch + i + 1:), out(start + stretch + i + 1:), side, rest, length, begin)
        else
          call add_up_last(x(start + stretch + i + 1:), n - start - stretch - i, count, rows)
          call average(out(start + i + 1:), x(start + stretch + i + 1:), rows, count, rest, length, begin)
          do l = 1, min(count, room - i)
            out(start + stretch + i + l) = rows(l)
          end do
        end if
      end do
    end do
  end subroutine average_many

  pure subroutine average_tuned(x, n, window, out) bind(c, name="wb_fortran_moving_average_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n          !! length of x
    integer(c_size_t), value, intent(in) :: window     !! elements in a mean, 1 to n
    real(c_double), intent(in) :: x(n)                 !! values
    real(c_double), intent(out) :: out(n - window + 1) !! means
    if (window < few) then
      call average_few(x, n - window + 1, window, out)
    else
      call average_many(x, n, window, out)
    end if
  end subroutine average_tuned

end module wb_moving_average_tuned_LEVEL
