/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain: the subcommand, which answers for names, objects and tenants in the order of
 * the command line.
 */
#include "cmd/explain/explain.h"

#include <string.h>

#include "base/near.h"
#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/json_out.h"
#include "cmd/cli/output.h"
#include "cmd/explain/name/name.h"
#include "cmd/explain/object/objects.h"
#include "cmd/explain/tenant/tenant.h"
#include "core/policy/policy.h"
#include "sys/clock.h"

#define ARENA_KEEP           ((size_t)1 << 20)
#define NAMESPACE_NAME_BYTES 63

enum format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_MARKDOWN
};
static const char *const formats[] = {"text", "json", "markdown", NULL};

struct explain {
    /* from the command line */
    const char *policy_path;
    const char *namespace;
    const char *tenant;
    const char *old_path;
    const char *user;
    struct option_texts groups;
    struct option_texts classes;
    unsigned format; /* enum format */
    bool as_is;
    int32_t today;
    /* at work */
    struct arena arena;
    struct arena answer_arena; /* owns one answer */
    struct desk_policy desk;
    struct delegation *delegation;
    struct asking asking;
    struct objects objects;
};

static const struct option_row rows[] = {
    OPTION_ROW_POLICY(struct explain, policy_path),
    {"namespace", 'n', .kind = OPTION_TEXT, .at = offsetof(struct explain, namespace),
     .argument = "NAME", .help = "who would use a name; for objects that name none"},
    {"class", .kind = OPTION_TEXTS, .at = offsetof(struct explain, classes),
     .argument = "CLASS", .help = "ask about this class only; may be repeated"},
    {"tenant", .kind = OPTION_TEXT, .at = offsetof(struct explain, tenant),
     .argument = "NAME", .help = "what this tenant may do"},
    {"old", .kind = OPTION_TEXT, .at = offsetof(struct explain, old_path),
     .argument = "PATH",
     .help = "the stored objects: the same namespace and name\nmakes an UPDATE"},
    {"user", .kind = OPTION_TEXT, .at = offsetof(struct explain, user),
     .argument = "NAME", .help = "the user who writes (exemptions can name users)"},
    {"group", .kind = OPTION_TEXTS, .at = offsetof(struct explain, groups),
     .argument = "NAME", .help = "a group that the user is in; may be repeated"},
    OPTION_ROW_DATE(struct explain, today),
    {"as-is", .kind = OPTION_FLAG, .at = offsetof(struct explain, as_is),
     .help = "judge a policy in preview as such, not as enforced"},
    {"output", 'o', .kind = OPTION_CHOICE, .at = offsetof(struct explain, format),
     .argument = "FORMAT", .help = "text (the default) or json; of tenants also markdown",
     .choices = formats},
};

static const struct command_usage usage = {
    .name = "explain",
    .synopsis = "--policy FILE [OPTION]... [NAME | PATH]...",
    .summary =
        "Say why a host name or an object is allowed or denied, and which entry of "
        "the\npolicy decided; without NAME and PATH what a tenant may do.  A PATH "
        "has a /,\nends in .yaml, .yml or .json, or is - for standard input.",
    .exits = "Exit code: 0 every answer is yes; 1 some answer is no; 2 something could "
             "not be\nread or judged.",
    .operand = "NAME",
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static bool is_path(const char *operand)
{
    static const char *const endings[] = {".yaml", ".yml", ".json"};
    const struct str text = str_from(operand);
    size_t at;

    if (strcmp(operand, "-") == 0 || str_find(text, '/', &at))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        if (str_has_suffix(text, str_from(endings[i])))
            return true;
    }
    return false;
}

/* True for a DNS label, which is what Kubernetes permits. */
static bool is_namespace_name(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (byte_is_upper(text.ptr[i]) ||
            (!byte_is_alphanumeric(text.ptr[i]) && text.ptr[i] != '-'))
            return false;
    }
    return text.len > 0 && text.len <= NAMESPACE_NAME_BYTES && text.ptr[0] != '-' &&
           text.ptr[text.len - 1] != '-';
}

