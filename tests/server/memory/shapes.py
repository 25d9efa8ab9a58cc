# SPDX-License-Identifier: Apache-2.0
"""Policies of a given size, each with as much as possible of one thing.

SHAPES: name -> a function of the size that returns the text.  FOLDERS: the same, with the
texts of a folder's files.  Few of them are valid policies: what matters is the cost of
reading them.
"""

HEAD = "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"
CLASS = "classes: {nginx: {profile: ingress-nginx}}\n"
TENANT = "tenants:\n  - {name: a, namespaces: [a], classes: [nginx], domains: [a.b]}\n"
WHOLE = HEAD + CLASS + TENANT
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: policy}\n"

SHAPES = {}
FOLDERS = {}


def filled(size, head, item, tail=""):
    """The head, item % number repeatedly, the tail; at most size bytes."""
    parts, left, i = [head], size - len(head) - len(tail), 0
    while True:
        text = item.replace("#", "%x" % i)
        if len(text) > left:
            return "".join(parts) + tail
        parts.append(text)
        left -= len(text)
        i += 1


def fill(name, head, item, tail=""):
    """`#` in the item becomes its number."""
    SHAPES[name] = lambda size: filled(size, head, item, tail)


def shape(function):
    SHAPES[function.__name__.replace("_", "-")] = function
    return function


def numbered(n, item):
    return "".join(item.replace("#", "%x" % i) for i in range(n))


# Features of YAML.
fill("flow-nesting", "", "[")
fill("block-nesting", WHOLE + "x:\n", "- ")
fill("many-deep-lists", WHOLE + "x: [", "[" * 50 + "]" * 50 + ",", "]\n")
fill("wide-map", WHOLE, "k#: 1\n")
fill("wide-map-inside", WHOLE + "x:\n", " k#: 1\n")
fill("same-keys", WHOLE + "x: {", "a: b,", "c: d}\n")
fill("anchors", WHOLE + "x: [", "&a# b,", "c]\n")
fill("aliases", WHOLE + "x: [&a b,", "*a,", "c]\n")
fill("merges", WHOLE + "x: &a {b: c}\ny:\n", "- <<: *a\n")
fill("tags", WHOLE + "x: [", "! b,", "c]\n")
fill("tag-lines", "", "%TAG !#! b\n", "---\n" + WHOLE)
fill("documents", "", "a: b\n---\n")
fill("hidden-characters", WHOLE + "#", "\u2028")
fill("one-scalar", WHOLE + "contact: ", "a", "\n")
fill("one-key", WHOLE + "? ", "a", "\n: b\n")
fill("one-tag", WHOLE + "contact: !<", "a", "> b\n")
fill("one-anchor", WHOLE + "contact: &", "a", " b\n")
fill("one-comment", WHOLE + "#", "a", "\n")
fill("escapes", WHOLE + 'contact: "', "\\u00e9", '"\n')
fill("folded-lines", WHOLE + "contact: >\n", " a\n")
fill("blank-lines", WHOLE + "contact: |\n x", "\n", " x\n")

# Lists of items that are short as text and large when read.
for key, tail in (("exemptions: [", "]\n"), ("annotations: {forbid: [", "]}\n"),
                  ("annotations: {add: [", "]}\n")):
    for item in ("a", "{}"):
        fill(key.strip(": [").replace(": {", ".") + "-of-" + item, WHOLE + key, item + ",",
             "a" + tail)
fill("tenants-of-a", HEAD + CLASS + "tenants: [", "a,", "a]\n")
fill("tenants-of-{}", HEAD + CLASS + "tenants: [", "{},", "a]\n")
fill("tenants-of-nothing", HEAD + CLASS + "tenants:\n", "-\n")
for key in ("networks", "externalDNS", "profiles"):
    fill(key + "-of-nothing", WHOLE + key + ": {", "c#,", "q}\n")
fill("classes-of-nothing", HEAD + TENANT + "classes: {", "c#,", "nginx: {profile: kong}}\n")
for key in ("externalDNS", "annotations"):
    fill("class-" + key + "-of-a",
         HEAD + TENANT + "classes: {nginx: {profile: ingress-nginx, %s: [" % key, "a,", "a]}}\n")

# Problems.
fill("bad-networks", WHOLE + "networks: {n: [", "a,", "a]}\n")
fill("bad-domains", HEAD + CLASS + TENANT.replace("[a.b]}\n", "["), "-_,", "f.g]}\n")
fill("warnings", HEAD + CLASS + TENANT.replace("}\n", ", hosts: ["), "1,", "f.g]}\n")
fill("unknown-fields", HEAD + CLASS + "tenants:\n", "- {q#: 1}\n")
fill("same-namespaces", HEAD + CLASS + TENANT.replace("[a], classes", "[a"), ",d",
     "], classes: [nginx]}\n")

