!> Relative strength index in percent after J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI,
!> with the recurrence cut into sums of eight changes.
module wb_rsi_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  use, intrinsic :: ieee_arithmetic, only: ieee_value, ieee_positive_inf
  implicit none
  private
  public :: rsi_tuned

  ! Changes taken at a time; the changes before them that the first of them look back on; lanes of the seed.
  integer, parameter :: tile = 128, earlier = 8, lanes = 8

  ! The smallest number above zero.
  real(c_double), parameter :: smallest = 2.0_c_double**(-537) * 2.0_c_double**(-537)

contains

  pure elemental function rise(change) result(part)
    real(c_double), intent(in) :: change !! difference of two neighbours
    real(c_double) :: part
    part = merge(0.0_c_double, change, change < 0.0_c_double)
  end function rise

  pure elemental function fall(change) result(part)
    real(c_double), intent(in) :: change !! difference of two neighbours
    real(c_double) :: part
    part = merge(-change, 0.0_c_double, change < 0.0_c_double)
  end function fall

  !> 100 * gain / (gain + loss), and 0 where both together are no more than `least`.
  pure elemental function strength(gain, loss, least, infinity) result(percent)
    real(c_double), intent(in) :: gain, loss !! decaying sums of the rises and of the falls
    real(c_double), intent(in) :: least      !! what counts as nothing
    real(c_double), intent(in) :: infinity   !! by which nothing is divided
    real(c_double) :: percent
    real(c_double) :: both
    both = gain + loss
    percent = 100.0_c_double * (gain / merge(infinity, both, both <= least))
  end function strength

  !> Sums over four changes, then eight, then all: the last depends on itself eight steps before, not one.
  pure subroutine smooth(c, decay, s)
    real(c_double), intent(in) :: c(earlier + tile)    !! changes of one sign, after those before the tile
    real(c_double), intent(in) :: decay(8)             !! what is left of a change so many steps later
    real(c_double), intent(inout) :: s(earlier + tile) !! decaying sums, after those before the tile
    real(c_double) :: f(earlier + tile), one, two, four, eight
    integer :: i
    one = decay(1)
    two = decay(2)
    four = decay(4)
    eight = decay(8)
    do i = 5, earlier + tile
      f(i) = (c(i) + one * c(i - 1)) + two * (c(i - 2) + one * c(i - 3))
    end do
    do i = earlier + 1, earlier + tile
      s(i) = f(i) + four * f(i - 4)
    end do
    do i = earlier + 1, earlier + tile
      s(i) = s(i) + eight * s(i - 8)
    end do
  end subroutine smooth

  pure subroutine rsi_tuned(x, n, period, count, out) bind(c, name="wb_fortran_rsi_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n      !! length of x
    integer(c_size_t), value, intent(in) :: period !! changes the first mean is taken over, 1 to n - 1
    integer(c_size_t), value, intent(in) :: count  !! values wanted, 1 to n - period
    real(c_double), intent(in) :: x(n)             !! the prices
    real(c_double), intent(out) :: out(count)      !! the last values of the index
    real(c_double) :: rises(earlier + tile), falls(earlier + tile), gains(earlier + tile), losses(earlier + tile)
    real(c_double) :: gain(lanes), loss(lanes), decay(8), change, least, infinity, p, q
    integer(c_size_t) :: skipped, first, now, k
    integer :: here, i, l
    infinity = ieee_value(infinity, ieee_positive_inf)
    p = real(period, c_double)
    q = p - 1.0_c_double
    least = p * smallest
    decay = 0.0_c_double
    do i = 0, 3
      ! Correctly rounded up to a period of 90.
      decay(2**i) = q / p
      p = p * p
      q = q * q
    end do

    gain = 0.0_c_double
    loss = 0.0_c_double
    do k = 0, period - 1, lanes
      do l = 1, int(min(int(lanes, c_size_t), period - k))
        change = x(k + l + 1) - x(k + l)
        gain(l) = gain(l) + rise(change)
        loss(l) = loss(l) + fall(change)
      end do
    end do
    ! All that came before the first tile is one change, the seed.
    rises = 0.0_c_double
    falls = 0.0_c_double
    do l = 1, lanes
      rises(tile + earlier) = rises(tile + earlier) + gain(l)
      falls(tile + earlier) = falls(tile + earlier) + loss(l)
    end do
    gains = rises
    losses = falls
    skipped = n - period - count
    if (skipped == 0) out(1) = strength(gains(tile + earlier), losses(tile + earlier), least, infinity)

    do first = 1, n - period - 1, tile
      here = int(min(n - period - first, int(tile, c_size_t)))
      now = period + first
      do i = 1, earlier
        rises(i) = rises(tile + i)
        falls(i) = falls(tile + i)
        gains(i) = gains(tile + i)
        losses(i) = losses(tile + i)
      end do
      do i = 1, here
        change = x(now + i) - x(now + i - 1)
        rises(earlier + i) = rise(change)
        falls(earlier + i) = fall(change)
      end do
      do i = here + 1, tile
        rises(earlier + i) = 0.0_c_double
        falls(earlier + i) = 0.0_c_double
      end do
      call smooth(rises, decay, gains)
      call smooth(falls, decay, losses)
      if (first + here <= skipped) cycle
      k = first - skipped
      if (k >= 0 .and. here == tile) then
        do i = 1, tile
          out(k + i) = strength(gains(earlier + i), losses(earlier + i), least, infinity)
        end do
      else
        do i = int(max(-k, 0_c_size_t)) + 1, here
          out(k + i) = strength(gains(earlier + i), losses(earlier + i), least, infinity)
        end do
      end if
    end do
  end subroutine rsi_tuned

end module wb_rsi_tuned_LEVEL