/* Returns EXIT_OK if the command line makes sense. */
static int check_usage(const struct explain *explain, const struct operands *operands)
{
    AUTO(buf_clear) struct buf quoted = {.max_bytes = BUF_MAX_BYTES};

    if (operands->n == 0 && explain->tenant == NULL && explain->namespace == NULL)
        return options_wrong(&usage, "nothing to explain: give a host name, a manifest, "
                                     "--tenant or --namespace");
    if (operands->n > 0 && explain->format == FORMAT_MARKDOWN)
        return options_wrong(&usage, "-o markdown needs --tenant, or --namespace without "
                                     "operands");
    if (operands->n > 0 && explain->tenant != NULL)
        return options_wrong(&usage, "--tenant takes no names or paths");
    if (explain->namespace != NULL && explain->tenant != NULL)
        return options_wrong(&usage, "give --tenant or --namespace, not both");
    if (explain->namespace == NULL || is_namespace_name(str_from(explain->namespace)))
        return EXIT_OK;
    text_add_quoted(&quoted, str_from(explain->namespace));
    return options_wrong(&usage, "%s is not a namespace name", buf_text(&quoted));
}

static const struct str *texts_of(struct explain *explain,
                                  const struct option_texts *texts)
{
    struct str *all = ARENA_NEW(&explain->arena, struct str, texts->n);

    for (size_t i = 0; i < texts->n; i++)
        all[i] = str_from(texts->items[i]);
    return all;
}

/* Set the classes of the question: the names of the classes, not their aliases, each
 * once. */
static void set_classes(struct explain *explain)
{
    struct str *classes = ARENA_NEW(&explain->arena, struct str, explain->classes.n);
    size_t n = 0;
    size_t at;

    for (size_t i = 0; i < explain->classes.n; i++) {
        const struct str text = str_from(explain->classes.items[i]);
        const struct class *class = policy_class_named(explain->desk.policy, text);
        const struct str name = class != NULL ? class->name : text;

        if (!str_index(classes, n, name, &at))
            classes[n++] = name;
    }
    explain->asking.classes = classes;
    explain->asking.n_classes = n;
}

static bool set_up(struct explain *explain)
{
    const struct desk_loading loading = {
        .command = usage.name,
        .path = explain->policy_path,
        .today = explain->today,
        .mode = explain->as_is ? DESK_AS_IS : DESK_ENFORCED,
    };

    if (!desk_policy_load(&loading, &explain->desk))
        return false;
    explain->delegation = delegation_new(explain->desk.policy);
    explain->asking = (struct asking){
        .desk = &explain->desk,
        .delegation = explain->delegation,
        .namespace = str_from(explain->namespace),
        .user = str_from(explain->user),
        .groups = texts_of(explain, &explain->groups),
        .n_groups = explain->groups.n,
        .today = explain->today,
    };
    set_classes(explain);
    explain->objects.asking = &explain->asking;
    explain->objects.command = usage.name;
    explain->objects.is_json = explain->format == FORMAT_JSON;
    if (explain->old_path != NULL)
        objects_read_stored(&explain->objects, explain->old_path);
    return true;
}

static void tear_down(struct explain *explain)
{
    option_texts_clear(&explain->groups);
    option_texts_clear(&explain->classes);
    objects_clear(&explain->objects);
    delegation_free(explain->delegation);
    desk_policy_clear(&explain->desk);
    arena_clear(&explain->answer_arena);
    arena_clear(&explain->arena);
}

static int explain_name(struct explain *explain, const char *operand)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = SIZE_MAX};
    struct name_answer answer;

    arena_reset(&explain->answer_arena, ARENA_KEEP);
    name_ask(&explain->asking, str_from(operand), &explain->answer_arena, &answer);
    if (explain->format == FORMAT_JSON)
        name_add_json(&answer, &out);
    else
        name_add_text(&answer, &out);
    output_add(buf_str(&out));
    return answer.allowed ? EXIT_OK : EXIT_BROKEN;
}

