C     How many words are in TEXT, which blanks separate; none, if NAME is
C     'none'.
      INTEGER FUNCTION CKWORD (TEXT, NAME)
      CHARACTER*(*) TEXT
      CHARACTER*8 NAME
      INTEGER I
      CKWORD = 0
      IF (NAME .EQ. 'none') RETURN
      DO 10 I = 1, LEN(TEXT)
         IF (TEXT(I:I) .EQ. ' ') GO TO 10
         IF (I .EQ. 1) THEN
            CKWORD = CKWORD + 1
         ELSE IF (TEXT(I-1:I-1) .EQ. ' ') THEN
            CKWORD = CKWORD + 1
         END IF
   10 CONTINUE
      END
