!> Relative strength index in percent after J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI,
!> with the recurrence cut into sums of eight changes.
module wb_rsi_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  use, intrinsic :: ieee_arithmetic, only: ieee_value, ieee_positive_inf
  implicit none
  private
  public :: rsi_tuned

  ! `tile` changes are taken at a time, after a halo of the `halo` changes before them; the seed is added in lanes.
  integer, parameter :: tile = 128, halo = 8, lanes = 8

  ! The smallest number above zero.
  real(c_double), parameter :: smallest = 2.0_c_double**(-537) * 2.0_c_double**(-537)

contains

  pure elemental function gain_of(change) result(amount)
    real(c_double), intent(in) :: change !! difference of two neighbours
    real(c_double) :: amount
    amount = merge(0.0_c_double, change, change < 0.0_c_double)
  end function gain_of

  pure elemental function loss_of(change) result(amount)
    real(c_double), intent(in) :: change !! difference of two neighbours
    real(c_double) :: amount
    amount = merge(-change, 0.0_c_double, change < 0.0_c_double)
  end function loss_of

  !> 100 * gain / (gain + loss), and 0 where their sum is at most min_sum.
  pure elemental function rsi_of(gain, loss, min_sum, infinity) result(percent)
    real(c_double), intent(in) :: gain, loss !! decaying sums of gains and of losses
    real(c_double), intent(in) :: min_sum    !! the largest sum that counts as zero
    real(c_double), intent(in) :: infinity   !! the divisor of such a sum
    real(c_double) :: percent
    real(c_double) :: both
    both = gain + loss
    percent = 100.0_c_double * (gain / merge(infinity, both, both <= min_sum))
  end function rsi_of

  !> Sums over four changes, then eight, then all: the last depends on itself eight steps before, not one.
  pure subroutine smooth(c, decay, s)
    real(c_double), intent(in) :: c(halo + tile)       !! changes of one sign, after those before the tile
    real(c_double), intent(in) :: decay(8)             !! the weight of a change so many steps later
    real(c_double), intent(inout) :: s(halo + tile)    !! decaying sums, after those before the tile
    real(c_double) :: f(halo + tile), one, two, four, eight
    integer :: i
    one = decay(1)
    two = decay(2)
    four = decay(4)
    eight = decay(8)
    do i = 5, halo + tile
      f(i) = (c(i) + one * c(i - 1)) + two * (c(i - 2) + one * c(i - 3))
    end do
    do i = halo + 1, halo + tile
      s(i) = f(i) + four * f(i - 4)
    end do
    do i = halo + 1, halo + tile
      s(i) = s(i) + eight * s(i - 8)
    end do
  end subroutine smooth

  pure subroutine rsi_tuned(x, n, period, count, out) bind(c, name="wb_fortran_rsi_tuned_LEVEL")
    integer(c_size_t), value, intent(in) :: n      !! length of x
    integer(c_size_t), value, intent(in) :: period !! changes the first mean is taken over, 1 to n - 1
    integer(c_size_t), value, intent(in) :: count  !! values wanted, 1 to n - period
    real(c_double), intent(in) :: x(n)             !! the prices
    real(c_double), intent(out) :: out(count)      !! the last values of the index
    real(c_double) :: gains(halo + tile), losses(halo + tile), smoothed_gains(halo + tile), smoothed_losses(halo + tile)
    real(c_double) :: gain(lanes), loss(lanes), decay(8), change, min_sum, infinity, p, q
    integer(c_size_t) :: skipped, first, current, k
    integer :: in_tile, i, l
    infinity = ieee_value(infinity, ieee_positive_inf)
    p = real(period, c_double)
    q = p - 1.0_c_double
    min_sum = p * smallest
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
        gain(l) = gain(l) + gain_of(change)
        loss(l) = loss(l) + loss_of(change)
      end do
    end do
    ! All that came before the first tile is one change, the seed.
    gains = 0.0_c_double
    losses = 0.0_c_double
    do l = 1, lanes
      gains(tile + halo) = gains(tile + halo) + gain(l)
      losses(tile + halo) = losses(tile + halo) + loss(l)
    end do
    smoothed_gains = gains
    smoothed_losses = losses
    skipped = n - period - count
    if (skipped == 0) out(1) = rsi_of(smoothed_gains(tile + halo), smoothed_losses(tile + halo), min_sum, infinity)

    do first = 1, n - period - 1, tile
      in_tile = int(min(n - period - first, int(tile, c_size_t)))
      current = period + first
      do i = 1, halo
        gains(i) = gains(tile + i)
        losses(i) = losses(tile + i)
        smoothed_gains(i) = smoothed_gains(tile + i)
        smoothed_losses(i) = smoothed_losses(tile + i)
      end do
      do i = 1, in_tile
        change = x(current + i) - x(current + i - 1)
        gains(halo + i) = gain_of(change)
        losses(halo + i) = loss_of(change)
      end do
      do i = in_tile + 1, tile
        gains(halo + i) = 0.0_c_double
        losses(halo + i) = 0.0_c_double
      end do
      call smooth(gains, decay, smoothed_gains)
      call smooth(losses, decay, smoothed_losses)
      if (first + in_tile <= skipped) cycle
      k = first - skipped
      if (k >= 0 .and. in_tile == tile) then
        do i = 1, tile
          out(k + i) = rsi_of(smoothed_gains(halo + i), smoothed_losses(halo + i), min_sum, infinity)
        end do
      else
        do i = int(max(-k, 0_c_size_t)) + 1, in_tile
          out(k + i) = rsi_of(smoothed_gains(halo + i), smoothed_losses(halo + i), min_sum, infinity)
        end do
      end if
    end do
  end subroutine rsi_tuned

end module wb_rsi_tuned_LEVEL
