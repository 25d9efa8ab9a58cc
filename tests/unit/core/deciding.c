/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deciding: see deciding.h.  Wrong input fails the test.
 */
#include "deciding.h"

#include <stdlib.h>

#include "core/mutations/edit.h"
#include "core/values/day.h"
#include "json/json.h"
#include "unit.h"
#include "wire/kinds/kinds.h"
#include "wire/message.h"
#include "wire/warning_text.h"
#include "yaml/policy/read.h"

struct policy *deciding_policy(const char *yaml)
{
    struct policy_file file = {"policy.yaml", str_from(yaml)};
    struct problems problems;
    struct policy *policy;

    problems_init(&problems);
    policy =
        policy_read(&file, 1, STR("0123abcd"), deciding_day("2026-11-22"), &problems);
    for (size_t i = 0; policy == NULL && i < problems.n; i++)
        print_error("%u: %s\n", (unsigned)problems.all[i].place.line,
                    problems.all[i].text);
    problems_clear(&problems);
    assert_non_null(policy);
    return policy;
}

char *deciding_replace(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    struct buf buf;

    if (at == NULL)
        fail_msg("the policy of the test has no \"%s\"", from);
    buf_init(&buf, NULL, BUF_MAX_BYTES);
    buf_add(&buf, (struct str){text, (size_t)(at - text)});
    buf_add_text(&buf, to);
    buf_add_text(&buf, at + strlen(from));
    (void)buf_text(&buf);
    return buf.ptr;
}

const struct profile *deciding_profile(struct arena *arena, const char *name)
{
    size_t n;
    const struct profile *all = profile_builtins(arena, &n);
    const struct profile *profile = profile_named(all, n, str_from(name));

    assert_non_null(profile);
    return profile;
}

int32_t deciding_day(const char *text)
{
    int32_t day = 0;

    assert_true(day_parse(str_from(text), &day));
    return day;
}

static int hex(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/* Decodes %XX. */
static struct str decode(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '%' && i + 2 < text.len) {
            out[n++] = (char)(hex(text.ptr[i + 1]) * 16 + hex(text.ptr[i + 2]));
            i += 2;
        } else {
            out[n++] = text.ptr[i];
        }
    }
    return (struct str){out, n};
}

/* The parts of an object's JSON.  Each is the contents of an object or array, without its
 * brackets. */
struct scribe {
    struct arena *arena;
    struct buf metadata;
    struct buf annotations;
    struct buf spec;
    struct buf rules;
    struct buf paths; /* of the last rule */
    struct buf tls;
    bool has_rule;
    bool has_spec;
};

static void add_comma(struct buf *buf)
{
    if (buf->len > 0)
        buf_add_byte(buf, ',');
}

static void add_member(struct buf *buf, const char *name, struct str text)
{
    add_comma(buf);
    buf_addf(buf, "\"%s\":", name);
    json_add_string(buf, text);
}

static void add_annotation(struct scribe *scribe, struct str key, struct str value)
{
    add_comma(&scribe->annotations);
    json_add_string(&scribe->annotations, key);
    buf_add_byte(&scribe->annotations, ':');
    json_add_string(&scribe->annotations, decode(scribe->arena, value));
}

static void end_rule(struct scribe *scribe)
{
    if (!scribe->has_rule)
        return;
    if (scribe->paths.len > 0) {
        buf_add_text(&scribe->rules, ",\"http\":{\"paths\":[");
        buf_add(&scribe->rules, buf_str(&scribe->paths));
        buf_add_text(&scribe->rules, "]}");
    }
    buf_add_byte(&scribe->rules, '}');
    scribe->paths.len = 0;
    scribe->has_rule = false;
}

static void add_rule(struct scribe *scribe, struct str host)
{
    end_rule(scribe);
    add_comma(&scribe->rules);
    buf_add_text(&scribe->rules, "{\"host\":");
    json_add_string(&scribe->rules, decode(scribe->arena, host));
    scribe->has_rule = true;
}

static void add_path(struct scribe *scribe, struct str value)
{
    struct buf *paths = &scribe->paths;
    struct str type = STR("Prefix");
    size_t blank;

    assert_true(scribe->has_rule);
    if (str_find(value, ' ', &blank)) {
        type = str_head(value, blank);
        value = str_skip(value, blank + 1);
    }
    add_comma(paths);
    buf_add_text(paths, "{\"path\":");
    json_add_string(paths, decode(scribe->arena, value));
    add_member(paths, "pathType", type);
    buf_add_text(paths, ",\"backend\":{\"service\":\"web\"}}");
}

