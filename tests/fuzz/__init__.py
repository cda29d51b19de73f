"""Whatever arrives is understood or refused: a few thousand cases in the tests, some hundred thousand in `make fuzz`.

Reports, codes and profiles are fuzzed beside their own tests (`tests/support`, `tests/profile/test_file.py`).
"""
