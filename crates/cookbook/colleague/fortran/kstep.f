C     KSTEP integrates dy/dt = f(t, y) from T to TOUT, by the pair of
C     formulas of Bogacki and Shampine (1989), orders 3 and 2.
C
C     F       external: CALL F(N, T, Y, YDOT, RPAR) sets YDOT(1..N)
C     T       time, on return TOUT
C     Y       N numbers
C     RTOL    relative, ATOL absolute tolerance of one step
C     WORK    LWORK numbers, LWORK at least 6*N + 20; to be left alone
C             between calls
C     RPAR    not used, handed on to F
C     ISTATE  in  1 for the first call, 2 to go on
C             out 2 success
C                -1 2000 steps were not enough: call again
C                -2 the step has become too small
C                -3 illegal input
C
C     The size of the next step, and how many steps and calls of F
C     there were, are in COMMON /KINST/ between calls.
      SUBROUTINE KSTEP(F, N, T, Y, TOUT, RTOL, ATOL, WORK, LWORK, RPAR,
     1                 ISTATE)
      EXTERNAL F
      INTEGER N, LWORK, ISTATE
      DOUBLE PRECISION T, Y(N), TOUT, RTOL, ATOL, WORK(LWORK), RPAR
      DOUBLE PRECISION H, TLAST
      INTEGER NST, NFE
      COMMON /KINST/ H, TLAST, NST, NFE
      DOUBLE PRECISION ERROR, D, STEP
      INTEGER I, K, K1, K2, K3, K4, Z, W
C
      IF (N .LT. 1 .OR. LWORK .LT. 6*N + 20) GO TO 930
      IF (RTOL .LT. 0D0 .OR. ATOL .LT. 0D0) GO TO 930
      IF (ISTATE .LT. 1 .OR. ISTATE .GT. 2) GO TO 930
      IF (TOUT .LT. T) GO TO 930
      K1 = 20
      K2 = K1 + N
      K3 = K2 + N
      K4 = K3 + N
      Z = K4 + N
      W = Z + N
      IF (ISTATE .EQ. 1) THEN
         H = 1D-3
         NST = 0
         NFE = 1
         CALL F(N, T, Y, WORK(K1+1), RPAR)
      ENDIF
C
      DO 100 K = 1, 2000
         IF (T .GE. TOUT) GO TO 900
         STEP = MIN(H, TOUT - T)
         DO 10 I = 1, N
   10       WORK(W+I) = Y(I) + STEP/2*WORK(K1+I)
         CALL F(N, T + STEP/2, WORK(W+1), WORK(K2+1), RPAR)
         DO 20 I = 1, N
   20       WORK(W+I) = Y(I) + 3*STEP/4*WORK(K2+I)
         CALL F(N, T + 3*STEP/4, WORK(W+1), WORK(K3+1), RPAR)
         DO 30 I = 1, N
   30       WORK(Z+I) = Y(I) + STEP/9*(2*WORK(K1+I) + 3*WORK(K2+I)
     1                + 4*WORK(K3+I))
         CALL F(N, T + STEP, WORK(Z+1), WORK(K4+1), RPAR)
         NFE = NFE + 3
C
C        The larger of the errors, as a part of what is tolerated.
         ERROR = 0D0
         DO 40 I = 1, N
            D = STEP*(-5*WORK(K1+I)/72 + WORK(K2+I)/12
     1        + WORK(K3+I)/9 - WORK(K4+I)/8)
            D = ABS(D)/(ATOL + RTOL*ABS(WORK(Z+I)))
            IF (D .NE. D) D = 1D30
   40       ERROR = MAX(ERROR, D)
         IF (ERROR .LE. 1D0) THEN
            T = T + STEP
            IF (STEP .LT. H) T = TOUT
            NST = NST + 1
            TLAST = T
            DO 50 I = 1, N
               Y(I) = WORK(Z+I)
   50          WORK(K1+I) = WORK(K4+I)
         ENDIF
         IF (ERROR .GT. 1D0 .OR. STEP .EQ. H) H = STEP*MIN(5D0,
     1      MAX(2D-1, 9D-1*MAX(ERROR, 1D-10)**(-1D0/3D0)))
         IF (T + H .EQ. T) GO TO 920
  100 CONTINUE
      ISTATE = -1
      RETURN
  900 ISTATE = 2
      RETURN
  920 ISTATE = -2
      RETURN
  930 ISTATE = -3
      END
