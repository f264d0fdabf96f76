! Settings that all procedures of the module read. The common block is the older form of the same.
module ck_settings
    use, intrinsic :: iso_c_binding, only: c_double, c_int
    implicit none
    private
    public :: ck_smoothed_step

    integer(c_int), bind(c, name='ck_steps') :: steps = 4
    integer(c_int) :: order
    real(c_double) :: damping
    common /ck_method/ damping, order
    bind(c, name='ck_method') :: /ck_method/

contains

    ! A value after `steps` steps of the method: each multiplies by damping**order.
    function ck_smoothed_step(y) result(smoothed) bind(c, name='ck_smoothed_step')
        real(c_double), value, intent(in) :: y
        real(c_double) :: smoothed
        integer :: k

        smoothed = y
        do k = 1, steps
            smoothed = smoothed * damping**order
        end do
    end function ck_smoothed_step

end module ck_settings
