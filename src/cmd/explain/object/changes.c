/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changes: reports the annotations and fields that the mutating stage changes, and why
 * annotations of the user are accepted.
 */
#include "base/map.h"
#include "cmd/desk/origin.h"
#include "cmd/explain/object/object.h"
#include "core/object/managed.h"
#include "core/rules/annotation_safe.h"
#include "json/pointer.h"
#include "wire/answer.h"

/* The rules that one annotation breaks. */
struct broken {
    bool rules[RULE_COUNT];
};

struct changes {
    const struct object_answer *answer;
    struct arena *arena;
    struct object_change *all;
    size_t n;
    struct key_list listed;                   /* the managed list of the object */
    struct map written_by_key, judged_by_key; /* -> index in the trace */
    struct map broken_by_key;                 /* -> index in `broken` */
    struct broken *broken;
    struct map name_keys; /* keys whose values are names */
    struct object_carrier *carriers;
    size_t n_carriers;
    bool is_refused; /* the tenant, the kind or the class is denied */
};

static void clear(struct changes *changes)
{
    map_clear(&changes->written_by_key);
    map_clear(&changes->judged_by_key);
    map_clear(&changes->broken_by_key);
    map_clear(&changes->name_keys);
}

static void index_trace(const struct trace *trace, struct map *ret)
{
    for (size_t i = 0; i < trace->n; i++) {
        if (traced_is_of_key(&trace->all[i]))
            (void)map_put(ret, trace->all[i].subject, (uint32_t)i);
    }
}

/* Returns NULL if nothing in the trace is about the key. */
static const struct traced *find_traced(const struct trace *trace,
                                        const struct map *by_key, struct str key)
{
    uint32_t at;

    return map_get(by_key, key, &at) ? &trace->all[at] : NULL;
}

static void index_broken(struct changes *changes)
{
    const struct decision *decision = &changes->answer->object.validated->decision;
    size_t n = 0;

    changes->broken = ARENA_NEW(changes->arena, struct broken, decision->n_violations);
    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];
        uint32_t at;

        if (violation->disposition == DISPOSITION_EXCUSED ||
            !field_path_is(&violation->path, FIELD_ANNOTATION))
            continue;
        at = *map_put(&changes->broken_by_key, violation->path.key, (uint32_t)n);
        n += at == n;
        changes->broken[at].rules[violation->rule] = true;
    }
}

/* True if rules about the tenant, the kind or the class deny.  Rules that need a class do
 * not apply then. */
static bool is_refused(const struct decision *decision)
{
    static const enum rule_id before[] = {RULE_TENANT_KNOWN, RULE_KIND_PERMITTED,
                                          RULE_CLASS_PRESENT, RULE_CLASS_AGREES,
                                          RULE_CLASS_PERMITTED};

    for (size_t i = 0; i < decision->n_violations; i++) {
        for (size_t k = 0; k < ARRAY_LEN(before); k++) {
            if (decision->violations[i].rule == before[k] &&
                decision->violations[i].disposition == DISPOSITION_DENIED)
                return true;
        }
    }
    return false;
}

static void index_all(struct changes *changes)
{
    const struct claims *claims = changes->answer->judged.claims;

    index_trace(&changes->answer->written, &changes->written_by_key);
    index_trace(&changes->answer->judged, &changes->judged_by_key);
    index_broken(changes);
    changes->is_refused = is_refused(&changes->answer->object.validated->decision);
    changes->n_carriers =
        object_carriers(changes->answer, changes->arena, &changes->carriers);
    for (size_t i = 0; claims != NULL && i < claims->n; i++) {
        if (field_path_is(&claims->all[i].path, FIELD_ANNOTATION))
            (void)map_put(&changes->name_keys, claims->all[i].path.key, 0);
    }
}

/* The text in the manifest at the pointer; len 0 if there is none. */
static struct str field_before(const struct changes *changes, struct str pointer)
{
    struct json *root = NULL;
    const struct json *node;
    struct err unused = {0};

    if (!json_read(changes->arena, changes->answer->manifest->json, &json_whole, &root,
                   &unused))
        return STR_NONE;
    node = pointer_get(changes->arena, root, pointer);
    return node == NULL ? STR_NONE : json_text(node);
}

static struct str value_of(const struct edit *edit)
{
    if (edit->kind == EDIT_BOOL)
        return edit->flag ? STR("true") : STR("false");
    return edit->kind == EDIT_REMOVE ? STR_NONE : edit->text;
}

/* The edit fills in or replaces the class. */
static bool is_about_class(const struct edit *edit)
{
    return edit->rule == RULE_CLASS_PRESENT || edit->rule == RULE_CLASS_PERMITTED;
}

static const struct traced *find_default(const struct trace *trace)
{
    for (size_t i = 0; i < trace->n; i++) {
        if (trace->all[i].kind == ENTRY_DEFAULT_CLASS)
            return &trace->all[i];
    }
    return NULL;
}

static const struct entry *first_of(const struct entry *exact, const struct entry *whole)
{
    return exact != NULL ? exact : whole;
}

