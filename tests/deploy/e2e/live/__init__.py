# SPDX-License-Identifier: Apache-2.0
"""What the live tests are made of: a real API server, the webhook, and hands to use them."""
