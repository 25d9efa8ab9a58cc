/* SPDX-License-Identifier: Apache-2.0 */
/* path: which texts are paths, their steps, and the paths of the built-in kinds. */
#include "core/values/path.h"

#include <string.h>

#include "core/kinds/kind.h"
#include "unit.h"

static const struct {
    const char *why;
    const char *text;
    const char *steps; /* each is a name, `[]`, `[*]` or `[KEY]` */
    size_t n_until_last;
} paths[] = {
    {"a member", "spec", "spec", 0},
    {"members", "spec.host", "spec host", 0},
    {"all characters of a name", "a-Z_9.x", "a-Z_9 x", 0},
    {"a list at the end", "spec.hosts[]", "spec hosts []", 0},
    {"a list before the end", "spec.a[].b[].c[]", "spec a [] b [] c []", 5},
    {"a map", "spec.zones[*].names[]", "spec zones [*] names []", 3},
    {"a key", "metadata.labels[a.b/c]", "metadata labels [a.b/c]", 0},
    {"a key is not a list", "spec.map[a].b", "spec map [a] b", 0},
    {"a key with a bracket", "spec.map[a[b]", "spec map [a[b]", 0},
    {"the name of the object", "metadata.name", "metadata name", 0},
    {"four brackets", "a[].b[].c[].d[*]", "a [] b [] c [] d [*]", 6},
    {"keys are not counted as brackets", "a[].b[].c[].d[*].e[k]",
     "a [] b [] c [] d [*] e [k]", 8},
    {"16 steps", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p", "a b c d e f g h i j k l m n o p", 0},
    {"a name that begins like a member that is not read", "statuses.kinds",
     "statuses kinds", 0},
};

static void add_step(struct buf *buf, const struct step *step)
{
    if (buf->len > 0)
        buf_add_byte(buf, ' ');
    if (step->kind == STEP_EACH)
        buf_addf(buf, "[]");
    else if (step->kind == STEP_EVERY)
        buf_addf(buf, "[*]");
    else if (step->kind == STEP_KEY)
        buf_addf(buf, "[%.*s]", STR_ARGS(step->name));
    else
        buf_add(buf, step->name);
}

static void paths_have_steps(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct buf steps = buf_in(&arena);
        struct path path;

        check_true(path_parse(&fields, str_from(paths[i].text), &path) == NULL,
                   paths[i].why);
        for (size_t j = 0; j < path.n_steps; j++)
            add_step(&steps, &path.steps[j]);
        check_text(buf_str(&steps), str_from(paths[i].steps), paths[i].why);
        check_text(path.field->text, str_from(paths[i].text), paths[i].why);
        check_true(path.n_until_last == paths[i].n_until_last, paths[i].why);
    }
}

static const struct {
    const char *text;
    const char *reason; /* the beginning of the reason */
} wrong[] = {
    {"", "has a step without a name"},
    {".", "has a step without a name"},
    {"spec.", "has a step without a name"},
    {".spec", "has a step without a name"},
    {"spec..host", "has a step without a name"},
    {"[]", "has a step without a name"},
    {"spec.[a]", "has a step without a name"},
    {"spec host", "has a character"},
    {"spec.a[]b", "has a character"},
    {"spec.a[][]", "has a character"},
    {"spec.a]", "has a character"},
    {"spec.a[", "has a bracket that is not closed"},
    {"spec.a[b.c", "has a bracket that is not closed"},
    {"status", "starts with a member that is not read"},
    {"status.host", "starts with a member that is not read"},
    {"status[]", "starts with a member that is not read"},
    {"apiVersion", "starts with a member that is not read"},
    {"kind", "starts with a member that is not read"},
    {"metadata", "starts with metadata"},
    {"metadata.labels", "starts with metadata"},
    {"metadata.labels[]", "starts with metadata"},
    {"metadata.labels[*]", "starts with metadata"},
    {"metadata.labels[a].b", "starts with metadata"},
    {"metadata.name.x", "starts with metadata"},
    {"metadata.annotations[a]", "starts with metadata"},
    {"metadata[name]", "starts with metadata"},
    {"a[*].b[*]", "has more than one [*]"},
    {"a[].b[].c[].d[].e[]", "has more than 4 of [] and [*]"},
    {"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q", "has more than 16 steps"},
};

