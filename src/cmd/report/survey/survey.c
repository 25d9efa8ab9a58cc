/* SPDX-License-Identifier: Apache-2.0 */
/* survey: judges one object at a time; see survey.h. */
#include "cmd/report/survey/survey.h"

#include "base/mem.h"
#include "base/text.h"
#include "cmd/check/manifests.h"
#include "cmd/cli/json_out.h"
#include "cmd/explain/object/object.h"
#include "core/entries/trace.h"
#include "core/policy/policy.h"
#include "json/json.h"
#include "wire/answer.h"

#define ARENA_KEEP ((size_t)1 << 20)

void survey_init(struct survey *survey, const struct survey_options *options)
{
    *survey = (struct survey){.options = *options};
    survey_find_switches(survey);
}

void survey_clear(struct survey *survey)
{
    mem_free(survey->all);
    problems_clear(&survey->problems);
    arena_clear(&survey->object_arena);
    arena_clear(&survey->arena);
    *survey = (struct survey){0};
}

static struct str path_text(struct arena *arena, const struct field_path *path)
{
    struct buf buf = buf_in(arena);

    field_path_add(&buf, path);
    return buf_str(&buf);
}

/* In preview a denial is a warning. */
static enum disposition disposition_of(const struct answer *answer,
                                       const struct violation *violation)
{
    if (violation->disposition == DISPOSITION_DENIED && answer->allowed)
        return DISPOSITION_WARNED;
    return violation->disposition;
}

static struct survey_finding finding_of(const struct manifest *manifest,
                                        const struct answer *answer,
                                        const struct violation *violation,
                                        struct arena *arena)
{
    struct survey_finding finding = {
        .disposition = disposition_of(answer, violation),
        .rule = violation->rule,
        .field = path_text(arena, &violation->path),
        .message = violation->sentence,
        .entry = violation->entry,
        .exemption = violation->exemption,
    };

    /* An excused violation has no sentence, because no user sees it. */
    if (finding.message.len == 0 && finding.field.len > 0)
        finding.message = arena_format(arena, "at %.*s", STR_ARGS(finding.field));
    finding.place = manifest_place(manifest, finding.field);
    return finding;
}

static void take_findings(const struct manifest *manifest, const struct answer *answer,
                          struct arena *arena, struct survey_answer *ret)
{
    const struct decision *decision = &answer->decision;
    struct survey_finding *all =
        ARENA_NEW(arena, struct survey_finding, decision->n_violations + 1);

    ret->findings = all;
    if (answer->kind == ANSWER_UNJUDGEABLE) {
        all[ret->n++] = (struct survey_finding){
            .disposition = answer->allowed ? DISPOSITION_WARNED : DISPOSITION_DENIED,
            .rule = RULE_COUNT,
            .field = answer->where,
            .message = answer->error,
            .place = manifest_place(manifest, answer->where),
        };
        return;
    }
    for (size_t i = 0; answer->kind == ANSWER_DECIDED && i < decision->n_violations; i++)
        all[ret->n++] = finding_of(manifest, answer, &decision->violations[i], arena);
}

static struct str namespace_of(const struct survey *survey,
                               const struct manifest *manifest)
{
    return manifest->namespace.len > 0 ? manifest->namespace : survey->options.namespace;
}

bool survey_ask(struct survey *survey, const struct manifest *manifest,
                const struct manifest *stored, int32_t day, struct survey_answer *ret,
                struct err *err)
{
    struct arena *arena = &survey->object_arena;
    struct checked_object *checked = ARENA_NEW(arena, struct checked_object, 1);
    struct trace *judged = ARENA_NEW(arena, struct trace, 1);
    const struct check_write write = {
        .policy = survey->options.policy,
        .manifest = manifest,
        .stored = stored,
        .namespace = namespace_of(survey, manifest),
        .user = survey->options.user,
        .groups = survey->options.groups,
        .n_groups = survey->options.n_groups,
        .today = day,
        .judged = judged,
    };

    judged->arena = arena;
    *ret = (struct survey_answer){.checked = checked, .judged = judged};
    if (check_object(&write, arena, checked, err) != CHECK_DONE)
        return false;
    take_findings(manifest, checked->validated, arena, ret);
    return true;
}

/* Objects of one file are adjacent and share one copy of its name. */
static struct place keep_place(struct survey *survey, struct place place)
{
    const char *last = survey->n > 0 ? survey->all[survey->n - 1].place.file : NULL;

    if (place.file == NULL)
        return place;
    if (last == NULL || strcmp(last, place.file) != 0)
        last = arena_dup(&survey->arena, str_from(place.file)).ptr;
    place.file = last;
    return place;
}

