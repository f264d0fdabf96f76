C     Y = A*X for the M by N matrix A, whose columns begin LDA elements
C     apart. The caller makes sure that LDA is at least M.
      SUBROUTINE CKMATV (M, N, A, LDA, X, Y)
      INTEGER M, N, LDA, I, J
      DOUBLE PRECISION A(LDA,*), X(*), Y(*)
      DO 10 I = 1, M
         Y(I) = 0D0
   10 CONTINUE
      DO 30 J = 1, N
         DO 20 I = 1, M
            Y(I) = Y(I) + A(I,J)*X(J)
   20    CONTINUE
   30 CONTINUE
      END