# Much of what a valid policy has.
fill("networks", WHOLE + "networks: {n: [", "a:#::,", '"::1"]}\n')
fill("classes", HEAD + TENANT + "classes:\n nginx: {profile: ingress-nginx}\n",
     " c#: {profile: kong}\n")
fill("class-domains", HEAD + TENANT + "classes:\n nginx: {profile: kong, domains: [", "d#.e,",
     "f]}\n")
fill("class-aliases", HEAD + TENANT + "classes:\n nginx: {profile: kong, aliases: [", "d#,",
     "f]}\n")
fill("instances", WHOLE + "externalDNS:\n", " c#: {annotationPrefixes: [p#/]}\n")
fill("profiles", WHOLE + "profiles:\n", " c#: {like: ingress-nginx, prefix: p#/}\n")
fill("profile-keys", WHOLE + "profiles:\n c: {keyPrefixes: [x/], hostKeys: [", "x/p#,", "x/q]}\n")
fill("tenants", HEAD + CLASS + "tenants:\n",
     "- {name: t#, namespaces: [n#], classes: [nginx], domains: [d#.e]}\n")
fill("tenants-with-rules", HEAD + CLASS + "tenants:\n",
     "- {name: t#, namespaces: [n#], classes: [nginx], rules: {host-permitted: warn}}\n")
fill("domains", HEAD + CLASS + TENANT.replace("a.b]}\n", ""), "d#.e,", "f.g]}\n")
fill("domains-apart", HEAD + CLASS + TENANT.replace("a.b]}\n", ""), "a.d#,", "f.g]}\n")
fill("hosts", HEAD + CLASS + TENANT.replace("}\n", ", hosts: ["), "a.d#,", "f.g]}\n")
fill("families",
     HEAD + CLASS + TENANT.replace("[a],", '["a-{x}"],').replace("}\n", ", hosts: ["),
     '"{x}.d#",', "f.g]}\n")
fill("namespaces", HEAD + CLASS + TENANT.replace("[a], classes", "[a"), ",d#",
     "], classes: [nginx]}\n")
fill("forbidden", WHOLE + "annotations:\n forbid:\n", "  - {keys: [a/k#], reason: x}\n")
fill("exemptions", WHOLE + "exemptions:\n",
     "- {name: e#, reason: r, expires: never, namespaces: [a], rules: [host-permitted]}\n")

# Sections that multiply each other.
fill("prefixes-of-a-profile", WHOLE + "profiles:\n c: {like: ingress-nginx, prefixes: [", "p#/,",
     "q/]}\n")
fill("long-prefix", WHOLE + "profiles:\n c: {like: ingress-nginx, prefix: ", "a", "/}\n")
fill("groups", WHOLE + "annotations:\n forbid:\n  - {reason: x, keys: [", '"@snippets",',
     '"@auth"]}\n')
fill("groups-of-profiles",
     HEAD + TENANT + "profiles:\n" + numbered(400, " p#: {like: ingress-nginx, prefix: p#/}\n") +
     "classes:\n nginx: {profile: ingress-nginx}\n" + numbered(400, " c#: {profile: p#}\n") +
     "annotations:\n forbid:\n  - {reason: x, keys: [", '"@snippets",', '"@auth"]}\n')


