!> Linear systems with three diagonals. The contract is in theirs.h.
module theirs
  use, intrinsic :: iso_c_binding, only: c_double, c_size_t
  implicit none
  private
  public :: solve_tridiagonal

contains

  !> Thomas's algorithm: elimination downwards, substitution upwards. The result is 0, or the row whose pivot is 0.
  function solve_tridiagonal(n, below, diagonal, above, rhs, x) result(row) bind(c, name="solve_tridiagonal")
    integer(c_size_t), value, intent(in) :: n   !! number of equations
    real(c_double), intent(in) :: below(2:n)    !! below(k) is in row k, column k - 1
    real(c_double), intent(in) :: diagonal(n)   !! diagonal(k) is in row k, column k
    real(c_double), intent(in) :: above(n - 1)  !! above(k) is in row k, column k + 1
    real(c_double), intent(in) :: rhs(n)        !! right-hand side
    real(c_double), intent(out) :: x(n)         !! solution
    integer(c_size_t) :: row
    real(c_double) :: ratio(n - 1)              ! above(k) after the elimination
    real(c_double) :: pivot
    integer(c_size_t) :: k

    do k = 1, n
      pivot = diagonal(k)
      x(k) = rhs(k)
      if (k > 1) then
        pivot = pivot - below(k) * ratio(k - 1)
        x(k) = x(k) - below(k) * x(k - 1)
      end if
      if (pivot == 0.0_c_double) then
        row = k
        return
      end if
      x(k) = x(k) / pivot
      if (k < n) ratio(k) = above(k) / pivot
    end do
    do k = n - 1, 1, -1
      x(k) = x(k) - ratio(k) * x(k + 1)
    end do
    row = 0
  end function solve_tridiagonal

end module theirs
