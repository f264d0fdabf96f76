!> i + j. The caller has checked that the sum is a 32-bit integer: overflow is not defined in Fortran.
module wb_add
  use, intrinsic :: iso_c_binding, only: c_int32_t
  implicit none
  private
  public :: add

contains

  pure function add(i, j) result(total) bind(c, name="wb_fortran_add")
    integer(c_int32_t), value, intent(in) :: i !! first summand
    integer(c_int32_t), value, intent(in) :: j !! second summand
    integer(c_int32_t) :: total
    total = i + j
  end function add

end module wb_add
