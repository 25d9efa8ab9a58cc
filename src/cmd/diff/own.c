/* SPDX-License-Identifier: Apache-2.0 */
/* own: compares kinds that both policies define, field by field. */
#include "cmd/diff/pairs.h"

/* A kind that both policies define. */
struct row {
    struct differences *differences;
    const struct kind *of[REACH_SIDES];
};

static void compare_texts(const struct row *row, const char *field,
                          const struct str texts[REACH_SIDES])
{
    struct differences *differences = row->differences;

    diff_setting(differences, DIFF_KINDS,
                 arena_format(differences->arena, "kinds[%.*s].%s",
                              STR_ARGS(row->of[REACH_NEW]->name), field),
                 texts);
}

typedef struct str text_of(struct arena *arena, const struct kind *kind);

static void compare_field(const struct row *row, const char *field, text_of *text)
{
    struct arena *arena = row->differences->arena;
    const struct str texts[REACH_SIDES] = {text(arena, row->of[REACH_OLD]),
                                           text(arena, row->of[REACH_NEW])};

    compare_texts(row, field, texts);
}

static struct str path_text(const struct path *path)
{
    return path == NULL || path->field == NULL ? STR_NONE : path->field->text;
}

static struct str plural_text(struct arena *arena, const struct kind *kind)
{
    (void)arena;
    return kind->plural;
}

static struct str host_text(struct arena *arena, const struct kind_host *host)
{
    struct buf buf = buf_in(arena);
    const char *before = " (";

    buf_add(&buf, path_text(&host->path));
    if (host->as != TEXT_NAME && text_grammar_names[host->as].len > 0) {
        buf_addf(&buf, "%sas %.*s", before, STR_ARGS(text_grammar_names[host->as]));
        before = ", ";
    }
    if (host->absent_all) {
        buf_addf(&buf, "%sabsent all", before);
        before = ", ";
    }
    if (host->unless != NULL) {
        buf_addf(&buf, "%sunless %.*s", before, STR_ARGS(path_text(host->unless)));
        before = ", ";
    }
    if (before[0] == ',')
        buf_add_byte(&buf, ')');
    return buf_str(&buf);
}

static struct str hosts_text(struct arena *arena, const struct kind *kind)
{
    struct str *texts = ARENA_NEW(arena, struct str, kind->n_hosts);

    for (size_t i = 0; i < kind->n_hosts; i++)
        texts[i] = host_text(arena, &kind->hosts[i]);
    return diff_join(arena, texts, kind->n_hosts, "");
}

/* Unsorted, because the class is written to the first path. */
static struct str class_paths_text(struct arena *arena, const struct kind *kind)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < kind->n_class_paths; i++) {
        buf_add_text(&buf, i == 0 ? "" : ", ");
        buf_add(&buf, path_text(&kind->class_paths[i]));
    }
    return buf_str(&buf);
}

static struct str class_keys_text(struct arena *arena, const struct kind *kind)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < kind->n_class_keys; i++) {
        buf_add_text(&buf, i == 0 ? "" : ", ");
        buf_add(&buf, kind->class_keys[i]);
    }
    return buf_str(&buf);
}

static struct str class_fixed_text(struct arena *arena, const struct kind *kind)
{
    (void)arena;
    return kind->fixed_class == NULL ? STR_NONE : kind->fixed_class->name;
}

static struct str class_gateways_text(struct arena *arena, const struct kind *kind)
{
    struct buf buf = buf_in(arena);

    if (kind->class_from == CLASS_FROM_SELF)
        return STR("self");
    buf_add(&buf, path_text(kind->parents));
    if (kind->n_mesh > 0) {
        buf_add_text(&buf, ", mesh ");
        buf_add(&buf, diff_join(arena, kind->mesh, kind->n_mesh, ""));
    }
    buf_addf(&buf, "%s%s", kind->absent_is_mesh ? ", absent mesh" : "",
             kind->parents_are_domains ? ", parents are domains" : "");
    return buf_str(&buf);
}

static struct str references_text(struct arena *arena, const struct kind *kind)
{
    struct str *texts = ARENA_NEW(arena, struct str, kind->n_references);

    for (size_t i = 0; i < kind->n_references; i++)
        texts[i] = arena_format(
            arena, "%.*s (%s)", STR_ARGS(path_text(&kind->references[i].path)),
            kind->references[i].form == ROW_REFERENCE_PAIR ? "namespace/name"
                                                           : "namespace");
    return diff_join(arena, texts, kind->n_references, "");
}

static struct str demands_text(struct arena *arena, const struct kind *kind)
{
    struct str *texts = ARENA_NEW(arena, struct str, kind->n_demands);
    size_t n = 0;

    for (size_t i = 0; i < kind->n_demands; i++) {
        const struct field_demand *demand = kind->demands[i].demand;
        const struct str path = path_text(&kind->demands[i].path);

        if (demand->is_of_policy)
            continue;
        texts[n++] = demand->n_values == 0
                         ? path
                         : arena_format(arena, "%.*s (%.*s)", STR_ARGS(path),
                                        STR_ARGS(diff_join(arena, demand->values,
                                                           demand->n_values, "")));
    }
    return diff_join(arena, texts, n, "");
}

static struct str wildcards_text(struct arena *arena, const struct kind *kind)
{
    (void)arena;
    return kind->wildcards == WILDCARDS_ANY_DEPTH ? STR("any") : STR("one");
}

static struct str dns_text(struct arena *arena, const struct kind *kind)
{
    (void)arena;
    return kind->dns == KIND_DNS_NONE ? STR("none") : STR("annotations");
}

static struct str ranges_text(struct arena *arena, const struct kind *kind)
{
    (void)arena;
    return kind->ranges == KIND_RANGES_PROFILE ? STR("profile") : STR("none");
}

void diff_row(struct differences *differences, const struct kind *old,
              const struct kind *new)
{
    static const struct {
        const char *field;
        text_of *text;
    } fields[] = {
        {"plural", plural_text},
        {"hosts", hosts_text},
        {"wildcards", wildcards_text},
        {"class.paths", class_paths_text},
        {"class.annotations", class_keys_text},
        {"class.fixed", class_fixed_text},
        {"class.gateways", class_gateways_text},
        {"externalDNS", dns_text},
        {"sourceRanges", ranges_text},
        {"references", references_text},
        {"forbid", demands_text},
    };
    const struct row row = {.differences = differences, .of = {old, new}};

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        compare_field(&row, fields[i].field, fields[i].text);
}