/* Copies of the findings with that disposition; only NULL: of all. */
static const struct survey_finding *keep_findings(struct survey *survey,
                                                  const struct survey_answer *answer,
                                                  const enum disposition *only,
                                                  size_t *ret_n)
{
    struct arena *arena = &survey->arena;
    struct survey_finding *kept;
    size_t n = 0;

    *ret_n = 0;
    for (size_t i = 0; i < answer->n; i++)
        n += only == NULL || answer->findings[i].disposition == *only;
    if (n == 0)
        return NULL;
    kept = ARENA_NEW(arena, struct survey_finding, n);
    for (size_t i = 0; i < answer->n; i++) {
        struct survey_finding finding = answer->findings[i];

        if (only != NULL && finding.disposition != *only)
            continue;
        finding.field = arena_dup(arena, finding.field);
        finding.message = arena_dup(arena, finding.message);
        finding.place.file = NULL; /* as in the object's place */
        kept[(*ret_n)++] = finding;
    }
    return kept;
}

static enum survey_state state_of(const struct checked_object *checked,
                                  const struct survey_answer *answer)
{
    bool has[DISPOSITION_EXCUSED + 1] = {false};

    if (checked->verdict == VERDICT_UNJUDGEABLE)
        return SURVEY_UNREAD;
    for (size_t i = 0; i < answer->n; i++)
        has[answer->findings[i].disposition] = true;
    if (checked->verdict == VERDICT_DENIED)
        return SURVEY_DENIED;
    if (has[DISPOSITION_WARNED] || has[DISPOSITION_AUDITED] || has[DISPOSITION_RATCHETED])
        return SURVEY_WARNED;
    return has[DISPOSITION_EXCUSED] ? SURVEY_EXCUSED : SURVEY_FINE;
}

enum root_field {
    ROOT_METADATA,
    ROOT_FIELDS,
};
enum metadata_field {
    METADATA_UID,
    METADATA_FIELDS,
};
static const struct json_field metadata_fields[] = {
    [METADATA_UID] = {STR_INIT("uid"), NULL},
};
static const struct json_shape metadata_shape = {metadata_fields, METADATA_FIELDS, NULL};
static const struct json_field root_fields[] = {
    [ROOT_METADATA] = {STR_INIT("metadata"), &metadata_shape},
};
static const struct json_shape root_shape = {root_fields, ROOT_FIELDS, NULL};

static struct str uid_of(const struct manifest *manifest, struct arena *arena)
{
    const struct json *members[ROOT_FIELDS] = {0};
    const struct json *inner[METADATA_FIELDS] = {0};
    struct json *root = NULL;
    struct err unused;

    if (!json_read(arena, manifest->json, &root_shape, &root, &unused) ||
        json_value_type(root) != VALUE_OBJECT)
        return STR_NONE;
    json_fields(root, members, ROOT_FIELDS);
    if (members[ROOT_METADATA] == NULL ||
        json_value_type(members[ROOT_METADATA]) != VALUE_OBJECT)
        return STR_NONE;
    json_fields(members[ROOT_METADATA], inner, METADATA_FIELDS);
    if (inner[METADATA_UID] == NULL ||
        json_value_type(inner[METADATA_UID]) != VALUE_STRING)
        return STR_NONE;
    return json_text(inner[METADATA_UID]);
}

/* Add an object with what is known before it is judged. */
static struct survey_object *begin_object(struct survey *survey,
                                          const struct manifest *manifest)
{
    struct arena *arena = &survey->arena;
    const struct place place = keep_place(survey, manifest->place);
    struct buf name = buf_in(arena);
    struct survey_object *object;

    buf_add(&name, manifest->name.len > 0 ? manifest->name : manifest->generate_name);
    if (manifest->name.len == 0)
        buf_add_byte(&name, '*');
    survey->all =
        mem_grow(survey->all, &survey->cap, survey->n + 1, sizeof survey->all[0]);
    object = &survey->all[survey->n++];
    *object = (struct survey_object){
        .place = place,
        .api_version = arena_dup(arena, manifest->api_version),
        .kind = manifest_kind(manifest, survey->options.policy)->name,
        .resource_kind = arena_dup(arena, manifest->kind),
        .namespace = arena_dup(arena, namespace_of(survey, manifest)),
        .name = buf_str(&name),
    };
    if (survey->options.keeps_uid)
        object->uid = arena_dup(arena, uid_of(manifest, &survey->object_arena));
    object->tenant = policy_tenant_of(survey->options.policy, object->namespace);
    return object;
}

static void keep_classes(struct survey *survey, const struct decision *decision,
                         struct survey_object *object)
{
    const struct class **classes;

    if (decision->n_classes == 0)
        return;
    classes = ARENA_NEW(&survey->arena, const struct class *, decision->n_classes);
    for (size_t i = 0; i < decision->n_classes; i++)
        classes[i] = decision->classes[i];
    object->classes = classes;
    object->n_classes = decision->n_classes;
}

