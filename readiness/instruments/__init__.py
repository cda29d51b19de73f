"""What measures: three islands that know no tip, no finding and no clinic, and not each other."""