@shape
def classes_times_networks(size):
    nets = "networks: {n: [" + numbered(size // 40, "a:#::,") + "'::1']}\n"
    return filled(size, HEAD + TENANT + nets + "classes:\n nginx: {profile: ingress-nginx}\n",
                  " c#: {profile: ingress-nginx, sourceRanges: {mode: enforce, networks: [n]}}\n")


@shape
def one_network_again(size):
    nets = "networks: {n: [" + numbered(size // 40, "a:#::,") + "'::1']}\n"
    return filled(size, HEAD + TENANT + nets + "classes:\n nginx: {profile: ingress-nginx, "
                  "sourceRanges: {mode: enforce, networks: [", "n,", "n]}}\n")


@shape
def classes_times_annotations(size):
    add = "annotations:\n add:\n" + numbered(size // 70, "  - {key: a/k#, value: v}\n")
    return filled(size, HEAD + TENANT + add + "classes:\n nginx: {profile: ingress-nginx}\n",
                  " c#: {profile: kong}\n")


@shape
def tenants_times_classes(size):
    classes = "classes:\n nginx: {profile: kong}\n" + numbered(size // 70, " c#: {profile: kong}\n")
    return filled(size, HEAD + classes + "tenants:\n",
                  '- {name: t#, namespaces: [n#], classes: ["c*"], domains: [d#.e]}\n')


# In a ConfigMap, which is read once to find the policy, and then as the policy.
for key, item in (("tenants", "    - {name: t#, namespaces: [n#], classes: [nginx], domains: [d#.e]}\n"),
                  ("networks", "      - a\n")):
    text = (HEAD + CLASS + TENANT + "networks:\n n:\n" if key == "networks" else HEAD + CLASS + "tenants:\n")
    fill("config-map-of-" + key, CONFIG_MAP + "data:\n  policy.yaml: |\n" +
         "".join("    " + line + "\n" for line in text.splitlines()), item)
fill("config-map-keys", CONFIG_MAP + "data:\n", "  k#.yaml: a\n")
fill("config-map-parts", CONFIG_MAP + 'data:\n  a.yaml: "%s"\n' % (HEAD + CLASS).replace("\n", "\\n"),
     '  k#.yaml: "%stenants: [{name: t#, namespaces: [t#], classes: [nginx], domains: [d#.e]}]"\n' %
     HEAD.replace("\n", "\\n"))
fill("config-map-list", CONFIG_MAP + "x: [", "a,", "b]\n")
fill("config-map-nuls", CONFIG_MAP + 'data:\n  policy.yaml: "', "\\0", '"\n')
fill("config-map-anchors", CONFIG_MAP + "x: [", "&a# b,", "c]\n")
fill("config-map-aliases", CONFIG_MAP + 'data:\n  a.yaml: &a "%s"\n' % ("b" * 1000), "  k#.yaml: *a\n")
fill("config-map-long-alias", CONFIG_MAP + 'data:\n  a.yaml: &a "%s"\n' % ("b" * 100000),
     "  k#.yaml: *a\n")
fill("config-map-merges", CONFIG_MAP + "b: &a {%s}\nm:\n" % numbered(10000, "k#: v,"), "- <<: *a\n")
fill("config-map-long-paths", CONFIG_MAP + "x: " + ("{%s: " % ("p" * 120)) * 8 + "[", "a,",
     "a]" + "}" * 8 + "\n")
fill("config-map-documents", CONFIG_MAP, "---\na: b\n")
fill("config-maps", "", CONFIG_MAP + "---\n")
fill("config-map-items", "apiVersion: v1\nkind: List\nitems:\n", "- {kind: ConfigMap, apiVersion: v1}\n")
fill("config-map-in-a-comment", "#ConfigMap\n" + HEAD + CLASS + "tenants:\n",
     "- {name: t#, namespaces: [n#], classes: [nginx], domains: [d#.e]}\n")
JSON = '{"apiVersion":"v1","kind":"ConfigMap","data":{"a.yaml":"'
fill("json-numbers", JSON + 'x"},"y":[', "1,", "1]}")
fill("json-objects", JSON + 'x"},"y":[', "{},", "1]}")
fill("json-escapes", JSON, "\\u0001", '"}}')


@shape
def config_map_merge_chain(size):
    lines, left, i = [CONFIG_MAP, "a0: &a0 {k: v}\n"], size - 200, 0
    while left > 0:
        lines.append("a%d: &a%d {<<: *a%d, k%d: v}\n" % (i + 1, i + 1, i, i))
        left -= len(lines[-1])
        i += 1
    return "".join(lines)


@shape
def config_map_laughs(_size):
    lines = "".join("a%d: &a%d [%s]\n" % (i, i, ",".join(["*a%d" % (i - 1)] * 9)) for i in range(1, 9))
    return CONFIG_MAP + "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + lines + "data: {policy.yaml: a}\n"


def folder(function):
    FOLDERS[function.__name__.replace("_", "-")] = function
    return function


@folder
def small_parts(size):
    part = HEAD + "tenants: [{name: t#, namespaces: [n#], classes: [nginx], domains: [d#.e]}]\n"
    return [HEAD + CLASS] + [numbered(1, part.replace("#", "%x" % i)) for i in range(size // len(part))]


@folder
def large_parts(size):
    part = (HEAD + "tenants:\n", "- {name: t#, namespaces: [n#], classes: [nginx], domains: [d#.e]}\n")
    return [HEAD + CLASS] + [filled(size // 4, *part) for _ in range(4)]


@folder
def broken_parts(size):
    return [HEAD + CLASS] + [filled(size // 8, "", "a: &a b\n") for _ in range(8)]