static void others_are_no_paths(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct path path;
        const char *reason = path_parse(&fields, str_from(wrong[i].text), &path);

        check_true(reason != NULL, wrong[i].text);
        check_true(str_has_prefix(str_from(reason), str_from(wrong[i].reason)),
                   wrong[i].text);
    }
}

static void length_is_limited(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};
    char text[PATH_MAX_BYTES + 1];
    struct path path;

    (void)state;
    memset(text, 'a', sizeof text);
    check_true(path_parse(&fields, (struct str){text, PATH_MAX_BYTES}, &path) == NULL,
               "256 bytes are accepted");
    check_true(path_parse(&fields, (struct str){text, PATH_MAX_BYTES + 1}, &path) != NULL,
               "257 bytes are too many");
}

static void equal_texts_share_a_field(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};
    struct path a;
    struct path b;

    (void)state;
    check_true(path_parse(&fields, STR("spec.sites[].domain"), &a) == NULL, "a path");
    check_true(path_parse(&fields, STR("spec.sites[].domain"), &b) == NULL,
               "the same path again");
    check_true(a.field == b.field, "equal texts share a field");
    check_true(path_parse(&fields, STR("metadata.name"), &a) == NULL, "a built-in path");
    check_true(a.field == &builtin_fields[FIELD_NAME], "its field is that of fields.def");
}

static const struct {
    const char *text;
    const char *want;
} trailing[] = {
    {"spec.hosts[]", "spec.hosts"},   {"spec.zones[*]", "spec.zones"},
    {"spec.a[].b", "spec.a[].b"},     {"spec.map[a]", "spec.map[a]"},
    {"spec.host", "spec.host"},       {"", ""},
    {"spec.map[a*]", "spec.map[a*]"},
};

static void brackets_are_taken_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(trailing); i++)
        check_text(path_without_brackets(str_from(trailing[i].text)),
                   str_from(trailing[i].want), trailing[i].text);
}

/* kind_make() asserts that each path is valid. */
static void builtin_kinds_are_made(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};

    (void)state;
    for (uint32_t i = 0; i < KINDS_BUILTIN; i++) {
        const struct str name = kind_builtin_name(i, &arena);
        const char *why = arena_dup(&arena, name).ptr;
        struct kind kind;

        check_true(kind_builtin_of(name) == i, why);
        kind_make(&fields, name, &kind);
        check_text(kind.name, name, why);
        check_true(kind.builtin == i && kind.has_row && kind.plural.len > 0, why);
        check_true(kind_is(&kind, kind.group, kind.kind), why);
        check_true((kind.n_hosts > 0) <= ((kind.parts & KIND_HOSTS) != 0), why);
        check_true((kind.class_from != CLASS_FROM_NOTHING) ==
                       ((kind.parts & KIND_CLASS) != 0),
                   why);
        for (size_t j = 0; j < kind.n_hosts; j++)
            check_true(kind.hosts[j].path.n_steps > 1, why);
        (void)kind_shape(&arena, &kind);
    }
}

static void others_have_no_row(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};
    struct kind kind;

    (void)state;
    check_true(kind_builtin_of(STR("IngressRoute")) == KIND_NOT_BUILTIN, "no group");
    check_true(kind_builtin_of(STR("Route.example.net")) == KIND_NOT_BUILTIN,
               "another group");
    kind_make(&fields, STR("Pod"), &kind);
    check_true(!kind.has_row && kind.group.len == 0 && !kind.is_listed, "the core group");
    kind_make(&fields, STR("Middleware.traefik.io"), &kind);
    check_text(kind.kind, STR("Middleware"), "before the first dot");
    check_text(kind.group, STR("traefik.io"), "after the first dot");
    kind_make(&fields, STR("DNSRecord.externaldns.k8s.io"), &kind);
    check_true(!kind.has_row && kind.is_listed, "the platform owns the registry");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_have_steps),
        cmocka_unit_test(others_are_no_paths),
        cmocka_unit_test(length_is_limited),
        cmocka_unit_test(equal_texts_share_a_field),
        cmocka_unit_test(brackets_are_taken_off),
        cmocka_unit_test(builtin_kinds_are_made),
        cmocka_unit_test(others_have_no_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
