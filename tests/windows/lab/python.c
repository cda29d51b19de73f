/* python.exe and, with -DWINDOWED, pythonw.exe: as CPython's own, they hand over to python311.dll. */
#include <wchar.h>
#include <windows.h>

__declspec(dllimport) int Py_Main(int count, wchar_t **words);

#ifdef WINDOWED
extern int __argc;
extern wchar_t **__wargv;
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, wchar_t *line, int show) { return Py_Main(__argc, __wargv); }
#else
int wmain(int count, wchar_t **words) { return Py_Main(count, words); }
#endif