static int complain_tenant(struct explain *explain)
{
    AUTO(buf_clear) struct buf line = {.max_bytes = BUF_MAX_BYTES};
    const struct str name = str_from(explain->tenant);
    size_t n;
    const struct tenant *tenants = policy_tenants(explain->desk.policy, &n);
    struct near near;

    near_begin(&near, name);
    for (size_t i = 0; i < n; i++)
        near_offer(&near, tenants[i].name);
    text_add_quoted(&line, name);
    if (near.found) {
        buf_add_text(&line, "; did you mean ");
        text_add_quoted(&line, near.best);
        buf_add_byte(&line, '?');
    }
    output_complain(usage.name, "unknown tenant %s", buf_text(&line));
    return EXIT_WRONG;
}

static const struct tenant *find_tenant(const struct explain *explain)
{
    const struct policy *policy = explain->desk.policy;
    size_t n;
    const struct tenant *tenants = policy_tenants(policy, &n);

    if (explain->tenant == NULL)
        return policy_tenant_of(policy, explain->asking.namespace);
    for (size_t i = 0; i < n; i++) {
        if (str_equal(tenants[i].name, str_from(explain->tenant)))
            return &tenants[i];
    }
    return NULL;
}

static void add_tenant(const struct tenant_answer *answer, unsigned format,
                       struct buf *buf)
{
    static void (*const add[])(const struct tenant_answer *, struct buf *) = {
        [FORMAT_TEXT] = tenant_add_text,
        [FORMAT_JSON] = tenant_add_json,
        [FORMAT_MARKDOWN] = tenant_add_markdown,
    };

    add[format](answer, buf);
}

/* The namespace belongs to no tenant. */
static void print_no_tenant(const struct explain *explain)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = SIZE_MAX};

    if (explain->format == FORMAT_JSON) {
        AUTO(json_decref)
        json_t *none =
            cold_json("{s:n, s:o}", "tenant",
                      KEY("namespace", cold_json_text(explain->asking.namespace)));

        cold_json_add(&out, none, COLD_JSON_LINE);
        buf_add_byte(&out, '\n');
    } else {
        buf_add_text(&out, "tenant none: namespace ");
        text_add_quoted(&out, explain->asking.namespace);
        buf_add_text(&out, " is not listed [tenant-known]\n");
    }
    output_add(buf_str(&out));
}

void explain_tenant_add(const struct desk_policy *desk,
                        const struct delegation *delegation, const struct tenant *tenant,
                        int32_t today, struct buf *buf)
{
    const struct asking asking = {.desk = desk, .delegation = delegation, .today = today};
    AUTO(arena_clear) struct arena arena = {0};
    struct tenant_answer answer;

    tenant_ask(&asking, tenant, &arena, &answer);
    tenant_add_text(&answer, buf);
}

static int explain_tenant(struct explain *explain)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = SIZE_MAX};
    const struct tenant *tenant = find_tenant(explain);
    struct tenant_answer answer;

    if (tenant == NULL && explain->tenant != NULL)
        return complain_tenant(explain);
    if (tenant == NULL) {
        print_no_tenant(explain);
        return EXIT_BROKEN;
    }
    tenant_ask(&explain->asking, tenant, &explain->answer_arena, &answer);
    add_tenant(&answer, explain->format, &out);
    output_add(buf_str(&out));
    return EXIT_OK;
}

static int explain_all(struct explain *explain, const struct operands *operands)
{
    int exit_code = operands->n == 0 ? explain_tenant(explain) : EXIT_OK;

    for (size_t i = 0; i < operands->n; i++) {
        const char *operand = operands->items[i];
        const int one = is_path(operand) ? objects_explain(&explain->objects, operand)
                                         : explain_name(explain, operand);

        exit_code = one > exit_code ? one : exit_code;
    }
    objects_print_rest(&explain->objects);
    return explain->objects.incomplete ? EXIT_WRONG : exit_code;
}

int cmd_explain(int argc, char **argv)
{
    struct explain explain = {.today = clock_today()};
    struct operands operands;
    int exit_code;

    if (options_read(&usage, argc, argv, &explain, &operands, &exit_code)) {
        exit_code = check_usage(&explain, &operands);
        if (exit_code == EXIT_OK)
            exit_code = set_up(&explain) ? explain_all(&explain, &operands) : EXIT_WRONG;
        exit_code = output_finish(usage.name, exit_code);
    }
    tear_down(&explain);
    return exit_code;
}
