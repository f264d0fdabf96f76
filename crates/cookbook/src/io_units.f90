! Writes a line to standard output, unit 6, which the Fortran runtime buffers for itself.
subroutine ck_say(number) bind(c, name='ck_say')
    use, intrinsic :: iso_c_binding, only: c_int
    use, intrinsic :: iso_fortran_env, only: output_unit
    implicit none
    integer(c_int), value, intent(in) :: number

    write (output_unit, '("fortran ", i0)') number
end subroutine ck_say

! Hands all that was written over to the system.
subroutine ck_flush() bind(c, name='ck_flush')
    use, intrinsic :: iso_fortran_env, only: output_unit
    implicit none

    flush (output_unit)
end subroutine ck_flush
