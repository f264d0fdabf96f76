C     A generator of numbers in [0, 1): CKSEED starts it, CKNEXT gives the
C     next one. Its state is in COMMON from one call to the next.
      SUBROUTINE CKSEED (ISEED)
      INTEGER ISEED, ISTATE, NCALLS
      COMMON /CKRAND/ ISTATE, NCALLS
      ISTATE = MOD(ISEED, 2147483646) + 1
      NCALLS = 0
      END

      DOUBLE PRECISION FUNCTION CKNEXT ()
      INTEGER ISTATE, NCALLS
      COMMON /CKRAND/ ISTATE, NCALLS
C     Schrage's way to 16807*ISTATE modulo 2**31 - 1
      ISTATE = 16807*MOD(ISTATE, 127773) - 2836*(ISTATE/127773)
      IF (ISTATE .LT. 0) ISTATE = ISTATE + 2147483647
      NCALLS = NCALLS + 1
      CKNEXT = ISTATE/2147483647D0
      END
