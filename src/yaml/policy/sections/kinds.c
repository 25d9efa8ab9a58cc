/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds: reads which kinds are judged, and the settings of each.
 */
#include "base/near.h"
#include "yaml/policy/sections/sections.h"

#define INGRESS STR("Ingress")

struct kind_fields {
    struct text_at mode, grant;
    const struct node *rules;
    struct row_given row;
};
#define ROW(member, name, ...) FIELD(struct kind_fields, member, name, __VA_ARGS__)
/* Every kind may have the first N_OF_ALL fields; a built-in row may have all but the
 * last. */
static const struct field_row kind_fields[] = {
    ROW(mode, "mode", FIELD_WORD),
    ROW(grant, "grant", FIELD_WORD),
    ROW(rules, "rules", FIELD_MAP),
    ROW(row.plural, "plural", FIELD_WORD),
    ROW(row.hosts, "hosts", FIELD_LIST),
    ROW(row.wildcards, "wildcards", FIELD_WORD),
    ROW(row.class, "class", FIELD_MAP),
    ROW(row.dns, "externalDNS", FIELD_WORD),
    ROW(row.ranges, "sourceRanges", FIELD_WORD),
    ROW(row.references, "references", FIELD_LIST),
    ROW(row.forbid, "forbid", FIELD_LIST),
    ROW(row.like, "like", FIELD_WORD),
};
#define N_OF_ALL 3

/* Bounds the memory of a policy. */
#define KINDS_MAX 1024

enum mode {
    MODE_ENFORCE,
    MODE_PREVIEW,
    MODE_IGNORE, /* for Ingress only */
};
static const struct words mode_choice =
    WORDS("unknown-mode", "mode", STR_INIT("enforce"), STR_INIT("preview"));
static const struct words ingress_mode_choice = WORDS(
    "unknown-mode", "mode", STR_INIT("enforce"), STR_INIT("preview"), STR_INIT("ignore"));
static const struct words grant_choice =
    WORDS("unknown-grant", "grant", STR_INIT("all"), STR_INIT("listed"));

static struct fields fields_of(const struct kind *kind)
{
    if (kind->builtin < KINDS_NAMED)
        return (struct fields){kind_fields, N_OF_ALL};
    if (kind->builtin != KIND_NOT_BUILTIN)
        return (struct fields){kind_fields, ARRAY_LEN(kind_fields) - 1};
    return FIELDS(kind_fields);
}

static enum mode read_mode(struct reader *reader, const struct kind *kind,
                           const struct text_at *text)
{
    const struct words *words =
        str_equal(kind->name, INGRESS) ? &ingress_mode_choice : &mode_choice;
    size_t index = MODE_ENFORCE;

    return reader_word(reader, words, text, &index) ? (enum mode)index : MODE_ENFORCE;
}

static void set_grant(struct reader *reader, const struct text_at *given,
                      struct kind *kind)
{
    size_t grant = 0;

    if (kind->reader == KIND_READS_INGRESS || kind->reader == KIND_READS_SERVICE) {
        if (text_at_given(given))
            REFUSE(reader, "kind-grant", given->place,
                   "every tenant may write kind %s; it takes no \"grant\"",
                   reader_quoted(reader, kind->name));
        return;
    }
    if (reader_word(reader, &grant_choice, given, &grant))
        kind->is_listed = grant == 1;
}

static void set_rules(struct reader *reader, const struct node *map, struct spot spot,
                      struct kind *kind)
{
    const struct rule_entry *entry = NULL;

    kind->rules = rule_entries_read(reader, map, spot);
    entry = kind->rules[RULE_CLASS_AGREES];
    /* Any other action is refused already. */
    if (entry != NULL && entry->action == ACTION_DENY && entry->then == ACTION_DENY)
        REFUSE(reader, "class-agrees", reader_place(reader, map),
               "class-agrees cannot be set for a kind: it always denies");
}

/* Read a kind and its settings.  Returns its mode. */
static enum mode read_kind(struct reader *reader, const struct text_at *name,
                           const struct node *value, struct kind *kind)
{
    const struct spot spot = {"kinds", name->text, 0, NULL};
    struct kind_fields given = {0};

    kind_make(&reader->policy->fields, name->text, kind);
    if (value->kind != NODE_MAP) {
        const struct text_at word =
            fields_text(reader, value, name->text, FIELD_WORD, FIELD_OPTIONAL);

        return read_mode(reader, kind, &word);
    }
    (void)fields_read(reader, value, spot, fields_of(kind), &given);
    kind_row_read(reader, &given.row, name, kind);
    set_grant(reader, &given.grant, kind);
    if (given.rules != NULL)
        set_rules(reader, given.rules, spot, kind);
    return read_mode(reader, kind, &given.mode);
}

