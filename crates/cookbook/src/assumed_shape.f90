! The colleague's module. An array `a(:,:)` comes with a descriptor that says its shape and strides, and a module
! procedure has a name that each compiler makes up.
module ck_statistics
    use, intrinsic :: iso_fortran_env, only: real64
    implicit none
    private
    public :: row_means

contains

    pure function row_means(a) result(means)
        real(real64), intent(in) :: a(:, :)
        real(real64) :: means(size(a, 1))

        means(:) = sum(a, dim=2) / size(a, 2)
    end function row_means

end module ck_statistics

! The shim, ours: explicit shape, a leading dimension, a name. Passing a(1:m,:) makes the descriptor and no copy.
! lda >= max(m, 1); a holds lda*(n-1)+m elements, or none.
pure subroutine ck_row_means(m, n, a, lda, means) bind(c, name='ck_row_means')
    use, intrinsic :: iso_c_binding, only: c_double, c_int64_t
    use ck_statistics, only: row_means
    implicit none
    integer(c_int64_t), value, intent(in) :: m, n, lda
    real(c_double), intent(in) :: a(lda, *)
    real(c_double), intent(inout) :: means(m)

    means(:) = row_means(a(1:m, 1:n))
end subroutine ck_row_means
