!> A fault that -fcheck=bounds finds.
module bounds
    use, intrinsic :: iso_c_binding, only: c_double, c_int
    implicit none
    private

contains

    function fault_fortran_bounds(i) bind(c) result(answer)
        integer(c_int), value :: i
        real(c_double) :: answer
        real(c_double) :: x(10)
        x = 1
        answer = x(i)
    end function

end module
