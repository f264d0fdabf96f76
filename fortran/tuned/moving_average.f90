!> Mean of each window of x from sums of 1, 4, 16 and 64 elements.
module wb_moving_average_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: average_tuned

  ! Values computed at a time, from buffers that stay in the first cache; lanes that are added side by side; windows below
  ! few are put together from sums of 1, 4, 16 and 64 elements.
  integer, parameter :: tile = 1024, lanes = 16, few = 256, levels = 4

contains

  !> A procedure of its own, because its arguments are known not to overlap, and columns of one array are not.
  pure subroutine add_fours(sums, apart, count, next)
    integer, value, intent(in) :: apart, count              !! length of the sums; number of sums of four
    real(c_double), intent(in) :: sums(tile + few)          !! sums
    real(c_double), intent(inout) :: next(tile + few)       !! sums of four sums
    integer :: i
    do i = 1, count
      next(i) = (sums(i) + sums(i + apart)) + (sums(i + 2 * apart) + sums(i + 3 * apart))
    end do
  end subroutine add_fours

  !> of(i, j): the sum of the 4**(j - 1) elements of a tile that begin at its element i, for `length` elements, of which x
  !> has `there`; those beyond it are zeros and reach no value that is kept.
  pure subroutine add_up(x, there, length, top, of)
    integer(c_size_t), value, intent(in) :: there             !! elements of x
    integer, value, intent(in) :: length                      !! elements to add up
    integer, value, intent(in) :: top                         !! columns of `of` to fill
    real(c_double), intent(in) :: x(there)                    !! elements
    real(c_double), intent(inout) :: of(tile + few, levels)   !! their sums
    integer :: given, apart, i, j
    given = int(min(there, int(length, c_size_t)))
    do i = 1, given
      of(i, 1) = x(i)
    end do
    do i = given + 1, length
      of(i, 1) = 0.0_c_double
    end do
    apart = 1
    given = length
    do j = 2, top
      given = given - 3 * apart
      call add_fours(of(:, j - 1), apart, given, of(:, j))
      apart = 4 * apart
    end do
  end subroutine add_up

  !> Where the sums lie that `window` elements are made of, the longest first: the digits of window to the base 4.
  pure subroutine find_pieces(window, offset, column, pieces)
    integer, value, intent(in) :: window             !! elements, fewer than `few`
    integer, intent(out) :: offset(3 * levels)       !! elements before each piece
    integer, intent(out) :: column(3 * levels)       !! the column of its sum
    integer, intent(out) :: pieces                   !! their number
    integer :: apart, before, digit, j
    pieces = 0
    before = 0
    do j = levels, 1, -1
      apart = 4**(j - 1)
      do digit = 1, mod(window / apart, 4)
        pieces = pieces + 1
        offset(pieces) = before
        column(pieces) = j
        before = before + apart
      end do
    end do
  end subroutine find_pieces

  pure subroutine average_few(x, n, window, out)
    integer(c_size_t), value, intent(in) :: n          !! length of x
    integer, value, intent(in) :: window               !! elements in a mean, fewer than `few`
    real(c_double), intent(in) :: x(n)                 !! values
    real(c_double), intent(out) :: out(n - window + 1) !! means
    real(c_double) :: of(tile + few, levels), total(lanes), length
    integer :: offset(3 * levels), column(3 * levels), pieces, top, here, i, k, l, p
    integer(c_size_t) :: first
    length = real(window, c_double)
    call find_pieces(window, offset, column, pieces)
    top = column(1)
    do first = 0, n - window, tile
      here = int(min(n - window + 1 - first, int(tile, c_size_t)))
      call add_up(x(first + 1:), n - first, (here + lanes - 1) / lanes * lanes + window - 1, top, of)
      do i = 0, here - 1, lanes
        do l = 1, lanes
          total(l) = of(i + l, top)
        end do
        do p = 2, pieces
          k = offset(p) + i
          do l = 1, lanes
            total(l) = total(l) + of(k + l, column(p))
          end do
        end do
        if (here - i >= lanes) then
          do l = 1, lanes
            out(first + i + l) = total(l) / length
          end do
        else
          do l = 1, here - i
            out(first + i + l) = total(l) / length
          end do
        end if
      end do
    end do
  end subroutine average_few

  pure subroutine average_many(x, n, window, out)
    integer(c_size_t), value, intent(in) :: n            !! length of x
    integer(c_size_t), value, intent(in) :: window       !! elements in a mean, at least `few`
    real(c_double), intent(in) :: x(n)                   !! values
    real(c_double), intent(inout) :: out(n - window + 1) !! means; written before they are read
    real(c_double) :: of(tile + few, levels), before(lanes), part(lanes), total(lanes), length
    integer :: offset(3 * levels), column(3 * levels), pieces, here, i, k, l, p
    integer(c_size_t) :: stretch, start, mine, first, from, left
    length = real(window, c_double)
    stretch = window / lanes * lanes
    call find_pieces(int(mod(window, int(lanes, c_size_t))), offset, column, pieces)
    do start = 0, n - window, stretch
      mine = min(n - window + 1 - start, stretch)
      ! What each window holds of the next stretch, and its last elements, which fill no row.
      before = 0.0_c_double
      do first = 0, mine - 1, tile
        here = int(min(mine - first, int(tile, c_size_t)))
        from = start + stretch + first
        call add_up(x(from + 1:), n - from, (here + lanes - 1) / lanes * lanes + lanes - 1, 3, of)
        part = 0.0_c_double
        do i = 0, here - 1, lanes
          do l = 1, lanes
            total(l) = before(l) + part(l)
          end do
          do p = 1, pieces
            k = offset(p) + i
            do l = 1, lanes
              total(l) = total(l) + of(k + l, column(p))
            end do
          end do
          if (here - i >= lanes) then
            do l = 1, lanes
              out(start + first + i + l) = total(l)
            end do
          else
            do l = 1, here - i
              out(start + first + i + l) = total(l)
            end do
          end if
          do l = 1, lanes
            part(l) = part(l) + of(i + l, 3)
          end do
        end do
        before = before + part
      end do
      ! What it holds of its own stretch, from the end of the stretch on.
      before = 0.0_c_double
      left = stretch
      do while (left > 0)
        here = int(mod(left - 1, int(tile, c_size_t))) + 1
        first = left - here
        from = start + first
        call add_up(x(from + 1:), n - from, here + lanes - 1, 3, of)
        part = 0.0_c_double
        do i = here - lanes, 0, -lanes
          do l = 1, lanes
            part(l) = part(l) + of(i + l, 3)
          end do
          if (mine - first - i >= lanes) then
            do l = 1, lanes
              out(from + i + l) = (out(from + i + l) + (before(l) + part(l))) / length
            end do
          else
            do l = 1, int(max(mine - first - i, 0_c_size_t))
              out(from + i + l) = (out(from + i + l) + (before(l) + part(l))) / length
            end do
          end if
        end do
        before = before + part
        left = first
      end do
    end do
  end subroutine average_many

  pure subroutine average_tuned(x, n, window, out) bind(c, name="wb_fortran_moving_average_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n          !! length of x
    integer(c_size_t), value, intent(in) :: window     !! elements in a mean, 1 to n
    real(c_double), intent(in) :: x(n)                 !! values
    real(c_double), intent(out) :: out(n - window + 1) !! means
    if (window < few) then
      call average_few(x, n, int(window), out)
    else
      call average_many(x, n, window, out)
    end if
  end subroutine average_tuned

end module wb_moving_average_tuned_LEVEL
