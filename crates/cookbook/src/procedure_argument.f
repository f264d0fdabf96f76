C     The largest of |F(X)| at N points X = A, A+H, ..., and the point XMAX
C     where it is. IFLAG is 0; F (X, Y, IFLAG) sets Y, and a negative IFLAG
C     to stop. If N is less than 1, IFLAG is 1.
      SUBROUTINE CKSCAN (F, A, H, N, YMAX, XMAX, IFLAG)
      EXTERNAL F
      DOUBLE PRECISION A, H, YMAX, XMAX, X, Y
      INTEGER N, IFLAG, I
      YMAX = -1D0
      XMAX = A
      IFLAG = 0
      IF (N .LT. 1) IFLAG = 1
      DO 10 I = 1, N
         X = A + (I - 1)*H
         CALL F (X, Y, IFLAG)
         IF (IFLAG .LT. 0) RETURN
         IF (ABS(Y) .GT. YMAX) THEN
            YMAX = ABS(Y)
            XMAX = X
         END IF
   10 CONTINUE
      END
