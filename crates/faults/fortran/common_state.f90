!> A colleague's mean, which keeps its state in a COMMON block: one copy for the whole process.
!> Two threads that use it at the same time add to one total.
subroutine common_start() bind(c)
    use, intrinsic :: iso_c_binding, only: c_double, c_long
    implicit none
    real(c_double) :: total
    integer(c_long) :: n
    common /state/ total, n
    total = 0
    n = 0
end subroutine

subroutine common_add(x) bind(c)
    use, intrinsic :: iso_c_binding, only: c_double, c_long
    implicit none
    real(c_double), value :: x
    real(c_double) :: total
    integer(c_long) :: n
    common /state/ total, n
    total = total + x
    n = n + 1
end subroutine

function common_mean() bind(c) result(mean)
    use, intrinsic :: iso_c_binding, only: c_double, c_long
    implicit none
    real(c_double) :: mean
    real(c_double) :: total
    integer(c_long) :: n
    common /state/ total, n
    mean = total/n
end function
