C     The name of the month M in NAME, cut or padded to its length; if M is
C     not in 1 to 4, CALL REPORT (TEXT, M) with a sentence, and NAME is blank.
      SUBROUTINE CKMON (M, NAME, REPORT)
      INTEGER M
      CHARACTER*(*) NAME
      EXTERNAL REPORT
      CHARACTER*8 NAMES(4)
      DATA NAMES /'January', 'February', 'March', 'April'/
      NAME = ' '
      IF (M .GE. 1 .AND. M .LE. 4) THEN
         NAME = NAMES(M)
      ELSE
         CALL REPORT ('there is no such month', M)
      END IF
      END
