/* Windows has ICU, Wine 10 has not, and Qt links to it for old text encodings alone. In this stand-in every function
   that Qt asks for is `nothing`, and opening a converter fails as for an unknown name: Qt's own UTF codecs do the rest. */
enum { U_FILE_ACCESS_ERROR = 4 };

void *ucnv_open(const char *name, int *error) {
  *error = U_FILE_ACCESS_ERROR;
  return 0;
}

void *nothing(void) { return 0; }
