!> Bugs in Fortran that planted.c calls.
module planted
  use, intrinsic :: iso_c_binding, only: c_double, c_int32_t, c_size_t
  implicit none
  private
  public :: read_too_far, overflow, race, unset, ends
contains

  !> The element after the last.
  pure function read_too_far(x, n) result(value) bind(c, name="planted_fortran_read")
    integer(c_size_t), intent(in), value :: n
    real(c_double), intent(in) :: x(n)
    real(c_double) :: value
    value = x(n + 1)
  end function read_too_far

  pure function overflow(n) result(next) bind(c, name="planted_fortran_undefined")
    integer(c_int32_t), intent(in), value :: n
    integer(c_int32_t) :: next
    next = n + 1
  end function overflow

  !> A variable that all threads share.
  function race() result(calls) bind(c, name="planted_fortran_race")
    integer(c_int32_t) :: calls
    integer(c_int32_t), save :: count = 0
    count = count + 1
    calls = count
  end function race

  !> A sum that begins with whatever there is.
  pure function unset(n) result(total) bind(c, name="planted_fortran_unset")
    integer(c_size_t), intent(in), value :: n
    real(c_double) :: total, start
    integer(c_size_t) :: k
    do k = 1, n
      start = start + 1.0_c_double
    end do
    total = start
  end function unset

  subroutine ends() bind(c, name="planted_fortran_stop")
    stop
  end subroutine ends

end module planted
