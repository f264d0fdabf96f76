C     KROOT finds where f is zero between A and B, by the Illinois
C     variant of false position.
C
C     F       external: CALL F(X, FX, IFLAG) sets FX; a negative IFLAG
C             ends the search
C     TOL     on the width of the interval
C     ROOT    the root
C     INFO    0   improper input
C             1   found
C             2   100 calls of F were not enough
C             3   f has the same sign at A and B
C             < 0 IFLAG, as F has set it
      SUBROUTINE KROOT(F, A, B, TOL, ROOT, INFO)
      EXTERNAL F
      DOUBLE PRECISION A, B, TOL, ROOT
      INTEGER INFO
      DOUBLE PRECISION LOW, HIGH, FLOW, FHIGH, FX
      INTEGER IFLAG, K
C
      INFO = 0
      IF (TOL .LT. 0D0 .OR. A .GE. B) RETURN
      IFLAG = 1
      LOW = A
      HIGH = B
      CALL F(LOW, FLOW, IFLAG)
      IF (IFLAG .LT. 0) GO TO 900
      CALL F(HIGH, FHIGH, IFLAG)
      IF (IFLAG .LT. 0) GO TO 900
      INFO = 3
      IF (SIGN(1D0, FLOW) .EQ. SIGN(1D0, FHIGH)) RETURN
      INFO = 2
      DO 100 K = 3, 100
         ROOT = HIGH - FHIGH*(HIGH - LOW)/(FHIGH - FLOW)
         CALL F(ROOT, FX, IFLAG)
         IF (IFLAG .LT. 0) GO TO 900
         IF (SIGN(1D0, FX) .NE. SIGN(1D0, FHIGH)) THEN
            LOW = HIGH
            FLOW = FHIGH
         ELSE
            FLOW = FLOW/2
         ENDIF
         HIGH = ROOT
         FHIGH = FX
         IF (ABS(HIGH - LOW) .LE. TOL .OR. FX .EQ. 0D0) THEN
            INFO = 1
            RETURN
         ENDIF
  100 CONTINUE
      RETURN
  900 INFO = IFLAG
      END

C     KROMSG says in words what INFO means, as far as TEXT has room.
      SUBROUTINE KROMSG(INFO, TEXT)
      INTEGER INFO
      CHARACTER*(*) TEXT
      IF (INFO .LT. 0) THEN
         TEXT = 'stopped by f'
      ELSE IF (INFO .EQ. 0) THEN
         TEXT = 'improper input'
      ELSE IF (INFO .EQ. 1) THEN
         TEXT = 'found'
      ELSE IF (INFO .EQ. 2) THEN
         TEXT = 'too many calls of f'
      ELSE
         TEXT = 'f has the same sign at both ends'
      ENDIF
      END
