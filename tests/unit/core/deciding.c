/*
 * deciding: parsing and printing for tests; wrong input fails the test.
 */
#include "deciding.h"

#include <stdlib.h>

#include "core/mutations/edit.h"
#include "core/values/day.h"
#include "unit.h"
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

/* Room for what a test's text can describe. */
#define MANY 64

struct scribe {
    struct arena *arena;
    struct view *view;
    struct annotation *annotations;
    struct view_rule *rules;
    struct view_tls *tls;
    struct view_route *routes;
};

static int hex(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/* %XX decoded. */
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

static void add_annotation(struct scribe *scribe, struct str key, struct str value)
{
    size_t at = scribe->view->n_annotations++;

    assert_true(at < MANY);
    while (at > 0 && str_compare(scribe->annotations[at - 1].key, key) > 0) {
        scribe->annotations[at] = scribe->annotations[at - 1];
        at--;
    }
    scribe->annotations[at] = (struct annotation){key, decode(scribe->arena, value)};
    scribe->view->has_annotations = true;
}

static void add_path(struct scribe *scribe, struct str value)
{
    struct view *view = scribe->view;
    uint32_t rule = (uint32_t)view->n_rules - 1;
    struct view_route *route = &scribe->routes[view->n_routes];
    struct str type = STR("Prefix");
    size_t blank;

    assert_true(view->n_routes < MANY && view->n_rules > 0);
    if (str_find(value, ' ', &blank)) {
        type = str_head(value, blank);
        value = str_skip(value, blank + 1);
    }
    *route = (struct view_route){.rule = rule,
                                 .host = scribe->rules[rule].host,
                                 .path = decode(scribe->arena, value),
                                 .path_type = type,
                                 .backend = STR("{\"service\":\"web\"}")};
    for (size_t i = view->n_routes; i > 0 && scribe->routes[i - 1].rule == rule; i--)
        route->index++;
    view->n_routes++;
}

static void add_tls(struct scribe *scribe, struct str value)
{
    struct view_tls *tls = &scribe->tls[scribe->view->n_tls++];
    struct str *hosts = ARENA_NEW(scribe->arena, struct str, MANY);
    struct str item;
    bool done = false;

    (void)str_next_item(&value, ' ', &done, &item);
    if (!str_equal(item, STR("-")))
        tls->secret_name = item;
    while (str_next_item(&value, ' ', &done, &item))
        hosts[tls->n_hosts++] = decode(scribe->arena, item);
    tls->hosts = hosts;
}

static void add_line(struct scribe *scribe, struct str line)
{
    struct view *view = scribe->view;
    size_t equals = line.len;
    struct str word;
    struct str value = STR_NONE;

    if (str_find(line, '=', &equals))
        value = str_skip(line, equals + 1);
    word = str_head(line, equals);
    if (line.ptr[0] == '@')
        add_annotation(scribe, str_skip(word, 1), value);
    else if (str_equal(word, STR("class")))
        view->class_field = value;
    else if (str_equal(word, STR("generate")))
        view->generate_name = value;
    else if (str_equal(word, STR("deleting")))
        view->being_deleted = true;
    else if (str_equal(word, STR("no-spec")))
        view->has_spec = false;
    else if (str_equal(word, STR("host")))
        scribe->rules[view->n_rules++].host = decode(scribe->arena, value);
    else if (str_equal(word, STR("path")))
        add_path(scribe, value);
    else if (str_equal(word, STR("tls")))
        add_tls(scribe, value);
    else if (str_equal(word, STR("default-backend"))) {
        view->has_default_backend = true;
        view->default_backend = value;
    } else
        fail_msg("no such line: %.*s", STR_ARGS(line));
}

struct view deciding_view(struct arena *arena, const char *lines)
{
    struct view view = {.has_spec = true};
    struct scribe scribe = {.arena = arena,
                            .view = &view,
                            .annotations = ARENA_NEW(arena, struct annotation, MANY),
                            .rules = ARENA_NEW(arena, struct view_rule, MANY),
                            .tls = ARENA_NEW(arena, struct view_tls, MANY),
                            .routes = ARENA_NEW(arena, struct view_route, MANY)};
    struct str rest = str_from(lines);
    struct str line;
    bool done = false;

    while (str_next_item(&rest, '\n', &done, &line)) {
        if (line.len > 0)
            add_line(&scribe, line);
    }
    view.annotations = scribe.annotations;
    view.rules = scribe.rules;
    view.tls = scribe.tls;
    view.routes = scribe.routes;
    return view;
}

static struct str or_else(const char *text, const char *otherwise)
{
    return str_from(text == NULL ? otherwise : text);
}

struct decision deciding_ask(const struct policy *policy, const struct question *question,
                             enum stage stage, struct arena *arena)
{
    bool is_update = question->stored != NULL || question->is_update;
    struct view *views = ARENA_NEW(arena, struct view, 2);
    struct write *write = ARENA_NEW(arena, struct write, 1);
    struct decision decision;

    *write = (struct write){.stage = stage,
                            .operation = is_update ? OPERATION_UPDATE : OPERATION_CREATE,
                            .is_status = question->is_status,
                            .namespace = or_else(question->namespace, "shop"),
                            .name = or_else(question->name, "web"),
                            .user = or_else(question->user, "ann")};
    if (str_equal(write->name, STR("-")))
        write->name = STR_NONE;
    views[0] = deciding_view(arena, question->object);
    if (question->stored != NULL)
        views[1] = deciding_view(arena, question->stored);
    decide(policy, write, &views[0], question->stored == NULL ? NULL : &views[1],
           deciding_day(question->day == NULL ? "2026-11-22" : question->day), arena,
           &decision);
    return decision;
}

static const char *const outcome_words[] = {
    [OUTCOME_DENIED] = "deny",     [OUTCOME_WARNED] = "warn",
    [OUTCOME_AUDITED] = "audit",   [OUTCOME_RATCHETED] = "held",
    [OUTCOME_EXCUSED] = "excused",
};

static void end_line(struct buf *buf)
{
    if (buf->len > 0)
        buf_add_byte(buf, '\n');
}

/* Prefixes that the tests write in full and read in short. */
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
            last->outcome != violation->outcome) {
            end_line(&buf);
            buf_add_text(&buf, outcome_words[violation->outcome]);
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
        if (edit->remove)
            buf_add_byte(&buf, '-');
        buf_add(&buf, edit->key.len == 0 ? STR("class") : edit->key);
        if (edit->remove)
            continue;
        buf_add_byte(&buf, '=');
        buf_add(&buf, edit->value);
    }
    return buf_str(&buf);
}

struct str deciding_warnings(const struct decision *decision, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < decision->n_warnings; i++) {
        end_line(&buf);
        buf_add(&buf, decision->warnings[i]);
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
