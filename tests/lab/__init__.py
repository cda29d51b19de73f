"""Scripts for the device lab: real drivers, no fakes. Run by `make lab`, not by the test suite."""
