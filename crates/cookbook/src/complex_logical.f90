! The roots of x**2 + b*x + c, and whether they are real. A logical(c_bool) is one byte, 0 or 1.
subroutine ck_roots(b, c, roots, are_real) bind(c, name='ck_roots')
    use, intrinsic :: iso_c_binding, only: c_bool, c_double, c_double_complex
    implicit none
    real(c_double), value, intent(in) :: b, c
    complex(c_double_complex), intent(out) :: roots(2)
    logical(c_bool), intent(out) :: are_real
    complex(c_double_complex) :: root

    are_real = b**2 / 4 - c >= 0
    root = sqrt(cmplx(b**2 / 4 - c, 0, c_double_complex))
    roots(:) = [-b / 2 + root, -b / 2 - root]
end subroutine ck_roots

! The conjugate: a complex number by value and as the result.
pure function ck_conjugate(z) result(conjugate) bind(c, name='ck_conjugate')
    use, intrinsic :: iso_c_binding, only: c_double_complex
    implicit none
    complex(c_double_complex), value, intent(in) :: z
    complex(c_double_complex) :: conjugate

    conjugate = conjg(z)
end function ck_conjugate

! A default logical, as Fortran 77 has it: four bytes, in which gfortran writes 0 or 1 and others write -1.
subroutine ck_is_negative(x, negative) bind(c, name='ck_is_negative')
    use, intrinsic :: iso_c_binding, only: c_double, c_int
    implicit none
    real(c_double), value, intent(in) :: x
    integer(c_int), intent(out) :: negative

    negative = merge(-1_c_int, 0_c_int, x < 0)
end subroutine ck_is_negative
