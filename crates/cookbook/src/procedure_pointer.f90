! A model keeps a procedure pointer and calls it later: each model its own, in a type whose address is the handle.
module ck_models
    use, intrinsic :: iso_c_binding, only: c_double, c_f_pointer, c_f_procpointer, c_funptr, c_loc, c_null_ptr, c_ptr
    implicit none
    private
    public :: ck_model_new, ck_model_step, ck_model_free

    abstract interface
        function rate(y, user) result(dydt) bind(c)
            import :: c_double, c_ptr
            real(c_double), value, intent(in) :: y
            type(c_ptr), value, intent(in) :: user
            real(c_double) :: dydt
        end function rate
    end interface

    type :: model
        procedure(rate), pointer, nopass :: f => null()
        type(c_ptr) :: user = c_null_ptr
        real(c_double) :: y = 0
    end type model

contains

    ! A model that starts at y; null where there is no memory. It keeps f and user until it is freed.
    function ck_model_new(f, user, y) result(handle) bind(c, name='ck_model_new')
        type(c_funptr), value, intent(in) :: f
        type(c_ptr), value, intent(in) :: user
        real(c_double), value, intent(in) :: y
        type(c_ptr) :: handle
        type(model), pointer :: new
        integer :: status

        handle = c_null_ptr
        allocate (new, stat=status)
        if (status /= 0) return
        call c_f_procpointer(f, new%f)
        new%user = user
        new%y = y
        handle = c_loc(new)
    end function ck_model_new

    ! One step of size h, by a call of f on this thread.
    function ck_model_step(handle, h) result(y) bind(c, name='ck_model_step')
        type(c_ptr), value, intent(in) :: handle
        real(c_double), value, intent(in) :: h
        real(c_double) :: y
        type(model), pointer :: this

        call c_f_pointer(handle, this)
        this%y = this%y + h * this%f(this%y, this%user)
        y = this%y
    end function ck_model_step

    subroutine ck_model_free(handle) bind(c, name='ck_model_free')
        type(c_ptr), value, intent(in) :: handle
        type(model), pointer :: this

        call c_f_pointer(handle, this)
        deallocate (this)
    end subroutine ck_model_free

end module ck_models
