"""Nothing leaks: a whole run under strace, with a canary in the picture and in the sound."""
