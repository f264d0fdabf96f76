C     NSTEPS steps of size H of the logistic growth Y' = R*Y*(1-Y), from Y on.
C     IERR is 0, or 1 if H*R is not in (0, 1], or 2 if NSTEPS is negative.
      SUBROUTINE CKGROW (Y, R, H, NSTEPS, IERR)
      DOUBLE PRECISION Y, R, H
      INTEGER NSTEPS, IERR, I
      IERR = 0
      IF (.NOT. (H*R .GT. 0D0 .AND. H*R .LE. 1D0)) IERR = 1
      IF (NSTEPS .LT. 0) IERR = 2
      IF (IERR .NE. 0) RETURN
      DO 10 I = 1, NSTEPS
         Y = Y + H*R*Y*(1D0 - Y)
   10 CONTINUE
      END
