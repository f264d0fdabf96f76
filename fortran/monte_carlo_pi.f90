!> Number of random points inside the quarter circle; the points come from Philox4x32-10 (Salmon, Moraes, Dror, Shaw,
!> "Parallel random numbers: as easy as 1, 2, 3", SC11), so point k depends on the seed and on k alone.
!>
!> Fortran has no unsigned integers: a 32-bit word is kept in the low half of a 64-bit integer, always in 0 .. 2**32 -
!> 1.
module wb_monte_carlo_pi
  use, intrinsic :: iso_c_binding, only: c_int32_t, c_int64_t
  implicit none
  private
  public :: monte_carlo_pi, philox4x32_10

  integer, parameter :: i8 = c_int64_t
  integer(i8), parameter :: low_half = int(z'FFFFFFFF', i8)
  integer(i8), parameter :: two_to_32 = low_half + 1_i8

contains

  !> One round. The product of a word and 0xD2511F53 can pass 2**63, so the multiplier m is taken as m - 2**32, which is
  !> negative: word * m = word * (m - 2**32) + word * 2**32, and the last term adds to the high half alone.
  pure subroutine philox_round(word, key)
    integer(i8), intent(inout) :: word(0:3) !! four 32-bit words
    integer(i8), intent(in) :: key(0:1)     !! two 32-bit words
    integer(i8), parameter :: m0 = int(z'D2511F53', i8) - two_to_32
    integer(i8), parameter :: m1 = int(z'CD9E8D57', i8) - two_to_32
    integer(i8) :: p0, p1, high0, high1
    p0 = word(0) * m0
    p1 = word(2) * m1
    high0 = shifta(p0, 32) + word(0)
    high1 = shifta(p1, 32) + word(2)
    word(0) = ieor(ieor(high1, word(1)), key(0))
    word(1) = iand(p1, low_half)
    word(2) = ieor(ieor(high0, word(3)), key(1))
    word(3) = iand(p0, low_half)
  end subroutine philox_round

  pure subroutine philox(word, key)
    integer(i8), intent(inout) :: word(0:3) !! in: the counter; out: the random words
    integer(i8), intent(in) :: key(0:1)     !! the key
    integer(i8), parameter :: w0 = int(z'9E3779B9', i8), w1 = int(z'BB67AE85', i8)
    integer(i8) :: round_key(0:1)
    integer :: round
    round_key = key
    do round = 1, 10
      call philox_round(word, round_key)
      round_key(0) = iand(round_key(0) + w0, low_half)
      round_key(1) = iand(round_key(1) + w1, low_half)
    end do
  end subroutine philox

  !> The 32-bit integer with the same bits as a word.
  pure elemental function as_signed(word) result(bits)
    integer(i8), intent(in) :: word !! 0 .. 2**32 - 1
    integer(c_int32_t) :: bits
    bits = int(merge(word - two_to_32, word, word >= two_to_32 / 2_i8), c_int32_t)
  end function as_signed

  pure subroutine philox4x32_10(counter, key, out) bind(c, name="wb_fortran_philox4x32_10")
    integer(c_int32_t), intent(in) :: counter(4) !! four words
    integer(c_int32_t), intent(in) :: key(2)     !! two words
    integer(c_int32_t), intent(out) :: out(4)    !! four random words
    integer(i8) :: word(0:3), wide_key(0:1)
    word = iand(int(counter, i8), low_half)
    wide_key = iand(int(key, i8), low_half)
    call philox(word, wide_key)
    out = as_signed(word)
  end subroutine philox4x32_10

  !> 1 when the point lies inside. 31 bits a coordinate: x**2 + y**2 is at most 2**63 - 2**33 + 2, which fits, so the
  !> test needs no rounding and every language counts the same hits.
  pure elemental function hit(a, b) result(inside)
    integer(i8), intent(in) :: a, b !! two 32-bit words
    integer(i8) :: inside
    integer(i8), parameter :: radius_squared = shiftl(1_i8, 62)
    integer(i8) :: x, y
    x = shiftr(a, 1)
    y = shiftr(b, 1)
    inside = merge(1_i8, 0_i8, x * x + y * y < radius_squared)
  end function hit

  pure function monte_carlo_pi(seed, first, last) result(hits) bind(c, name="wb_fortran_monte_carlo_pi")
    integer(c_int64_t), value, intent(in) :: seed  !! the bits of an unsigned 64-bit seed
    integer(c_int64_t), value, intent(in) :: first !! first sample, counted from 0
    integer(c_int64_t), value, intent(in) :: last  !! one past the last sample, at most 2**53
    integer(c_int64_t) :: hits
    integer(i8) :: word(0:3), key(0:1), p
    key = [iand(seed, low_half), shiftr(seed, 32)]
    hits = 0_i8
    ! Samples 2p and 2p + 1 share counter p; the first or the last pair may be cut in half.
    do p = first / 2_i8, (last + 1_i8) / 2_i8 - 1_i8
      word = [iand(p, low_half), shiftr(p, 32), 0_i8, 0_i8]
      call philox(word, key)
      if (2_i8 * p >= first) hits = hits + hit(word(0), word(1))
      if (2_i8 * p + 1_i8 < last) hits = hits + hit(word(2), word(3))
    end do
  end function monte_carlo_pi

end module wb_monte_carlo_pi
