# SPDX-License-Identifier: Apache-2.0
"""What all JUnit reports must be: tests/golden/commands/junit.py."""

from junit import check  # noqa: F401  (run.py calls it)