static void add_tls(struct scribe *scribe, struct str value)
{
    struct buf *tls = &scribe->tls;
    struct str item;
    bool done = false;
    bool is_first = true;

    (void)str_next_item(&value, ' ', &done, &item);
    add_comma(tls);
    buf_add_text(tls, "{\"hosts\":[");
    for (struct str host; str_next_item(&value, ' ', &done, &host); is_first = false) {
        if (!is_first)
            buf_add_byte(tls, ',');
        json_add_string(tls, decode(scribe->arena, host));
    }
    buf_add_byte(tls, ']');
    if (!str_equal(item, STR("-")))
        add_member(tls, "secretName", item);
    buf_add_byte(tls, '}');
}

static void add_line(struct scribe *scribe, struct str line)
{
    size_t equals = line.len;
    struct str word;
    struct str value = STR_NONE;

    if (str_find(line, '=', &equals))
        value = str_skip(line, equals + 1);
    word = str_head(line, equals);
    if (line.ptr[0] == '@')
        add_annotation(scribe, str_skip(word, 1), value);
    else if (str_equal(word, STR("class")))
        add_member(&scribe->spec, "ingressClassName", value);
    else if (str_equal(word, STR("generate")))
        add_member(&scribe->metadata, "generateName", value);
    else if (str_equal(word, STR("deleting")))
        add_member(&scribe->metadata, "deletionTimestamp", STR("2026-11-22T00:00:00Z"));
    else if (str_equal(word, STR("no-spec")))
        scribe->has_spec = false;
    else if (str_equal(word, STR("host")))
        add_rule(scribe, value);
    else if (str_equal(word, STR("path")))
        add_path(scribe, value);
    else if (str_equal(word, STR("tls")))
        add_tls(scribe, value);
    else if (str_equal(word, STR("default-backend"))) {
        add_comma(&scribe->spec);
        buf_addf(&scribe->spec, "\"defaultBackend\":%.*s", STR_ARGS(value));
    } else
        fail_msg("no such line: %.*s", STR_ARGS(line));
}

static void add_part(struct buf *buf, const char *name, const struct buf *part,
                     const char *brackets)
{
    if (part->len == 0)
        return;
    add_comma(buf);
    buf_addf(buf, "\"%s\":%c", name, brackets[0]);
    buf_add(buf, buf_str(part));
    buf_add_byte(buf, brackets[1]);
}

/* Makes the object's JSON. */
static struct str put_together(struct scribe *scribe)
{
    struct buf whole;

    end_rule(scribe);
    add_part(&scribe->metadata, "annotations", &scribe->annotations, "{}");
    add_part(&scribe->spec, "rules", &scribe->rules, "[]");
    add_part(&scribe->spec, "tls", &scribe->tls, "[]");
    buf_init(&whole, scribe->arena, BUF_MAX_BYTES);
    buf_add_text(&whole, "{\"metadata\":{");
    buf_add(&whole, buf_str(&scribe->metadata));
    buf_add_byte(&whole, '}');
    if (scribe->has_spec) {
        buf_add_text(&whole, ",\"spec\":{");
        buf_add(&whole, buf_str(&scribe->spec));
        buf_add_byte(&whole, '}');
    }
    buf_add_byte(&whole, '}');
    return buf_str(&whole);
}

struct view deciding_view(struct arena *arena, const char *lines)
{
    struct scribe scribe = {.arena = arena, .has_spec = true};
    struct buf *parts[] = {&scribe.metadata, &scribe.annotations, &scribe.spec,
                           &scribe.rules,    &scribe.paths,       &scribe.tls};
    struct str rest = str_from(lines);
    struct str line;
    bool done = false;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        buf_init(parts[i], arena, BUF_MAX_BYTES);
    while (str_next_item(&rest, '\n', &done, &line)) {
        if (line.len > 0)
            add_line(&scribe, line);
    }
    return deciding_read(arena, put_together(&scribe));
}

struct view deciding_read(struct arena *arena, struct str json)
{
    struct path_fields fields = {.arena = arena};
    struct kind *kind = ARENA_NEW(arena, struct kind, 1);
    struct kind_objects objects = {.kind = kind, .namespace = STR("shop")};
    struct json *object = NULL;
    struct kind_views *views = ARENA_NEW(arena, struct kind_views, 1);
    struct unjudgeable why = {0};
    struct err err;

    kind_make(&fields, STR("Ingress"), kind);
    if (!json_read(arena, json, kind_object_shape(kind), &object, &err))
        fail_msg("%s: %.*s", err.text, STR_ARGS(json));
    objects.object = object;
    if (!kind_read(&objects, arena, views, &why))
        fail_msg("%.*s %.*s", STR_ARGS(why.where), STR_ARGS(why.why));
    return views->view;
}

static struct str or_else(const char *text, const char *otherwise)
{
    return str_from(text == NULL ? otherwise : text);
}

struct inquiry deciding_inquiry(const struct policy *policy, enum stage stage,
                                const struct view *view, struct arena *arena)
{
    return (struct inquiry){.policy = policy,
                            .stage = stage,
                            .operation = OPERATION_CREATE,
                            .namespace = STR("shop"),
                            .name = STR("web"),
                            .user = STR("ann"),
                            .view = view,
                            .today = deciding_day("2026-11-22"),
                            .arena = arena};
}

