/* SPDX-License-Identifier: Apache-2.0 */
/* walk: the values at the paths of a row, and the report of values that are missing. */
#include "wire/kinds/walk.h"

#include "unit.h"
#include "viewed.h"

struct walk_row {
    const char *why;
    struct viewed_row row;
    const char *object;
    const char *want;
};

#define HOST(...)                                                                        \
    {                                                                                    \
        .hosts = { {.path = __VA_ARGS__} }                                               \
    }
#define MUST_BE(what, place, is) "unjudgeable " place ": is " is ", it must be " what
#define MUST_BE_TEXT(place, is)  MUST_BE("a string", place, is) "; write it in quotes"

static const struct walk_row rows[] = {
    {"a member of a member", HOST("spec.a.b"), "{'spec':{'a':{'b':'x'}}}", "spec.a.b=x"},
    {"the object need not have a spec", HOST("data.host"), "{'data':{'host':'x'}}",
     "data.host=x"},
    {"each element of a list", HOST("spec.a[]"), "{'spec':{'a':['x','y']}}",
     "spec.a[0]=x spec.a[1]=y"},
    {"a member of each element", HOST("spec.a[].b"),
     "{'spec':{'a':[{'b':'x'},{'c':'z'},{'b':'y'}]}}", "spec.a[0].b=x spec.a[2].b=y"},
    {"nested lists", HOST("spec.a[].b[].c[]"),
     "{'spec':{'a':[{'b':[{'c':['p']},{'c':['q','r']}]},{'b':[]},{'b':[{'c':['s']}]}]}}",
     "spec.a[0].b[0].c[0]=p spec.a[0].b[1].c[0]=q spec.a[0].b[1].c[1]=r "
     "spec.a[2].b[0].c[0]=s"},
    {"four nested lists", HOST("a[].b[].c[].d[]"),
     "{'a':[{},{'b':[{},{'c':[{},{'d':['x','y']}]}]}]}",
     "a[1].b[1].c[1].d[0]=x a[1].b[1].c[1].d[1]=y"},
    {"each member of a map", HOST("spec.m[*]"), "{'spec':{'m':{'p':'x','q.r/s':'y'}}}",
     "spec.m[p]=x spec.m[q.r/s]=y"},
    {"a list in each member of a map", HOST("spec.m[*].n[]"),
     "{'spec':{'m':{'p':{'n':['x','y']},'q':{},'r':{'n':['z']}}}}",
     "spec.m[p].n[0]=x spec.m[p].n[1]=y spec.m[r].n[0]=z"},
    {"a map in each element of a list", HOST("spec.l[].m[*]"),
     "{'spec':{'l':[{'m':{'p':'x'}},{'m':{'q':'y','r':'z'}}]}}",
     "spec.l[0].m[p]=x spec.l[1].m[q]=y spec.l[1].m[r]=z"},
    {"one member of a map", HOST("spec.m[a.b/c].d"),
     "{'spec':{'m':{'a':{'d':'y'},'a.b/c':{'d':'x'}}}}", "spec.m[a.b/c].d=x"},
    {"an absent member of a map", HOST("spec.m[a.b/c].d"),
     "{'spec':{'m':{'a':{'d':'y'}}}}", ""},
    {"a key with a bracket", HOST("spec.m[a[b]"), "{'spec':{'m':{'a[b':'x'}}}",
     "spec.m[a[b]=x"},
    {"the name of the object", HOST("metadata.name"), "{'metadata':{'name':'x.y'}}",
     "metadata.name=x.y"},
    {"a name that is not generated yet", HOST("metadata.name"),
     "{'metadata':{'generateName':'x'}}", ""},
    {"a label", HOST("metadata.labels[a.b/c]"),
     "{'metadata':{'labels':{'a':'y','a.b/c':'x'}}}", "metadata.labels[a.b/c]=x"},
    {"a label that is null", HOST("metadata.labels[a]"),
     "{'metadata':{'labels':{'a':null}}}", ""},
    {"paths with a common beginning",
     {.hosts = {{.path = "spec.a[].b"},
                {.path = "spec.a[].c[]"},
                {.path = "spec.a[].b"}}},
     "{'spec':{'a':[{'b':'x','c':['y']},{'c':['z']}]}}",
     "spec.a[0].b=x spec.a[0].c[0]=y spec.a[1].c[0]=z spec.a[0].b=x"},
    {"paths of other members of the object",
     {.hosts = {{.path = "a.b"}, {.path = "a.c"}, {.path = "d.b"}}},
     "{'a':{'b':'x','c':'y'},'d':{'b':'z'},'spec':null}",
     "a.b=x a.c=y d.b=z"},
    {"names in the object's order, texts by their grammar", HOST("spec.a[]", TEXT_LIST),
     "{'spec':{'a':['x, y','z']}}", "spec.a[0]=x spec.a[0]=y spec.a[1]=z"},
    {"records", HOST("spec.a[]", TEXT_RECORD), "{'spec':{'a':['_x']}}", "spec.a[0]~_x"},
    {"unreadable texts", HOST("spec.a[]", TEXT_OPAQUE), "{'spec':{'a':['x','']}}",
     "spec.a[0]?x spec.a[1]="},

    {"an empty object", HOST("spec.a[].b"), "{}", ""},
    {"a null within a path", HOST("spec.a.b"), "{'spec':{'a':null}}", ""},
    {"a list that is null", HOST("spec.a[].b"), "{'spec':{'a':null}}", ""},
    {"a map that is null", HOST("spec.a[*].b"), "{'spec':{'a':null}}", ""},
    {"an element that is null", HOST("spec.a[].b"), "{'spec':{'a':[null,{'b':'x'}]}}",
     "spec.a[1].b=x"},
    {"a text that is null", HOST("spec.a[]"), "{'spec':{'a':[null,'x']}}", "spec.a[1]=x"},
    {"a spec that is null", HOST("spec.a[]"), "{'spec':null}", ""},
    {"empty lists and maps", HOST("spec.a[].b[*]"), "{'spec':{'a':[{'b':{}},{}]}}", ""},
    {"an empty text", HOST("spec.a"), "{'spec':{'a':''}}", ""},
    {"an empty text alone in a list", HOST("spec.a[]"), "{'spec':{'a':['']}}", ""},
    {"E63: an empty text beside others in a list", HOST("spec.a[]"),
     "{'spec':{'a':['x','']}}", "spec.a[0]=x spec.a[1]="},
    {"an empty text whose list has no other", HOST("spec.a[].b[]"),
     "{'spec':{'a':[{'b':['']},{'b':['x']}]}}", "spec.a[1].b[0]=x"},
    {"an empty text in a map", HOST("spec.a[*]"), "{'spec':{'a':{'p':'','q':'x'}}}",
     "spec.a[q]=x"},
    {"an empty text in a member of elements", HOST("spec.a[].b"),
     "{'spec':{'a':[{'b':''},{'b':'x'}]}}", "spec.a[1].b=x"},

    {"a list instead of a text", HOST("spec.a"), "{'spec':{'a':['x']}}",
     MUST_BE("a string", "spec.a", "an array")},
    {"a number instead of a text", HOST("spec.a[].b"),
     "{'spec':{'a':[{'b':'x'},{'b':7}]}}", MUST_BE_TEXT("spec.a[1].b", "a number")},
    {"a boolean instead of a text in a map", HOST("spec.a[].m[*]"),
     "{'spec':{'a':[{},{'m':{'k.l':true}}]}}",
     MUST_BE_TEXT("spec.a[1].m[k.l]", "a boolean")},
    {"an object instead of a list", HOST("spec.a[].b"), "{'spec':{'a':{}}}",
     MUST_BE("an array", "spec.a", "an object")},
    {"a text instead of a list in an element", HOST("spec.a[].b[].c"),
     "{'spec':{'a':[{},{},{'b':'x'}]}}", MUST_BE("an array", "spec.a[2].b", "a string")},
    {"a list instead of a map", HOST("spec.a[].b[*].c"), "{'spec':{'a':[{'b':[]}]}}",
     MUST_BE("an object", "spec.a[0].b", "an array")},
    {"a text instead of an object", HOST("spec.a.b"), "{'spec':{'a':'x'}}",
     MUST_BE("an object", "spec.a", "a string")},
    {"a list in a list", HOST("spec.a[].b"), "{'spec':{'a':[{},[]]}}",
     MUST_BE("an object", "spec.a[1]", "an array")},
    {"a list in a map", HOST("spec.m[*].b"), "{'spec':{'m':{'p':{},'q':[]}}}",
     MUST_BE("an object", "spec.m[q]", "an array")},
    {"a text in a list of a map", HOST("spec.m[*].n[].o"),
     "{'spec':{'m':{'p':{'n':[{'o':'x'},'y']}}}}",
     MUST_BE("an object", "spec.m[p].n[1]", "a string")},
    {"a list instead of a map with one member", HOST("spec.m[k].b"), "{'spec':{'m':[]}}",
     MUST_BE("an object", "spec.m", "an array")},
    {"a text as that member", HOST("spec.m[k].b"), "{'spec':{'m':{'k':'x'}}}",
     MUST_BE("an object", "spec.m[k]", "a string")},
    {"an array as the spec", HOST("spec.a"), "{'spec':[]}",
     MUST_BE("an object", "spec", "an array")},
    {"labels as a list", HOST("metadata.labels[a]"), "{'metadata':{'labels':['a']}}",
     MUST_BE("an object", "metadata.labels", "an array")},
    {"a label that is an object", HOST("metadata.labels[a]"),
     "{'metadata':{'labels':{'a':{'b':'c'}}}}",
     MUST_BE("a string", "metadata.labels[a]", "an object")},
    {"a name that is a number", HOST("metadata.name"), "{'metadata':{'name':7}}",
     MUST_BE_TEXT("metadata.name", "a number")},
    {"nothing below an empty list is read", HOST("spec.a[].b"), "{'spec':{'a':[]}}", ""},
};

