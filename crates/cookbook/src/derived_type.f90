module ck_bodies
    use, intrinsic :: iso_c_binding, only: c_double, c_int64_t, c_int32_t
    implicit none
    private
    public :: ck_body, ck_mass_centre

    ! The same bytes as a struct of C with these members in this order.
    type, bind(c) :: ck_body
        integer(c_int32_t) :: id
        real(c_double) :: position(3)
        real(c_double) :: mass
    end type ck_body

contains

    ! The body that all n bodies together are like: their mass, its centre, and how many there were. n >= 1.
    pure subroutine ck_mass_centre(n, bodies, centre) bind(c, name='ck_mass_centre')
        integer(c_int64_t), value, intent(in) :: n
        type(ck_body), intent(in) :: bodies(n)
        type(ck_body), intent(out) :: centre
        integer :: axis

        centre%id = int(n, c_int32_t)
        centre%mass = sum(bodies%mass)
        do axis = 1, 3
            centre%position(axis) = sum(bodies%mass * bodies%position(axis)) / centre%mass
        end do
    end subroutine ck_mass_centre

end module ck_bodies