/* The entry of the policy that demands an edit of a Service's fields, or NULL. */
static const struct entry *service_entry(const struct object_answer *answer,
                                         const struct edit *edit)
{
    const struct entries *entries = answer->asking->desk->entries;
    const struct tenant *tenant = answer->object.tenant;
    const struct carriers *carriers = answer->judged.carriers;
    const struct class *class =
        carriers != NULL && carriers->n_classes > 0 ? carriers->classes[0] : NULL;

    if (class == NULL || class->service == NULL ||
        answer->object.mutated->view->service == NULL)
        return NULL;
    if (edit->rule == RULE_CLASS_PRESENT)
        return tenant == NULL || tenant->services->default_class != class
                   ? NULL
                   : first_of(entries_of_tenant_field(entries, tenant,
                                                      "services.defaultClass"),
                              entries_of_tenant_field(entries, tenant, "services"));
    if (edit->rule == RULE_SERVICE_PORT)
        return first_of(entries_of_class(entries, class, ".service.nodePorts"),
                        entries_of_class(entries, class, ".service"));
    if (edit->rule == RULE_SOURCE_RANGES && class->service->has_own_ranges)
        return first_of(entries_of_class(entries, class, ".service.sourceRanges"),
                        entries_of_class(entries, class, ".service"));
    return edit->rule == RULE_SOURCE_RANGES ? entries_find(entries, &class->ranges)
                                            : NULL;
}

static void take_edit(struct changes *changes, const struct edit *edit,
                      const struct annotation *before)
{
    const struct object_answer *answer = changes->answer;
    struct object_change *change = &changes->all[changes->n++];
    const struct traced *traced;

    change->key = edit->path.key;
    change->value = value_of(edit);
    change->rule = edit->rule;
    change->mark = edit->kind == EDIT_REMOVE ? '-' : (edit->replaces ? '~' : '+');
    if (before != NULL)
        change->before = before->value;
    if (change->key.len == 0) {
        change->key = pointer_of(&edit->path, changes->arena);
        change->before = field_before(changes, change->key);
    }
    traced = find_traced(&answer->written, &changes->written_by_key,
                         managed_key_at(&edit->path));
    if (traced == NULL && is_about_class(edit))
        traced = find_default(&answer->written);
    if (traced != NULL)
        change->entry = entry_of_traced(answer->asking->desk->entries, traced);
    if (change->entry == NULL && change->mark != '-')
        change->entry = service_entry(answer, edit);
}

/* The rules that the annotation breaks, joined by ", "; len 0 if there are none. */
static struct str broken_at(const struct changes *changes, struct str key)
{
    struct buf buf = buf_in(changes->arena);
    uint32_t at;

    if (!map_get(&changes->broken_by_key, key, &at))
        return STR_NONE;
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (!changes->broken[at].rules[i])
            continue;
        buf_add_text(&buf, buf.len > 0 ? ", " : "");
        buf_add(&buf, rule_id_name((enum rule_id)i));
    }
    return buf_str(&buf);
}

static bool contains_names(const struct changes *changes, struct str key)
{
    uint32_t unused;

    return map_get(&changes->name_keys, key, &unused);
}

/* The item of `allow` that permits the tenant to write the key, or `optOut`. */
static const struct entry *allow_entry(const struct changes *changes,
                                       const struct class *class,
                                       const struct class_dns *dns, struct str suffix)
{
    const struct entries *entries = changes->answer->asking->desk->entries;
    const struct tenant *tenant = changes->answer->object.tenant;
    const struct entry *whole = entry_of_dns(entries, class, dns, STR_NONE);
    const struct entry *list = whole == NULL
                                   ? NULL
                                   : places_findf(entries_places(entries), "%.*s.allow",
                                                  STR_ARGS(whole->address));

    for (size_t i = 0; i < dns->n_allow; i++) {
        const struct class_dns one = {.allow = &dns->allow[i], .n_allow = 1};

        if (class_dns_allows(&one, tenant, suffix))
            return list == NULL ? whole : places_item(entries_places(entries), list, i);
    }
    if (whole != NULL && dns->opt_out && str_equal(suffix, DNS_SUFFIX_CONTROLLER))
        return first_of(places_findf(entries_places(entries), "%.*s.optOut",
                                     STR_ARGS(whole->address)),
                        whole);
    return NULL;
}

/* Explain a key with a prefix of external-dns.  Returns false for other keys. */
static bool explain_dns(struct changes *changes, struct object_change *change)
{
    const struct carriers *carriers = changes->answer->judged.carriers;
    const struct dns_prefix *prefix =
        policy_dns_prefix(changes->answer->asking->desk->policy, change->key);
    bool is_read = false;

    if (prefix == NULL)
        return false;
    for (size_t i = 0; prefix->instance != NULL && i < carriers->n_classes; i++) {
        const struct class *class = carriers->classes[i];
        const struct class_dns *dns = class_dns_of(class, prefix->instance);

        is_read = is_read || dns != NULL;
        if (dns != NULL && change->entry == NULL)
            change->entry = allow_entry(changes, class, dns,
                                        str_skip(change->key, prefix->prefix.len));
    }
    if (!is_read)
        change->why = STR("not read: no instance of this class uses this prefix");
    change->by_default = is_read && change->entry == NULL;
    return true;
}

