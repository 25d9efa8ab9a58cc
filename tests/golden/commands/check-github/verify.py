# SPDX-License-Identifier: Apache-2.0
"""What all lines for GitHub must be: tests/golden/commands/github.py."""

from github import check  # noqa: F401  (run.py calls it)