static void put(struct reader *reader, const struct text_at *name, struct kind kind,
                enum mode mode)
{
    struct policy *policy = reader->policy;

    if (mode == MODE_IGNORE)
        return;
    names_add(reader, &reader->kinds, name);
    kind.index = (uint32_t)policy->n_kinds;
    kind.is_preview = mode == MODE_PREVIEW;
    policy->kinds[policy->n_kinds++] = kind;
}

/* Read Ingress first, wherever the section has it: policy_kind() compares with the first
 * kind before it searches. */
static void read_ingress(struct reader *reader, const struct section *section)
{
    struct text_at name = {INGRESS, {NULL, 0, 0}};
    struct kind kind;
    enum mode mode = MODE_ENFORCE;

    kind_make(&reader->policy->fields, INGRESS, &kind);
    for (const struct node *key = section_first(reader, section); key != NULL;
         key = key->next->next) {
        if (key->kind != NODE_SCALAR || key->noted || !str_equal(key->text, INGRESS))
            continue;
        name = fields_key(reader, key);
        mode = read_kind(reader, &name, key->next, &kind);
    }
    put(reader, &name, kind, mode);
}

/* The name is the built-in kind, followed by a dot and the group of that kind. */
static bool is_with_group(struct reader *reader, struct str kind, struct str name)
{
    struct kind made;

    if (!str_has_prefix(name, kind) || name.len <= kind.len + 1 ||
        name.ptr[kind.len] != '.')
        return false;
    kind_make(&reader->policy->fields, kind, &made);
    return kind_is(&made, str_skip(name, kind.len + 1), kind);
}

/* The right name of a built-in kind that is written with its group by mistake, or without
 * it.  len 0: the name has no such mistake. */
static struct str right_name(struct reader *reader, struct str name)
{
    for (size_t i = 0; i < KINDS_BUILTIN; i++) {
        const struct str builtin = kind_builtin_name(i, &reader->arena);

        if (i < KINDS_NAMED ? is_with_group(reader, builtin, name)
                            : str_has_prefix(builtin, name) && name.len < builtin.len &&
                                  builtin.ptr[name.len] == '.')
            return builtin;
    }
    return STR_NONE;
}

