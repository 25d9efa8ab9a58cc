# SPDX-License-Identifier: Apache-2.0
"""What all SARIF reports must be: tests/golden/commands/sarif.py."""

from sarif import check  # noqa: F401  (run.py calls it)