/* Record why the object cannot be judged. */
static void note_failure(struct survey *survey, const struct manifest *manifest,
                         const struct err *err, struct survey_object *object)
{
    AUTO(buf_clear) struct buf name = {.max_bytes = BUF_MAX_BYTES};
    struct survey_finding *finding = ARENA_NEW(&survey->arena, struct survey_finding, 1);

    text_add_escaped(&name, manifest->kind, TEXT_QUOTED_MAX);
    buf_add_byte(&name, ' ');
    text_add_quoted(&name, object->name);
    problems_add(&survey->problems, SEVERITY_ERROR, "unjudgeable", object->place, "%s%s",
                 buf_text(&name), err->text);
    buf_add_text(&name, err->text);
    *finding = (struct survey_finding){
        .disposition = DISPOSITION_DENIED,
        .rule = RULE_COUNT,
        .message = arena_dup(&survey->arena, buf_str(&name)),
        .place = object->place,
    };
    object->state = SURVEY_UNREAD;
    object->findings = finding;
    object->n_findings = 1;
}

/* An answer without a judgement is also a problem. */
static void note_unjudgeable(struct survey *survey, const struct survey_object *object)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};
    const struct survey_finding *finding = &object->findings[0];

    text_add_escaped(&text, object->kind, TEXT_QUOTED_MAX);
    buf_add_byte(&text, ' ');
    text_add_quoted(&text, object->name);
    buf_add_text(&text, " cannot be judged: ");
    if (finding->field.len > 0) {
        buf_add(&text, finding->field);
        buf_add_byte(&text, ' ');
    }
    buf_add(&text, finding->message);
    problems_add(
        &survey->problems, SEVERITY_ERROR, "unjudgeable",
        (struct place){object->place.file, finding->place.line, finding->place.column},
        "%s", buf_text(&text));
}

/* Keep the JSON of explain for the creation. */
static void keep_json(struct survey *survey, const struct manifest *manifest,
                      struct survey_object *object)
{
    struct arena *arena = &survey->object_arena;
    const struct survey_options *options = &survey->options;
    const struct check_write write = {
        .policy = options->policy,
        .manifest = manifest,
        .namespace = object->namespace,
        .user = options->user,
        .groups = options->groups,
        .n_groups = options->n_groups,
        .today = options->today,
    };
    struct buf members = buf_in(arena);
    struct object_answer answer;
    struct err unused;
    AUTO(json_decref) json_t *json = NULL;

    if (options->asking == NULL ||
        object_ask(options->asking, &write, arena, &answer, &unused) != CHECK_DONE)
        return;
    json = object_json(&answer);
    cold_json_add(&members, json, COLD_JSON_MEMBERS);
    object->json = arena_dup(&survey->arena, buf_str(&members));
}

/* Judge creation and update as of today, then as of later days. */
static bool judge(struct survey *survey, const struct manifest *manifest,
                  struct survey_object *object, struct err *err)
{
    const enum disposition denied = DISPOSITION_DENIED;
    struct survey_answer created;
    struct survey_answer updated;

    if (!survey_ask(survey, manifest, NULL, survey->options.today, &created, err) ||
        !survey_ask(survey, manifest, manifest, survey->options.today, &updated, err))
        return false;
    object->state = state_of(created.checked, &created);
    object->is_stuck = updated.checked->verdict == VERDICT_DENIED;
    object->findings = keep_findings(survey, &created, NULL, &object->n_findings);
    if (object->is_stuck)
        object->stuck = keep_findings(survey, &updated, &denied, &object->n_stuck);
    keep_json(survey, manifest, object);
    if (object->state == SURVEY_UNREAD) {
        note_unjudgeable(survey, object);
        return true;
    }
    keep_classes(survey, &created.checked->validated->decision, object);
    survey_read_names(survey, &created, object);
    survey_look_ahead(survey, manifest, object);
    return true;
}

static void count_other(struct survey *survey, const struct manifest *manifest)
{
    const uint32_t builtin = manifest_builtin_kind(manifest);

    survey->n_others++;
    if (builtin != KIND_NOT_BUILTIN)
        survey->of_builtin[builtin]++;
}

void survey_add(struct survey *survey, const struct manifest *manifest)
{
    struct survey_object *object;
    struct err err = {0};

    arena_reset(&survey->object_arena, ARENA_KEEP);
    if (manifest_kind(manifest, survey->options.policy) == NULL) {
        count_other(survey, manifest);
        return;
    }
    object = begin_object(survey, manifest);
    if (!judge(survey, manifest, object, &err))
        note_failure(survey, manifest, &err, object);
}
