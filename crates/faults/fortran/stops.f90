!> Faults of Fortran: statements that end the program that calls.
module stops
    use, intrinsic :: iso_c_binding, only: c_double, c_size_t
    implicit none
    private

contains

    function fault_fortran_stop() bind(c) result(answer)
        real(c_double) :: answer
        answer = 0
        stop
    end function

    function fault_fortran_stop_3() bind(c) result(answer)
        real(c_double) :: answer
        answer = 0
        stop 3
    end function

    function fault_fortran_error_stop() bind(c) result(answer)
        real(c_double) :: answer
        answer = 0
        error stop
    end function

    function fault_fortran_open() bind(c) result(answer)
        real(c_double) :: answer
        integer :: unit
        open (newunit=unit, file="no such file", status="old")
        read (unit, *) answer
    end function

    function fault_fortran_allocate_twice() bind(c) result(answer)
        real(c_double) :: answer
        real(c_double), allocatable :: x(:)
        allocate (x(10))
        allocate (x(10))
        answer = size(x)
    end function

    !> Takes memory until there is none. It gives up at `most` bytes.
    function fault_fortran_hog(most) bind(c) result(answer)
        integer(c_size_t), value :: most
        real(c_double) :: answer
        real(c_double), allocatable :: x(:)
        integer(c_size_t) :: n
        n = 1000
        do while (8*n < most)
            n = 2*n
            if (allocated(x)) deallocate (x)
            allocate (x(n))
            x = 1
        end do
        answer = x(1)
    end function

end module
