"""Emulated links: two network namespaces with a bottleneck between them, and real servers on the far side."""
