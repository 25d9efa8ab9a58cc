# SPDX-License-Identifier: Apache-2.0
import xml.etree.ElementTree as ElementTree


def check(text):
    top = ElementTree.fromstring(text)
    assert top.tag == "testsuites"
    [suite] = top.findall("testsuite")
    cases = suite.findall("testcase")
    for name, children in (("failures", "failure"), ("errors", "error")):
        assert int(suite.get(name)) == sum(len(case.findall(children)) for case in cases)
        assert suite.get(name) == top.get(name)
    assert int(suite.get("tests")) == len(cases) == int(top.get("tests"))
    assert all(case.get("name") and case.get("classname") for case in cases)
    for case in cases:
        assert len(case.findall("failure")) <= 1
