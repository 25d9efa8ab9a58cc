/* path: where a kind has a value, and what is no such text. */
#include "core/values/path.h"

#include "unit.h"

#define S16 "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"
#define B64 "0123456789012345678901234567890123456789012345678901234567890123"

/* The steps as `name`, `[]`, `[*]`, `<key>`, with `/` where the last bracket that does
 * not end the path is left behind. */
static struct str said(struct arena *arena, const struct path *path)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < path->n_steps; i++) {
        const struct step *step = &path->steps[i];

        if (i > 0 && i == path->n_until_last)
            buf_add_byte(&buf, '/');
        switch (step->kind) {
        case STEP_MEMBER:
            buf_addf(&buf, ".%.*s", STR_ARGS(step->name));
            break;
        case STEP_EACH:
            buf_add_text(&buf, "[]");
            break;
        case STEP_EVERY:
            buf_add_text(&buf, "[*]");
            break;
        case STEP_KEY:
            buf_addf(&buf, "<%.*s>", STR_ARGS(step->name));
            break;
        }
    }
    return buf_str(&buf);
}

static const struct {
    const char *why;
    struct str text;
    const char *want; /* steps, or `!` and the end of the sentence */
} cases[] = {
    {"members", STR_INIT("spec.host"), ".spec.host"},
    {"one member", STR_INIT("data"), ".data"},
    {"all bytes of a name", STR_INIT("a_Z-09"), ".a_Z-09"},
    {"each element, then a member", STR_INIT("spec.sites[].domain"),
     ".spec.sites[]/.domain"},
    {"a bracket at the end is not the last that counts", STR_INIT("spec.hosts[]"),
     ".spec.hosts[]"},
    {"behind another it is not either", STR_INIT("spec.tls[].hosts[]"),
     ".spec.tls[]/.hosts[]"},
    {"each member of a map", STR_INIT("spec.zones[*].names[]"),
     ".spec.zones[*]/.names[]"},
    {"a member of a map", STR_INIT("spec.map[a.b/c].x"), ".spec.map<a.b/c>.x"},
    {"a key may have an opening bracket", STR_INIT("spec.map[a[b]"), ".spec.map<a[b>"},
    {"a key that begins with an asterisk", STR_INIT("spec.map[*a]"), ".spec.map<*a>"},
    {"a key may have any byte but the bracket", STR_INIT("m[\n\0 .]"), ".m<\n\0 .>"},
    {"the name of the object", STR_INIT("metadata.name"), ".metadata.name"},
    {"a label", STR_INIT("metadata.labels[web.example.net/host]"),
     ".metadata.labels<web.example.net/host>"},
    {"a member that begins with a closed name", STR_INIT("statuses.a"), ".statuses.a"},
    {"a closed name further down", STR_INIT("spec.status.kind"), ".spec.status.kind"},
    {"16 steps", STR_INIT(S16), "." S16},
    {"four brackets", STR_INIT("a[].b[].c[].d[*]"), ".a[].b[].c[]/.d[*]"},
    {"keys are not counted with them", STR_INIT("a[].b[].c[].d[].e[k].f[l]"),
     ".a[].b[].c[].d[]/.e<k>.f<l>"},

    {"no text", STR_INIT(""), "!has a step without a name"},
    {"a dot at the beginning", STR_INIT(".spec"), "!has a step without a name"},
    {"a dot at the end", STR_INIT("spec."), "!has a step without a name"},
    {"two dots", STR_INIT("spec..host"), "!has a step without a name"},
    {"brackets without a name", STR_INIT("spec.[]"), "!has a step without a name"},
    {"a blank", STR_INIT("spec. host"), "!has a step without a name"},
    {"a blank behind a name", STR_INIT("spec.host "),
     "!has a character that no step has"},
    {"a NUL", STR_INIT("spec\0.host"), "!has a character that no step has"},
    {"a name behind brackets", STR_INIT("spec.a[]b"),
     "!has a character that no step has"},
    {"two pairs of brackets", STR_INIT("spec.a[][]"),
     "!has a character that no step has"},
    {"a bracket that is not closed", STR_INIT("spec.a[b"),
     "!has a bracket that is not closed"},
    {"one that is not opened", STR_INIT("spec.a]"), "!has a character that no step has"},
    {"17 steps", STR_INIT(S16 ".a"), "!has more than 16 steps"},
    {"five brackets", STR_INIT("a[].b[].c[].d[].e[]"), "!has more than 4 of [] and [*]"},
    {"two maps", STR_INIT("a[*].b[*]"), "!has more than one [*]"},
    {"256 bytes", STR_INIT(B64 B64 B64 B64), "." B64 B64 B64 B64},
    {"257 bytes", STR_INIT(B64 B64 B64 B64 "x"), "!has more than 256 bytes"},

    {"the status", STR_INIT("status.ingress[].host"),
     "!starts with a member that is not read"},
    {"the version", STR_INIT("apiVersion"), "!starts with a member that is not read"},
    {"the kind, as a list", STR_INIT("kind[]"), "!starts with a member that is not read"},
#define METADATA                                                                         \
    "!starts with metadata, of which only metadata.name and metadata.labels[KEY] are "   \
    "read"
    {"all of metadata", STR_INIT("metadata"), METADATA},
    {"annotations have their own rules", STR_INIT("metadata.annotations[a]"), METADATA},
    {"every label", STR_INIT("metadata.labels[*]"), METADATA},
    {"a label by a dot", STR_INIT("metadata.labels.a"), METADATA},
    {"something in a label", STR_INIT("metadata.labels[a].b"), METADATA},
    {"the name written as a key", STR_INIT("metadata[name]"), METADATA},
    {"something in the name", STR_INIT("metadata.name[]"), METADATA},
};

