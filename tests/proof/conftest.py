"""The proofs share the benchmarks' throw-away PostgreSQL."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
