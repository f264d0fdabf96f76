!> A procedure that calls back.
module callbacks
    use, intrinsic :: iso_c_binding, only: c_double
    implicit none
    private

    abstract interface
        function callback(x) bind(c) result(y)
            import :: c_double
            real(c_double), value :: x
            real(c_double) :: y
        end function
    end interface

contains

    function fault_fortran_call_back(f) bind(c) result(answer)
        procedure(callback) :: f
        real(c_double) :: answer
        answer = f(1.0_c_double)
    end function

end module
