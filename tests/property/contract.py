# SPDX-License-Identifier: Apache-2.0
"""The changes of the contract that the program has: `DONE`, by their numbers.

The reference and the generator follow the new contract for the changes in DONE, and the old
contract for the others.  A case of tests/golden/contract is skipped if one of its numbers is
not in DONE.  A module that imports this one first finds the modules of the reference.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "reference"))

# Changes without a number:
#   case: the keys of traefik are compared without regard to case
#   writes: the policy writes at a key what the mutating stage would write there
#   conflict: own list keys keep their place in the managed list during a conflict
#   status: a status write does not mention stored violations, whatever the action
#   classless: without a class, a key is allowed only for the instance of its prefix
#   patterns: tenants list classes by patterns
#   replaces: defaultClass replaces the classes that the cluster fills in
#   profiles: profiles of the policy have values, entryPointKeys and several prefixes
OTHERS = ["case", "writes", "conflict", "status", "classless", "patterns", "replaces",
          "profiles"]
ALL = {f"D{n}" for n in range(1, 49)} | set(OTHERS)
DONE = {"D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D12", "D13",
        "D14", "D15", "D16", "D17", "D18", "D19", "D20", "D21", "D22", "D23", "D24", "D25",
        "D26", "D27", "D28", "D29", "D30", "D31", "D32", "D33", "D34", "D35", "D36", "D37",
        "D38", "D39", "D40", "D41", "D42", "D43", "D44", "D45", "D46", "D47", "D48", "patterns",
        "replaces", "profiles", "case", "writes", "conflict", "status", "classless"}


def on(*names):
    """Whether the program has all of these changes."""
    return DONE.issuperset(names)
