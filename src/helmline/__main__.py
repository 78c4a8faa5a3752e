"""`python -m helmline` is `helmline`."""

from helmline.cli.main import main

raise SystemExit(main())
