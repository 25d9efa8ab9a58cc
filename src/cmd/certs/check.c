/* certs check: the findings about a pair, one a line. */
#include "base/text.h"
#include "base/units.h"
#include "cmd/certs/certs.h"
#include "cmd/cli/commands.h"
#include "cmd/cli/options.h"
#include "cmd/cli/output.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/x509/certificate.h"

#define DAY_NOT_GIVEN INT32_MIN

struct check_options {
    const char *cert;
    const char *key;
    const char *ca;
    struct option_texts names;
    int32_t day;
};

static void check_options_clear(struct check_options *options)
{
    option_texts_clear(&options->names);
}
DEFINE_AUTO_CLEAR(check_options_clear, struct check_options);

static bool read_options(struct check_options *at, int argc, char **argv, int *ret_exit)
{
    const struct option_row rows[] = {
        {"cert", 0, OPTION_TEXT, "FILE", "the certificate in PEM, then its intermediates",
         .target = &at->cert, .required = true},
        {"key", 0, OPTION_TEXT, "FILE", "its private key in PEM", .target = &at->key,
         .required = true},
        {"ca", 0, OPTION_TEXT, "FILE",
         "what caBundle holds; without it no chain is checked", .target = &at->ca},
        {"dns", 0, OPTION_TEXTS, "NAME",
         "a name or address that the API server calls;\nmay be repeated",
         .target = &at->names},
        {"date", 0, OPTION_DAY, "YYYY-MM-DD",
         "judge as at the end of that day (default: now)", .target = &at->day},
    };
    const struct command_usage usage = {
        .name = "certs check",
        .synopsis = "--cert FILE --key FILE [--ca FILE] [--dns NAME]...",
        .summary = "Say what the API server would refuse in a serving pair: key and "
                   "certificate,\n"
                   "chain, names (subjectAltName only), dates, key size, usage, SHA-1.",
        .exits = "Exit code: 0 good (warnings do not count); 1 refused; 2 unreadable.",
        .rows = rows,
        .n_rows = ARRAY_LEN(rows),
    };
    struct operands none;

    return options_read(&usage, argc, argv, &none, ret_exit);
}

static bool read_file(struct arena *arena, const char *path, struct certificate_file *ret,
                      struct err *err)
{
    ret->name = path;
    if (path == NULL)
        return true;
    if (!file_read(arena, path, CERTIFICATE_MAX_BYTES, &ret->pem, err))
        return false;
    if (ret->pem.len == 0)
        return err_set(err, ERR_INVALID, "%s: the file is empty", path);
    return true;
}

static void print_findings(const struct problems *problems)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *problem = &problems->all[i];

        output_add(problem->severity == SEVERITY_ERROR ? STR("error: ")
                                                       : STR("warning: "));
        output_add(str_from(problem->text));
        output_add(STR("\n"));
    }
}

static void print_good(const struct certificate_pair *pair,
                       const struct certificate_facts *facts)
{
    char end[CERTIFICATE_TIME_SIZE];
    AUTO(buf_clear) struct buf line = {0};

    certificate_time_text(facts->not_after, end);
    buf_init(&line, NULL, BUF_MAX_BYTES);
    buf_addf(&line, "ok: %s, %s, valid until %s", pair->cert.name, facts->key_kind, end);
    if (pair->ca.name == NULL)
        buf_add_text(&line, " (chain not checked: no --ca)");
    buf_add_byte(&line, '\n');
    output_add(buf_str(&line));
}

static bool judge(struct arena *arena, const struct check_options *options,
                  struct problems *problems, struct err *err)
{
    struct str *names = ARENA_NEW(arena, struct str, options->names.n);
    struct certificate_facts facts;
    struct certificate_pair pair = {
        .names = names,
        .n_names = options->names.n,
        .now = clock_unix_seconds(),
    };

    for (size_t i = 0; i < options->names.n; i++)
        names[i] = str_from(options->names.items[i]);
    if (options->day != DAY_NOT_GIVEN)
        pair.now = ((int64_t)options->day + 1) * SECONDS_PER_DAY - 1;
    if (!read_file(arena, options->cert, &pair.cert, err) ||
        !read_file(arena, options->key, &pair.key, err) ||
        !read_file(arena, options->ca, &pair.ca, err) ||
        !certificate_check(&pair, problems, &facts, err))
        return false;
    print_findings(problems);
    if (problems->n_errors == 0)
        print_good(&pair, &facts);
    return true;
}

int certs_check(int argc, char **argv)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(check_options_clear) struct check_options options = {.day = DAY_NOT_GIVEN};
    struct err err;
    int exit_code;

    problems_init(&problems);
    if (!read_options(&options, argc, argv, &exit_code))
        return exit_code;
    if (!judge(&arena, &options, &problems, &err)) {
        output_complain("certs check", "%s", err.text);
        return EXIT_WRONG;
    }
    return output_finish("certs check", problems.n_errors > 0 ? EXIT_BROKEN : EXIT_OK);
}
