/*
 * kinds: which kinds are judged, and the rows of kinds that the policy defines.
 */
#include "yaml/policy/sections/sections.h"

#define INGRESS STR("Ingress")

struct kind_fields {
    struct text_at mode, grant;
    const struct node *rules;
};
#define ROW(member, name, ...) FIELD(struct kind_fields, member, name, __VA_ARGS__)
static const struct field_row kind_fields[] = {
    ROW(mode, "mode", FIELD_WORD),
    ROW(grant, "grant", FIELD_WORD),
    ROW(rules, "rules", FIELD_MAP),
};

enum mode {
    MODE_ENFORCE,
    MODE_PREVIEW,
    MODE_IGNORE, /* of Ingress only */
};
static const struct words mode_choice =
    WORDS("unknown-mode", "mode", STR_INIT("enforce"), STR_INIT("preview"));
static const struct words ingress_mode_choice = WORDS(
    "unknown-mode", "mode", STR_INIT("enforce"), STR_INIT("preview"), STR_INIT("ignore"));
static const struct words grant_choice =
    WORDS("unknown-grant", "grant", STR_INIT("all"), STR_INIT("listed"));

static enum mode read_mode(struct reader *reader, const struct kind *kind,
                           const struct text_at *text)
{
    const struct words *words =
        str_equal(kind->name, INGRESS) ? &ingress_mode_choice : &mode_choice;
    size_t index = MODE_ENFORCE;

    return reader_word(reader, words, text, &index) ? (enum mode)index : MODE_ENFORCE;
}

/* A kind and its settings.  Returns its mode. */
static enum mode read_kind(struct reader *reader, const struct node *key,
                           struct kind *kind)
{
    const struct node *value = key->next;
    const struct spot spot = {"kinds", key->text, 0, NULL};
    struct kind_fields given = {0};
    size_t grant = 0;

    kind_make(&reader->policy->fields, key->text, kind);
    if (value->kind != NODE_MAP) {
        const struct text_at word =
            fields_text(reader, value, key->text, FIELD_WORD, FIELD_OPTIONAL);

        return read_mode(reader, kind, &word);
    }
    (void)fields_read(reader, value, spot, FIELDS(kind_fields), &given);
    if (reader_word(reader, &grant_choice, &given.grant, &grant))
        kind->is_listed = grant == 1;
    if (given.rules != NULL)
        kind->rules = rule_entries_read(reader, given.rules, spot);
    return read_mode(reader, kind, &given.mode);
}

static void put(struct policy *policy, struct kind kind, enum mode mode)
{
    if (mode == MODE_IGNORE)
        return;
    kind.index = (uint32_t)policy->n_kinds;
    kind.is_preview = mode == MODE_PREVIEW;
    policy->kinds[policy->n_kinds++] = kind;
}

/* Ingress stands in front: it is looked for first. */
static void read_ingress(struct reader *reader, const struct section *section)
{
    struct policy *policy = reader->policy;
    struct kind kind;
    enum mode mode = MODE_ENFORCE;

    kind_make(&policy->fields, INGRESS, &kind);
    for (const struct node *key = section_first(reader, section); key != NULL;
         key = key->next->next) {
        if (key->kind == NODE_SCALAR && !key->noted && str_equal(key->text, INGRESS))
            mode = read_kind(reader, key, &kind);
    }
    put(policy, kind, mode);
}

void kinds_read(struct reader *reader, const struct section *section)
{
    struct policy *policy = reader->policy;

    policy->kinds = ARENA_NEW(&policy->arena, struct kind, section_count(section) + 1);
    read_ingress(reader, section);
    for (const struct node *key = section_first(reader, section); key != NULL;
         key = key->next->next) {
        struct kind kind;
        enum mode mode;

        if (key->kind != NODE_SCALAR || key->noted || str_equal(key->text, INGRESS))
            continue;
        mode = read_kind(reader, key, &kind);
        put(policy, kind, mode);
    }
    for (uint32_t i = 0; i < policy->n_kinds; i++)
        map_put(&policy->kind_by_name, policy->kinds[i].name, i);
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
