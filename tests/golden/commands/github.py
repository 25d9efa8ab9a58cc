# SPDX-License-Identifier: Apache-2.0
import re

LINE = re.compile(
    r"^::(error|warning) file=[^,:]+(,line=\d+(,col=\d+)?)?,title=[a-z-]+::[^\n]+$"
)


def check(text):
    lines = text.splitlines()
    assert lines
    for line in lines:
        assert LINE.match(line), line