static const struct inquiry *inquiry_of(const struct policy *policy,
                                        const struct question *question, enum stage stage,
                                        struct arena *arena)
{
    bool is_update = question->stored != NULL || question->is_update;
    struct view *views = ARENA_NEW(arena, struct view, 2);
    struct inquiry *inquiry = ARENA_NEW(arena, struct inquiry, 1);

    views[0] = deciding_view(arena, question->object);
    *inquiry = deciding_inquiry(policy, stage, &views[0], arena);
    inquiry->operation = is_update ? OPERATION_UPDATE : OPERATION_CREATE;
    inquiry->is_status = question->is_status;
    inquiry->namespace = or_else(question->namespace, "shop");
    inquiry->name = or_else(question->name, "web");
    inquiry->user = or_else(question->user, "ann");
    if (question->day != NULL)
        inquiry->today = deciding_day(question->day);
    if (str_equal(inquiry->name, STR("-")))
        inquiry->name = STR_NONE;
    if (question->stored != NULL) {
        views[1] = deciding_view(arena, question->stored);
        inquiry->stored = &views[1];
    }
    return inquiry;
}

struct decision deciding_ask(const struct policy *policy, const struct question *question,
                             enum stage stage, struct arena *arena)
{
    struct decision decision;

    decide(inquiry_of(policy, question, stage, arena), &decision);
    return decision;
}

struct str deciding_message(const struct policy *policy, const struct question *question,
                            struct arena *arena)
{
    const struct inquiry *inquiry = inquiry_of(policy, question, STAGE_VALIDATE, arena);
    struct decision decision;

    decide(inquiry, &decision);
    check_true(!decision.allowed, "only a denial has a message");
    return message_of_denial(inquiry, &decision);
}

static const char *const disposition_words[] = {
    [DISPOSITION_DENIED] = "deny",     [DISPOSITION_WARNED] = "warn",
    [DISPOSITION_AUDITED] = "audit",   [DISPOSITION_RATCHETED] = "held",
    [DISPOSITION_EXCUSED] = "excused",
};

static void end_line(struct buf *buf)
{
    if (buf->len > 0)
        buf_add_byte(buf, '\n');
}

/* Prefixes that deciding_violations() shortens. */
static const struct {
    struct str prefix;
    const char *word;
} short_prefixes[] = {
    {STR_INIT("external-dns.kubernetes.io/"), "ga/"},
    {STR_INIT("external-dns.alpha.kubernetes.io/"), "alpha/"},
    {STR_INIT("internal-dns.example.net/"), "priv/"},
    {STR_INIT("nginx.ingress.kubernetes.io/"), "nginx/"},
};

static void add_short_path(struct buf *buf, const struct field_path *path)
{
    struct str key = path->key;

    if (key.ptr == NULL) {
        field_path_add(buf, path);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(short_prefixes); i++) {
        if (!str_has_prefix(key, short_prefixes[i].prefix))
            continue;
        buf_add_text(buf, short_prefixes[i].word);
        key = str_skip(key, short_prefixes[i].prefix.len);
    }
    buf_add(buf, key);
}

struct str deciding_violations(const struct decision *decision, struct arena *arena)
{
    const struct violation *last = NULL;
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];

        if (last == NULL || last->rule != violation->rule ||
            last->disposition != violation->disposition) {
            end_line(&buf);
            buf_add_text(&buf, disposition_words[violation->disposition]);
            buf_add_byte(&buf, ' ');
            buf_add(&buf, rule_id_name(violation->rule));
        }
        buf_add_byte(&buf, ' ');
        add_short_path(&buf, &violation->path);
        last = violation;
    }
    return buf_str(&buf);
}

struct str deciding_edits(const struct decision *decision, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < decision->n_edits; i++) {
        const struct edit *edit = &decision->edits[i];

        end_line(&buf);
        if (edit->kind == EDIT_REMOVE)
            buf_add_byte(&buf, '-');
        buf_add(&buf, edit->path.key.ptr == NULL ? STR("class") : edit->path.key);
        if (edit->kind == EDIT_REMOVE)
            continue;
        buf_add_byte(&buf, '=');
        buf_add(&buf, edit->text);
    }
    return buf_str(&buf);
}

struct str deciding_warnings(const struct decision *decision, struct arena *arena)
{
    struct str *lines;
    size_t n = warning_texts(decision, arena, &lines);
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < n; i++) {
        end_line(&buf);
        buf_add(&buf, lines[i]);
    }
    return buf_str(&buf);
}

struct str deciding_sentences(const struct decision *decision, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < decision->n_violations; i++) {
        end_line(&buf);
        buf_add(&buf, decision->violations[i].sentence);
    }
    return buf_str(&buf);
}
