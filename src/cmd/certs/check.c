/* SPDX-License-Identifier: Apache-2.0 */
/* certs check: prints the findings about a certificate and its key, one a line. */
#include "base/text.h"
#include "base/units.h"
#include "cmd/certs/certs.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "sys/clock.h"
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

static const struct option_row rows[] = {
    {"cert", .kind = OPTION_TEXT, .at = offsetof(struct check_options, cert),
     .required = true, .argument = "FILE",
     .help = "the certificate in PEM, then its intermediates"},
    {"key", .kind = OPTION_TEXT, .at = offsetof(struct check_options, key),
     .required = true, .argument = "FILE", .help = "its private key in PEM"},
    {"ca", .kind = OPTION_TEXT, .at = offsetof(struct check_options, ca),
     .argument = "FILE", .help = "the CAs in caBundle; without it no chain is checked"},
    {"dns", .kind = OPTION_TEXTS, .at = offsetof(struct check_options, names),
     .argument = "NAME",
     .help = "a name or address that the API server calls;\nmay be repeated"},
    {"date", .kind = OPTION_DAY, .at = offsetof(struct check_options, day),
     .argument = "YYYY-MM-DD", .help = "judge as of the end of that day (default: now)"},
};

static const struct command_usage usage = {
    .name = "certs check",
    .synopsis = "--cert FILE --key FILE [--ca FILE] [--dns NAME]...",
    .summary = "Print what the API server would refuse in a serving pair: key and "
               "certificate,\n"
               "chain, names (subjectAltName only), dates, key size, usage, SHA-1.",
    .exits = "Exit code: 0 good (warnings do not count); 1 refused; 2 unreadable.",
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static void print_findings(const struct problems *problems)
{
    for (size_t i = 0; i < problems->n; i++)
        output_addf("%s: %s\n",
                    problems->all[i].severity == SEVERITY_ERROR ? "error" : "warning",
                    problems->all[i].text);
}

static void print_good(const struct certificate_pair *pair,
                       const struct certificate_facts *facts)
{
    char end[CERTIFICATE_TIME_SIZE];

    certificate_time_text(facts->not_after, end);
    output_addf("ok: %s, %s, valid until %s%s\n", pair->cert.name, facts->key_kind, end,
                pair->ca.name == NULL ? " (chain not checked: no --ca)" : "");
}

static bool check_pair(struct arena *arena, const struct check_options *options,
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
    if (!option_pem_read(arena, options->cert, &pair.cert, err) ||
        !option_pem_read(arena, options->key, &pair.key, err) ||
        !option_pem_read(arena, options->ca, &pair.ca, err) ||
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
    struct operands none;
    struct err err;
    int exit_code;

    if (!options_read(&usage, argc, argv, &options, &none, &exit_code))
        return exit_code;
    if (!check_pair(&arena, &options, &problems, &err)) {
        output_complain(usage.name, "%s", err.text);
        return EXIT_WRONG;
    }
    return output_finish(usage.name, problems.n_errors > 0 ? EXIT_BROKEN : EXIT_OK);
}
