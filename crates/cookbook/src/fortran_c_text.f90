! The number of capital letters in s, which ends at its first zero byte as texts of C do: bind(C) has no hidden length.
pure function ck_capitals(s) result(capitals) bind(c, name='ck_capitals')
    use, intrinsic :: iso_c_binding, only: c_char, c_int64_t, c_null_char
    implicit none
    character(kind=c_char), intent(in) :: s(*)
    integer(c_int64_t) :: capitals
    integer(c_int64_t) :: k

    capitals = 0
    k = 1
    do while (s(k) /= c_null_char)
        if (s(k) >= 'A' .and. s(k) <= 'Z') capitals = capitals + 1
        k = k + 1
    end do
end function ck_capitals