#define ALL(path_) HOST(path_, TEXT_NAME, true)

static const struct walk_row absences[] = {
    {"E63: a missing list at the end of a path", ALL("spec.hosts[]"), "{'spec':{}}",
     "spec.hosts!"},
    {"E63: a missing spec", ALL("spec.hosts[]"), "{}", "spec.hosts!"},
    {"E63: a list that is null", ALL("spec.hosts[]"), "{'spec':{'hosts':null}}",
     "spec.hosts!"},
    {"E63: an empty list", ALL("spec.hosts[]"), "{'spec':{'hosts':[]}}", "spec.hosts!"},
    {"E63: a list of one empty text", ALL("spec.hosts[]"), "{'spec':{'hosts':['']}}",
     "spec.hosts!"},
    {"E63: a list of nulls", ALL("spec.hosts[]"), "{'spec':{'hosts':[null,null]}}",
     "spec.hosts!"},
    {"E63: several empty texts break host-valid as well", ALL("spec.hosts[]"),
     "{'spec':{'hosts':['','']}}", "spec.hosts[0]= spec.hosts[1]= spec.hosts!"},
    {"one name is enough", ALL("spec.hosts[]"), "{'spec':{'hosts':[null,'x']}}",
     "spec.hosts[1]=x"},
    {"an asterisk is a name, and claims all names", ALL("spec.hosts[]"),
     "{'spec':{'hosts':['*','x']}}", "spec.hosts[1]=x spec.hosts[0]=*"},
    {"a missing text of the object", ALL("spec.host"), "{'spec':{}}", "spec.host!"},
    {"an empty text", ALL("spec.host"), "{'spec':{'host':''}}", "spec.host!"},
    {"a missing member within the path", ALL("spec.v.host"), "{'spec':{}}",
     "spec.v.host!"},

    {"a missing list has no elements without names", ALL("spec.sites[].domain"),
     "{'spec':{}}", ""},
    {"nor has an empty list", ALL("spec.sites[].domain"), "{'spec':{'sites':[]}}", ""},
    {"nor has a list that is null", ALL("spec.sites[].domain"), "{'spec':{'sites':null}}",
     ""},
    {"an element without a name", ALL("spec.sites[].domain"),
     "{'spec':{'sites':[{'domain':'x'},{}]}}",
     "spec.sites[0].domain=x spec.sites[1].domain!"},
    {"an element with an empty name", ALL("spec.sites[].domain"),
     "{'spec':{'sites':[{'domain':''}]}}", "spec.sites[0].domain!"},
    {"an element that is null, which is read like an empty one",
     ALL("spec.sites[].domain"), "{'spec':{'sites':[null]}}", "spec.sites[0].domain!"},
    {"a list of an element", ALL("spec.http[].match.hosts[]"),
     "{'spec':{'http':[{'match':{'hosts':['x']}},{'match':{'hosts':[]}},{'match':{}},{}]}"
     "}",
     "spec.http[0].match.hosts[0]=x spec.http[1].match.hosts! spec.http[2].match.hosts! "
     "spec.http[3].match.hosts!"},
    {"nested elements", ALL("spec.a[].b[].c"),
     "{'spec':{'a':[{'b':[{'c':'x'},{}]},{},{'b':[{}]}]}}",
     "spec.a[0].b[0].c=x spec.a[0].b[1].c! spec.a[2].b[0].c!"},
    {"members of a map", ALL("spec.m[*].n"),
     "{'spec':{'m':{'p':{'n':'x'},'q':{},'r':null}}}",
     "spec.m[p].n=x spec.m[q].n! spec.m[r].n!"},
    {"a map at the end of a path", ALL("spec.m[*]"), "{'spec':{'m':{}}}", "spec.m!"},
    {"a member of a map below a list", ALL("spec.a[].m[*].n"),
     "{'spec':{'a':[{},{'m':{'p':{}}}]}}", "spec.a[1].m[p].n!"},
    {"a key that ends in an asterisk is part of the place", ALL("spec.m[a*]"),
     "{'spec':{}}", "spec.m[a*]!"},
    {"a wrong type is reported before a missing name", ALL("spec.a[].b"),
     "{'spec':{'a':['x']}}", MUST_BE("an object", "spec.a[0]", "a string")},
    {"a wrong type below the element", ALL("spec.a[].b.c"),
     "{'spec':{'a':[{},{'b':[]}]}}", MUST_BE("an object", "spec.a[1].b", "an array")},
    {"an unreadable text is present", HOST("spec.a", TEXT_OPAQUE, true),
     "{'spec':{'a':'x'}}", "spec.a?x"},
    {"so is a list of blanks, which is not a name", HOST("spec.a", TEXT_LIST, true),
     "{'spec':{'a':' '}}", "spec.a="},
    {"a predicate that claims nothing is present", HOST("spec.a", TEXT_PREDICATE, true),
     "{'spec':{'a':'Path()'}}", ""},

#define UNLESS(as_, path_) HOST("spec.routes[].match", as_, true, path_)
    {"E82: a rule without a host", UNLESS(TEXT_TRAEFIK, NULL),
     "{'spec':{'parents':[{}],'routes':[{'match':'Path(`/`)'}]}}",
     "spec.routes[0].match=*"},
    {"a value elsewhere makes the absence harmless", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':[{}],'routes':[{'match':'Path(`/`)'},{}]}}", ""},
    {"an empty list does not", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':[],'routes':[{'match':'Path(`/`)'},{}]}}",
     "spec.routes[0].match=* spec.routes[1].match!"},
    {"nor does an empty object", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':{},'routes':[{}]}}", "spec.routes[0].match!"},
    {"nor an empty text", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':'','routes':[{}]}}", "spec.routes[0].match!"},
    {"nor null", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':null,'routes':[{}]}}", "spec.routes[0].match!"},
    {"a text does", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':'x','routes':[{}]}}", ""},
    {"so does false, which is a value", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':false,'routes':[{}]}}", ""},
    {"one of several elements is enough", UNLESS(TEXT_TRAEFIK, "spec.parents[].name"),
     "{'spec':{'parents':[{},{'name':''},{'name':'x'}],'routes':[{}]}}", ""},
    {"no element has a value", UNLESS(TEXT_TRAEFIK, "spec.parents[].name"),
     "{'spec':{'parents':[{},{'name':''}],'routes':[{}]}}", "spec.routes[0].match!"},
    {"names are claimed nevertheless", UNLESS(TEXT_TRAEFIK, "spec.parents"),
     "{'spec':{'parents':[{}],'routes':[{'match':'!Host(`x`)'}]}}",
     "spec.routes[0].match=x"},
    {"an asterisk that is a name is claimed nevertheless",
     UNLESS(TEXT_NAME, "spec.parents"),
     "{'spec':{'parents':[{}],'routes':[{'match':'*'}]}}", "spec.routes[0].match=*"},
    {"a wrong type there", UNLESS(TEXT_TRAEFIK, "spec.parents[].name"),
     "{'spec':{'parents':{},'routes':[{}]}}",
     MUST_BE("an array", "spec.parents", "an object")},
};

static void check_walks(const struct walk_row *walks, size_t n, viewed_text *text)
{
    for (size_t i = 0; i < n; i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct viewed viewed;

        viewed_read(&viewed, viewed_site(&arena, &walks[i].row), walks[i].object);
        check_text(text(&viewed), str_from(walks[i].want), walks[i].why);
        arena_clear(&viewed.arena);
    }
}

static void values_are_found_at_their_paths(void **state)
{
    (void)state;
    check_walks(rows, ARRAY_LEN(rows), viewed_hosts);
}

static void absent_names_are_reported(void **state)
{
    (void)state;
    check_walks(absences, ARRAY_LEN(absences), viewed_hosts);
}

static const struct walk_row places[] = {
    {"a label that is an empty map",
     {.demands = {"metadata.labels[a]"}},
     "{'metadata':{'labels':{'a':{ }}}}",
     "metadata.labels[a]#0={} empty"},
    {"a map has no order of members, a list has an order",
     {.demands = {"spec.a", "spec.b"}},
     "{'spec':{'a':{'d':[ 2,1 ],'c':{'f':1,'e':2}},'b':[{'h':1,'g':2}]}}",
     "spec.a#0={\"c\":{\"e\":2,\"f\":1},\"d\":[2,1]} spec.b#1=[{\"g\":2,\"h\":1}]"},
    {"an empty text, a zero and false are not empty lists",
     {.demands = {"spec.a[]"}},
     "{'spec':{'a':['',0,false]}}",
     "spec.a[0]#0= spec.a[1]#0=0 spec.a[2]#0=false"},
    {"values of all types, with the index of their demand",
     {.demands = {"spec.a[].b", "spec.c"}},
     "{'spec':{'c':null,'a':[{'b':7},{'b':'x'},{'b':[]},{'b':{}},{'b':true},{'b':[1]}]}}",
     "spec.a[0].b#0=7 spec.a[1].b#0=x spec.a[2].b#0=[] empty spec.a[3].b#0={} empty "
     "spec.a[4].b#0=true spec.a[5].b#0=[1]"},
    {"E85: a demand of a built-in row",
     {.demands = {"spec.c", "spec.a[]"}},
     "{'spec':{'c':'Subdomain','a':['x']}}",
     "spec.c#0=Subdomain spec.a[0]#1=x"},
    {"a label; an object as text",
     {.demands = {"metadata.labels[a]"}},
     "{'metadata':{'labels':{'a':{'b':'c'}}}}",
     "metadata.labels[a]#0={\"b\":\"c\"}"},
    {"a wrong type within the path",
     {.demands = {"spec.a[].b"}},
     "{'spec':{'a':[[]]}}",
     MUST_BE("an object", "spec.a[0]", "an array")},
};

static void demands_are_found(void **state)
{
    (void)state;
    check_walks(places, ARRAY_LEN(places), viewed_demands);
}

static const struct walk_row references[] = {
    {"texts, with the index of their reference",
     {.references = {"spec.a[].ns", "spec.b"}},
     "{'spec':{'b':'y','a':[{'ns':'x'},{}]}}",
     "spec.a[0].ns#0=x spec.b#1=y"},
    {"another type is refused",
     {.references = {"spec.a[].ns"}},
     "{'spec':{'a':[{'ns':7}]}}",
     MUST_BE_TEXT("spec.a[0].ns", "a number")},
};

static void references_are_found(void **state)
{
    (void)state;
    check_walks(references, ARRAY_LEN(references), viewed_references);
}

#define TOO_MANY(path) path ": has more values than can be judged, the limit is 10000"

static const struct {
    struct viewed_row row;
    struct viewed_limit limit;
} limits[] = {
    {HOST("spec.a[]"),
     {"the maximum number of values", "{'spec':{'a':[", "'x'", "]}}", WALK_MAX_VALUES,
      NULL}},
    {HOST("spec.a[]"),
     {"one more value", "{'spec':{'a':[", "'x'", "]}}", WALK_MAX_VALUES + 1,
      TOO_MANY("spec.a[]")}},
    {ALL("spec.a[].b"),
     {"elements within the path are not values", "{'spec':{'a':[", "{'b':'x'}", "]}}",
      WALK_MAX_VALUES, NULL}},
    {HOST("spec.a[].b"),
     {"elements without a value do not count", "{'spec':{'a':[", "{}", "]}}",
      2 * WALK_MAX_VALUES, NULL}},
    {ALL("spec.a[].b"),
     {"unless the value is required", "{'spec':{'a':[", "{}", "]}}", WALK_MAX_VALUES + 1,
      TOO_MANY("spec.a[].b")}},
    {HOST("spec.a[].m[*]"),
     {"members of a map count", "{'spec':{'a':[", "{'m':{'k':'x','l':'y'}}", "]}}",
      WALK_MAX_VALUES / 2 + 1, TOO_MANY("spec.a[].m[*]")}},
    {{.hosts = {{.path = "spec.a[]"}}, .class_paths = {"spec.c"}},
     {"all paths of a row count together", "{'spec':{'c':'z','a':[", "'x'", "]}}",
      WALK_MAX_VALUES, TOO_MANY("spec.c")}},
    {{.hosts = {{.path = "spec.a[]"}}, .demands = {"spec.c"}},
     {"with the demands", "{'spec':{'c':'z','a':[", "'x'", "]}}", WALK_MAX_VALUES,
      TOO_MANY("spec.c")}},
    {HOST("spec.a[]", TEXT_LIST),
     {"all names of a text count", "{'spec':{'a':['x,x',", "'x'", "]}}",
      WALK_MAX_VALUES - 1, TOO_MANY("spec.a[]")}},
    {HOST("spec.a", TEXT_LIST),
     {"the maximum number of names in one text", "{'spec':{'a':'", "x", "'}}",
      WALK_MAX_VALUES, NULL}},
    {HOST("spec.a", TEXT_LIST),
     {"one more name in one text", "{'spec':{'a':'", "x", "'}}", WALK_MAX_VALUES + 1,
      TOO_MANY("spec.a")}},
    {HOST("spec.a", TEXT_LIST),
     {"many more names in one text", "{'spec':{'a':'", "x", "'}}", 20 * WALK_MAX_VALUES,
      TOO_MANY("spec.a")}},
};

static void values_are_limited(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        AUTO(arena_clear) struct arena arena = {0};

        viewed_check_limit(&limits[i].limit, viewed_site(&arena, &limits[i].row));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_at_their_paths),
        cmocka_unit_test(absent_names_are_reported),
        cmocka_unit_test(demands_are_found),
        cmocka_unit_test(references_are_found),
        cmocka_unit_test(values_are_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
