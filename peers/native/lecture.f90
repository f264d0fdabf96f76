! The lecture's loops in Fortran, as f2py offers them to Python. Kinds are numbers: f2py does not know iso_c_binding's.

function add(i, j) result(total)
  implicit none
  integer, intent(in) :: i, j
  integer :: total
  total = i + j
end function add

! One total in the type of the elements, as the lecture has it.
function multiply_vecs_then_sum(x, y, n) result(total)
  implicit none
  integer(8), intent(in) :: n
  real(4), intent(in) :: x(n), y(n)
  real(4) :: total
  integer(8) :: k
  total = 0
  do k = 1, n
    total = total + x(k) * y(k)
  end do
end function multiply_vecs_then_sum

function multiply_vecs_then_sum_f64(x, y, n) result(total)
  implicit none
  integer(8), intent(in) :: n
  real(8), intent(in) :: x(n), y(n)
  real(8) :: total
  integer(8) :: k
  total = 0
  do k = 1, n
    total = total + x(k) * y(k)
  end do
end function multiply_vecs_then_sum_f64

function sum_all(x, n) result(total)
  implicit none
  integer(8), intent(in) :: n
  real(8), intent(in) :: x(n)
  real(8) :: total
  integer(8) :: k
  total = 0
  do k = 1, n
    total = total + x(k)
  end do
end function sum_all

function series_pi(n) result(estimate)
  implicit none
  integer(8), intent(in) :: n
  real(8) :: estimate, step, total, x
  integer(8) :: k
  step = 1 / real(n, 8)
  total = 0
  do k = 0, n - 1
    x = (real(k, 8) + 0.5_8) * step
    total = total + 1 / (1 + x * x)
  end do
  estimate = 4 * step * total
end function series_pi

function monte_carlo_pi(n) result(estimate)
  implicit none
  integer(8), intent(in) :: n
  real(8) :: estimate, point(2)
  integer(8) :: k, hits
  hits = 0
  do k = 1, n
    call random_number(point)
    if (point(1)**2 + point(2)**2 < 1) hits = hits + 1
  end do
  estimate = 4 * real(hits, 8) / real(n, 8)
end function monte_carlo_pi
