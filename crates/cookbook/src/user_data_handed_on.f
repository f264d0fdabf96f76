C     NSTEPS steps of size H of Y' = F(T, Y), by Heun's method, from T on.
C     F (T, Y, YDOT, RPAR) sets YDOT. RPAR is handed on to F and not used.
      SUBROUTINE CKHEUN (F, T, Y, H, NSTEPS, RPAR)
      EXTERNAL F
      DOUBLE PRECISION T, Y, H, RPAR(*), K1, K2
      INTEGER NSTEPS, I
      DO 10 I = 1, NSTEPS
         CALL F (T, Y, K1, RPAR)
         CALL F (T + H, Y + H*K1, K2, RPAR)
         Y = Y + H*(K1 + K2)/2D0
         T = T + H
   10 CONTINUE
      END
