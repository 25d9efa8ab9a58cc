# SPDX-License-Identifier: Apache-2.0
"""The parts of the live tests: a real API server, the webhook, and tools to use them."""