static void paths_are_parsed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct path_fields fields = {.arena = &arena};
        struct path path = {.n_steps = 99};
        const char *why = path_parse(&fields, cases[i].text, &path);

        if (cases[i].want[0] == '!') {
            check_true(why != NULL, cases[i].why);
            check_text(str_from(why), str_from(cases[i].want + 1), cases[i].why);
            check_true(path.n_steps == 99 && fields.n == 0, cases[i].why);
            continue;
        }
        check_true(why == NULL, cases[i].why);
        if (memchr(cases[i].text.ptr, '\0', cases[i].text.len) == NULL)
            check_text(said(&arena, &path), str_from(cases[i].want), cases[i].why);
        check_text(path.field->text, cases[i].text, "the field is the text");
    }
}

static void equal_texts_share_a_field(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};
    struct path path;
    struct path again;
    struct path other;
    struct path known;

    (void)state;
    check_true(path_parse(&fields, STR("spec.a[]"), &path) == NULL &&
                   path_parse(&fields, STR("spec.a"), &other) == NULL &&
                   path_parse(&fields, STR("spec.a[]"), &again) == NULL &&
                   path_parse(&fields, STR("spec.tls[].hosts[]"), &known) == NULL,
               "all are paths");
    check_true(path.field == again.field, "places are compared by address");
    check_true(path.field != other.field, "a list is another place than its elements");
    check_true(path.field->order >= FIELD_COUNT &&
                   path.field->order != other.field->order,
               "new fields come behind those that are built in");
    check_true(known.field == &builtin_fields[FIELD_INGRESS_TLS_HOST],
               "a field of a built-in kind is that field");
}

static const struct {
    const char *why;
    const char *text;
    const char *want;
} endings[] = {
    {"a list", "spec.hosts[]", "spec.hosts"},
    {"a map", "spec.zones[*]", "spec.zones"},
    {"the last pair only", "spec.a[].b[]", "spec.a[].b"},
    {"nothing", "spec.a[].b", "spec.a[].b"},
    {"a key stays", "spec.map[a]", "spec.map[a]"},
    {"a key that ends in an asterisk", "spec.map[a*]", "spec.map[a*]"},
    {"a key that ends in a bracket", "spec.map[a[]", "spec.map[a[]"},
    {"a bracket that is not closed", "spec.map[", "spec.map["},
};

static void brackets_are_taken_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        check_text(path_without_brackets(str_from(endings[i].text)),
                   str_from(endings[i].want), endings[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_parsed),
        cmocka_unit_test(equal_texts_share_a_field),
        cmocka_unit_test(brackets_are_taken_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
