!> Number of random points inside the quarter circle, sixteen counters at once.
!>
!> Fortran has no unsigned integers: a 32-bit word is kept in the low half of a 64-bit integer. The compiler has no loop
!> for the product of low halves, and this language no name for the instruction: gfortran multiplies all 64 bits, by
!> vpmullq or by several vpmuludq, which makes it about three times slower than the other languages.
module wb_monte_carlo_pi_tuned_LEVEL
  use, intrinsic :: iso_c_binding, only: c_int64_t
  implicit none
  private
  public :: monte_carlo_pi_in_lanes

  integer, parameter :: i8 = c_int64_t
  integer(i8), parameter :: low_half = int(z'FFFFFFFF', i8)
  integer, parameter :: rounds = 10, counters = 16

contains

  !> One round of Philox4x32. The product of a word and 0xD2511F53 can pass 2**63, so the multiplier m is taken as
  !> m - 2**32: word * m = word * (m - 2**32) + word * 2**32. Words 0 and 2 are kept in 0 .. 2**32 - 1; of words 1 and 3
  !> only the low halves count.
  pure elemental subroutine philox_round(w0, w1, w2, w3, key0, key1)
    integer(i8), intent(inout) :: w0, w1, w2, w3 !! four words
    integer(i8), intent(in) :: key0, key1        !! the round's key
    integer(i8), parameter :: m0 = int(z'D2511F53', i8) - low_half - 1_i8
    integer(i8), parameter :: m1 = int(z'CD9E8D57', i8) - low_half - 1_i8
    integer(i8) :: p0, p1, high0, high1
    p0 = w0 * m0
    p1 = w2 * m1
    high0 = shiftr(p0, 32) + w0
    high1 = shiftr(p1, 32) + w2
    w0 = iand(ieor(ieor(high1, w1), key0), low_half)
    w1 = p1
    w2 = iand(ieor(ieor(high0, w3), key1), low_half)
    w3 = p0
  end subroutine philox_round

  !> 1 when the point lies outside: x**2 + y**2 is below 2**63, so its bit 62 is the answer.
  pure elemental function miss(a, b) result(outside)
    integer(i8), intent(in) :: a, b !! two words
    integer(i8) :: outside
    integer(i8) :: x, y
    x = shiftr(iand(a, low_half), 1)
    y = shiftr(iand(b, low_half), 1)
    outside = shiftr(x * x + y * y, 62)
  end function miss

  !> The keys of the rounds.
  pure subroutine keys_of(seed, key0, key1)
    integer(i8), intent(in) :: seed          !! the bits of an unsigned 64-bit seed
    integer(i8), intent(out) :: key0(rounds) !! from its lower word
    integer(i8), intent(out) :: key1(rounds) !! from its upper word
    integer :: round
    do round = 1, rounds
      key0(round) = iand(iand(seed, low_half) + (round - 1) * int(z'9E3779B9', i8), low_half)
      key1(round) = iand(shiftr(seed, 32) + (round - 1) * int(z'BB67AE85', i8), low_half)
    end do
  end subroutine keys_of

  !> Hits among the few samples [first, last) that fill no lanes.
  pure function hits_in_order(key0, key1, first, last) result(hits)
    integer(i8), intent(in) :: key0(rounds), key1(rounds) !! the keys of the rounds
    integer(i8), intent(in) :: first                      !! first sample
    integer(i8), intent(in) :: last                       !! one past the last sample
    integer(i8) :: hits
    integer(i8) :: k, w0, w1, w2, w3
    integer :: round
    hits = last - first
    do k = first, last - 1_i8
      w0 = iand(k / 2_i8, low_half)
      w1 = shiftr(k / 2_i8, 32)
      w2 = 0_i8
      w3 = 0_i8
      do round = 1, rounds
        call philox_round(w0, w1, w2, w3, key0(round), key1(round))
      end do
      ! Samples 2p and 2p + 1 share counter p.
      hits = hits - merge(miss(w0, w1), miss(w2, w3), mod(k, 2_i8) == 0_i8)
    end do
  end function hits_in_order

  !> Hits among the counters [first, last), both multiples of `counters`, so that a counter's upper word is that of all.
  pure function hits_in_lanes(key0, key1, first, last) result(hits)
    integer(i8), intent(in) :: key0(rounds), key1(rounds) !! the keys of the rounds
    integer(i8), intent(in) :: first                      !! first counter
    integer(i8), intent(in) :: last                       !! one past the last counter
    integer(i8) :: hits
    integer(i8) :: misses(counters), p, upper, w0, w1, w2, w3
    integer :: l
    misses = 0_i8
    do p = first, last - 1_i8, int(counters, i8)
      upper = shiftr(p, 32)
      do l = 1, counters
        w0 = iand(p + (l - 1), low_half)
        w1 = upper
        w2 = 0_i8
        w3 = 0_i8
        ! Written out: gfortran does not unroll a loop before it looks for lanes.
        call philox_round(w0, w1, w2, w3, key0(1), key1(1))
        call philox_round(w0, w1, w2, w3, key0(2), key1(2))
        call philox_round(w0, w1, w2, w3, key0(3), key1(3))
        call philox_round(w0, w1, w2, w3, key0(4), key1(4))
        call philox_round(w0, w1, w2, w3, key0(5), key1(5))
        call philox_round(w0, w1, w2, w3, key0(6), key1(6))
        call philox_round(w0, w1, w2, w3, key0(7), key1(7))
        call philox_round(w0, w1, w2, w3, key0(8), key1(8))
        call philox_round(w0, w1, w2, w3, key0(9), key1(9))
        call philox_round(w0, w1, w2, w3, key0(10), key1(10))
        misses(l) = misses(l) + miss(w0, w1) + miss(w2, w3)
      end do
    end do
    hits = 2_i8 * (last - first) - sum(misses)
  end function hits_in_lanes

  pure function monte_carlo_pi_in_lanes(seed, first, last) result(hits) &
      bind(c, name="wb_fortran_monte_carlo_pi_tuned_LEVEL")
    integer(c_int64_t), value, intent(in) :: seed  !! the bits of an unsigned 64-bit seed
    integer(c_int64_t), value, intent(in) :: first !! first sample, counted from 0
    integer(c_int64_t), value, intent(in) :: last  !! one past the last sample, at most 2**53
    integer(c_int64_t) :: hits
    integer(i8), parameter :: step = 2 * counters
    integer(i8) :: key0(rounds), key1(rounds), begin, end
    call keys_of(seed, key0, key1)
    begin = (first + step - 1_i8) / step * step
    end = last / step * step
    if (begin < end) then
      hits = hits_in_order(key0, key1, first, begin) &
          + hits_in_lanes(key0, key1, begin / 2_i8, end / 2_i8) &
          + hits_in_order(key0, key1, end, last)
    else
      hits = hits_in_order(key0, key1, first, last)
    end if
  end function monte_carlo_pi_in_lanes

end module wb_monte_carlo_pi_tuned_LEVEL
