!> Relative strength index in percent after J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI.
module wb_rsi
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: rsi

contains

  !> 100 * gain / (gain + loss), and 0 where nothing changed.
  pure elemental function strength(gain, loss) result(percent)
    real(c_double), intent(in) :: gain !! smoothed mean of the rises
    real(c_double), intent(in) :: loss !! smoothed mean of the falls
    real(c_double) :: percent
    real(c_double) :: both
    both = gain + loss
    if (both == 0.0_c_double) then
      percent = 0.0_c_double
    else
      percent = 100.0_c_double * (gain / both)
    end if
  end function strength

  pure subroutine add_change(change, gain, loss)
    real(c_double), intent(in) :: change        !! difference of two neighbours
    real(c_double), intent(inout) :: gain, loss !! where a rise, and where a fall, is added
    if (change < 0.0_c_double) then
      loss = loss - change
    else
      gain = gain + change
    end if
  end subroutine add_change

  pure subroutine rsi(x, n, period, out) bind(c, name="wb_fortran_rsi")
    integer(c_size_t), value, intent(in) :: n        !! length of x
    integer(c_size_t), value, intent(in) :: period   !! changes the first mean is taken over, 1 to n - 1
    real(c_double), intent(in) :: x(n)               !! the prices
    real(c_double), intent(out) :: out(n - period)   !! the index from price period + 1 on
    real(c_double) :: length, gain, loss
    integer(c_size_t) :: i
    length = real(period, c_double)
    gain = 0.0_c_double
    loss = 0.0_c_double
    do i = 2, period + 1
      call add_change(x(i) - x(i - 1), gain, loss)
    end do
    gain = gain / length
    loss = loss / length
    out(1) = strength(gain, loss)
    do i = period + 2, n
      gain = gain * (length - 1.0_c_double)
      loss = loss * (length - 1.0_c_double)
      call add_change(x(i) - x(i - 1), gain, loss)
      gain = gain / length
      loss = loss / length
      out(i - period) = strength(gain, loss)
    end do
  end subroutine rsi

end module wb_rsi