static bool is_kind_byte(char c)
{
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static bool is_kind_and_group(struct reader *reader, struct str name)
{
    size_t dot = name.len;
    struct str group;

    (void)str_find(name, '.', &dot);
    for (size_t i = 0; i < dot; i++) {
        if (!is_kind_byte(name.ptr[i]))
            return false;
    }
    if (dot == name.len)
        return name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
    group = str_skip(name, dot + 1);
    for (size_t i = 0; i < group.len; i++) {
        if (group.ptr[i] >= 'A' && group.ptr[i] <= 'Z')
            return false;
    }
    group = arena_format(&reader->arena, "%.*s/", STR_ARGS(group));
    return dot > 0 && key_prefix_reason(group) == NULL;
}

/* Refuse misspelt names.  They would count as kinds of their own, of which there are no
 * objects to judge. */
static bool check_name(struct reader *reader, const struct text_at *name)
{
    const char *quoted = reader_quoted(reader, name->text);
    const struct str right = right_name(reader, name->text);
    struct str named[KINDS_NAMED];
    struct str near;
    size_t dot = 0;

    if (right.len > 0 && name->text.len > 0) {
        REFUSE(reader, "unknown-kind", name->place, "kind %s is written as %.*s here",
               quoted, STR_ARGS(right));
        return false;
    }
    if (!is_kind_and_group(reader, name->text)) {
        REFUSE(reader, "unknown-kind", name->place,
               "%s is not a kind; write KIND.GROUP, or KIND of the core group", quoted);
        return false;
    }
    for (size_t i = 0; i < KINDS_NAMED; i++)
        named[i] = kind_builtin_name(i, &reader->arena);
    if (str_find(name->text, '.', &dot) ||
        str_index(named, KINDS_NAMED, name->text, &dot) ||
        !near_find(name->text, named, KINDS_NAMED, &near))
        return true;
    REFUSE(reader, "unknown-kind", name->place, "unknown kind %s; did you mean %s?",
           quoted, reader_quoted(reader, near));
    return false;
}

static void read_others(struct reader *reader, const struct section *section)
{
    for (const struct node *key = section_first(reader, section); key != NULL;
         key = key->next->next) {
        struct text_at name;
        struct kind kind;
        enum mode mode;

        if (key->kind == NODE_SCALAR && str_equal(key->text, INGRESS))
            continue;
        name = fields_key(reader, key);
        if (!text_at_given(&name) || !check_name(reader, &name))
            continue;
        if (reader->policy->n_kinds == KINDS_MAX) {
            REFUSE(reader, "too-many-paths", name.place,
                   "a policy judges at most %d kinds", KINDS_MAX);
            return;
        }
        mode = read_kind(reader, &name, key->next, &kind);
        put(reader, &name, kind, mode);
    }
}

#define ROWS_MAX 64

/* Check that no two kinds have the same resource, which one rule of the webhook's
 * registration names, and that there are not too many rows. */
static void check_resources(struct reader *reader)
{
    const struct policy *policy = reader->policy;
    struct map seen;
    size_t n_rows = 0;

    map_init(&seen);
    for (uint32_t i = 0; i < policy->n_kinds; i++) {
        const struct kind *kind = &policy->kinds[i];
        const struct place place = reader->kinds.places[i];
        uint32_t first = 0;

        n_rows += kind->reader == KIND_READS_ROW && kind->has_row;
        if (n_rows == ROWS_MAX + 1 && kind->has_row)
            REFUSE(reader, "too-many-paths", place,
                   "this is row %d; a policy has at most %d", ROWS_MAX + 1, ROWS_MAX);
        if (kind->plural.len == 0)
            continue;
        first = *map_put(&seen,
                         arena_format(&reader->arena, "%.*s.%.*s", STR_ARGS(kind->plural),
                                      STR_ARGS(kind->group)),
                         i);
        if (first != i)
            REFUSE(reader, "duplicate-resource", place,
                   "kind %s has the plural and the group of kind %s",
                   reader_quoted(reader, kind->name),
                   reader_quoted(reader, policy->kinds[first].name));
    }
    map_clear(&seen);
}

void kinds_read(struct reader *reader, const struct section *section)
{
    struct policy *policy = reader->policy;
    const size_t n = section_count(section);
    const size_t max = n < KINDS_MAX ? n + 1 : KINDS_MAX;

    if (section != NULL) {
        (void)section_first(reader, section);
        reader->kinds_place = reader_place(reader, section->value);
    }
    names_begin(reader, &reader->kinds, "kind",
                (struct words){.problem = "unknown-kind", .noun = "kind"}, max);
    policy->kinds = ARENA_NEW(&policy->arena, struct kind, max);
    read_ingress(reader, section);
    read_others(reader, section);
    check_resources(reader);
    policy->kind_by_name = reader->kinds.by_name;
    map_init(&reader->kinds.by_name); /* the policy owns it now */
}

const struct kind *kind_find(struct reader *reader, const struct text_at *name)
{
    const struct kind *kind = policy_kind_named(reader->policy, name->text);

    if (kind == NULL)
        reader_unknown(reader, &reader->kinds.words, name);
    return kind;
}

bool kind_check(struct reader *reader, const struct text_at *name)
{
    return kind_find(reader, name) != NULL;
}

static bool some_kind_is_deep(const struct policy *policy)
{
    for (size_t i = 0; i < policy->n_kinds; i++) {
        if (policy->kinds[i].wildcards == WILDCARDS_ANY_DEPTH)
            return true;
    }
    return false;
}

void kinds_finish(struct reader *reader)
{
    struct policy *policy = reader->policy;

    if (some_kind_is_deep(policy)) {
        domain_tree_index_depth(policy->served);
        domain_tree_index_depth(policy->delegation);
    }

    for (size_t i = 0; i < policy->n_kinds; i++) {
        if (policy->kinds[i].reader != KIND_READS_INGRESS)
            policy->kinds[i].shape = kind_shape(&policy->arena, &policy->kinds[i]);
    }
}
