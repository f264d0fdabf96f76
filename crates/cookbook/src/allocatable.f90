! A grid that Fortran allocates, owns and frees; the caller has a handle, which is its address.
module ck_grids
    use, intrinsic :: iso_c_binding, only: c_double, c_int64_t, c_ptr, c_loc, c_f_pointer, c_null_ptr
    implicit none
    private
    public :: ck_grid_new, ck_grid_values, ck_grid_free

    type :: grid
        real(c_double), allocatable :: values(:)
    end type grid

contains

    ! A grid of n points from 0 to 1, or null where n < 2 or there is no memory.
    function ck_grid_new(n) result(handle) bind(c, name='ck_grid_new')
        integer(c_int64_t), value, intent(in) :: n
        type(c_ptr) :: handle
        type(grid), pointer :: new
        integer(c_int64_t) :: k
        integer :: status

        handle = c_null_ptr
        if (n < 2) return
        allocate (new, stat=status)
        if (status /= 0) return
        allocate (new%values(n), stat=status)
        if (status /= 0) then
            deallocate (new)
            return
        end if
        new%values(:) = [(real(k, c_double) / real(n - 1, c_double), k=0, n - 1)]
        handle = c_loc(new)
    end function ck_grid_new

    ! The address of the grid's values and how many they are: the grid's own, until it is freed.
    subroutine ck_grid_values(handle, values, n) bind(c, name='ck_grid_values')
        type(c_ptr), value, intent(in) :: handle
        type(c_ptr), intent(out) :: values
        integer(c_int64_t), intent(out) :: n
        type(grid), pointer :: this

        call c_f_pointer(handle, this)
        n = size(this%values, kind=c_int64_t)
        values = c_loc(this%values)
    end subroutine ck_grid_values

    subroutine ck_grid_free(handle) bind(c, name='ck_grid_free')
        type(c_ptr), value, intent(in) :: handle
        type(grid), pointer :: this

        call c_f_pointer(handle, this)
        deallocate (this)
    end subroutine ck_grid_free

end module ck_grids