/* Explain a list of source ranges that the class leaves to the user.  Returns false for
 * other keys. */
static bool explain_list(struct changes *changes, struct object_change *change)
{
    const struct carriers *carriers = changes->answer->judged.carriers;
    const struct view *view = changes->answer->object.mutated->view;

    for (size_t i = 0; i < carriers->n_classes; i++) {
        const struct class *class = carriers->classes[i];

        if (view->kind->ranges != KIND_RANGES_PROFILE ||
            class->ranges.mode == RANGE_ELSEWHERE ||
            !profile_is_list_key(class->profile, change->key))
            continue;
        change->entry =
            entries_find(changes->answer->asking->desk->entries, &class->ranges);
        change->by_default = change->entry == NULL;
        return true;
    }
    return false;
}

/* The entry that permits the class which the annotation names.  NULL if it names no
 * class, or nothing permits it. */
static const struct entry *grant_entry(const struct changes *changes, struct str key)
{
    const struct field_path path = field_path_annotation(key);
    const struct str field = object_field(&path, changes->arena);

    for (size_t i = 0; i < changes->n_carriers; i++) {
        if (str_equal(changes->carriers[i].field, field) &&
            changes->carriers[i].refusal.len == 0)
            return changes->carriers[i].grant;
    }
    return NULL;
}

/* A value that a user wrote with one prefix is wanted with the other prefixes as well. */
static bool is_copy(const struct traced *traced)
{
    return traced->kind == ENTRY_DNS && traced->also == NULL;
}

static void explain(struct changes *changes, struct object_change *change)
{
    const struct object_answer *answer = changes->answer;
    const struct str broken = broken_at(changes, change->key);
    const struct traced *traced =
        find_traced(&answer->judged, &changes->judged_by_key, change->key);

    if (broken.len > 0) {
        change->why = arena_format(changes->arena, "breaks %.*s", STR_ARGS(broken));
    } else if (traced != NULL && !is_copy(traced)) {
        change->entry = entry_of_traced(answer->asking->desk->entries, traced);
    } else if (contains_names(changes, change->key)) {
        change->why = STR("its names are judged");
    } else if (changes->is_refused ||
               (!explain_dns(changes, change) && !explain_list(changes, change))) {
        change->entry = grant_entry(changes, change->key);
        if (change->entry == NULL)
            change->why =
                annotation_safe_checks(answer->asking->desk->policy, change->key)
                    ? STR("annotation-safe applies")
                    : STR("not judged");
    }
    if (change->why.len == 0)
        change->why =
            change->by_default ? STR("accepted by default") : STR("accepted by ");
}

static void take_user_annotation(struct changes *changes,
                                 const struct annotation *annotation)
{
    struct object_change *change = &changes->all[changes->n++];
    const struct field_path path = field_path_annotation(annotation->key);

    change->mark = '=';
    change->is_listed = key_list_has(&changes->listed, annotation->key);
    change->key = annotation->key;
    change->value = annotation->value;
    change->place = object_place(changes->answer, object_field(&path, changes->arena));
    if (changes->answer->judged.claims != NULL)
        explain(changes, change);
}

/* Merges edits and annotations, which are both sorted by key.  Edits of fields come
 * first. */
size_t object_changes(const struct object_answer *answer, struct arena *arena,
                      struct object_change **ret)
{
    const struct answer *mutated = answer->object.mutated;
    const struct decision *decision = &mutated->decision;
    const struct view *view = mutated->view;
    const size_t n_annotations = view == NULL ? 0 : view->n_annotations;
    struct changes changes = {
        .answer = answer,
        .arena = arena,
        .all = ARENA_NEW(arena, struct object_change, decision->n_edits + n_annotations),
    };
    size_t at = 0;

    index_all(&changes);
    if (view != NULL)
        changes.listed = managed_of(answer->asking->desk->policy, view, arena);

    for (size_t i = 0; i < decision->n_edits; i++) {
        const struct edit *edit = &decision->edits[i];
        const bool is_annotation = edit->path.key.len > 0;
        const struct annotation *before = NULL;

        for (; is_annotation && at < n_annotations &&
               str_compare(view->annotations[at].key, edit->path.key) < 0;
             at++) {
            if (!str_equal(view->annotations[at].key, MANAGED_KEY))
                take_user_annotation(&changes, &view->annotations[at]);
        }
        if (is_annotation && at < n_annotations &&
            str_equal(view->annotations[at].key, edit->path.key))
            before = &view->annotations[at++];
        if (!str_equal(edit->path.key, MANAGED_KEY))
            take_edit(&changes, edit, before);
    }
    for (; at < n_annotations; at++) {
        if (!str_equal(view->annotations[at].key, MANAGED_KEY))
            take_user_annotation(&changes, &view->annotations[at]);
    }
    clear(&changes);
    *ret = changes.all;
    return changes.n;
}
