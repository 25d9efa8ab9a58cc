/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_file_bind: checks the names in a test file that the policy must define.
 */
#include "base/near.h"
#include "base/text.h"
#include "core/policy/policy.h"
#include "yaml/test/test_file.h"

/* The names that the policy defines, for messages. */
struct known {
    const char *problem;
    const char *noun;
    const struct str *all;
    size_t n;
};

struct binding {
    struct arena arena;
    const struct policy *policy;
    struct problems *problems;
    struct known classes, exemptions;
    size_t n_tests;
};

static void refuse(struct binding *binding, const struct known *known, struct str text,
                   struct place place)
{
    struct buf words = buf_in(&binding->arena);
    struct str best;

    buf_addf(&words, "unknown %s ", known->noun);
    text_add_quoted(&words, text);
    if (near_find(text, known->all, known->n, &best)) {
        buf_add_text(&words, "; did you mean ");
        text_add_quoted(&words, best);
        buf_add_byte(&words, '?');
    } else if (known->n == 0) {
        buf_add_text(&words, "; the policy defines none");
    } else {
        buf_add_text(&words, "; known: ");
        text_add_list(&words, known->all, known->n);
    }
    problems_add(binding->problems, SEVERITY_ERROR, known->problem, place, "%s",
                 buf_text(&words));
}

static void bind_class(struct binding *binding, struct str class, struct place place)
{
    if (policy_class_named(binding->policy, class) == NULL)
        refuse(binding, &binding->classes, class, place);
}

/* The product; any product beyond the limit counts as the limit + 1. */
static size_t bounded(size_t a, size_t b)
{
    const size_t beyond = TEST_FILE_MAX_TESTS + 1;

    return b > 0 && a > beyond / b ? beyond : a * b;
}

static void bind_reach(struct binding *binding, const struct test_reach *reach)
{
    for (size_t i = 0; i < reach->n_names; i++) {
        const struct test_names *names = &reach->names[i];
        size_t n_classes = 1;

        if (names->class.len == 0)
            n_classes = binding->classes.n;
        else
            bind_class(binding, names->class, names->place);
        binding->n_tests += bounded(bounded(n_classes, reach->n_namespaces), names->n);
    }
}

static void bind_case(struct binding *binding, const struct test_case *of)
{
    const struct test_expect *expect = &of->expect;

    for (size_t i = 0; i < expect->class.n; i++)
        bind_class(binding, expect->class.all[i].text, expect->class.all[i].place);
    for (size_t i = 0; i < expect->excused.n; i++) {
        const struct test_text *name = &expect->excused.all[i];
        size_t at;

        if (!str_index(binding->exemptions.all, binding->exemptions.n, name->text, &at))
            refuse(binding, &binding->exemptions, name->text, name->place);
    }
    binding->n_tests++;
}

static struct known exemptions_of(struct arena *arena, const struct policy *policy)
{
    struct known known = {.problem = "unknown-exemption", .noun = "exemption"};
    const struct exemption *exemptions = policy_exemptions(policy, &known.n);
    struct str *names = ARENA_NEW(arena, struct str, known.n);

    for (size_t i = 0; i < known.n; i++)
        names[i] = exemptions[i].name;
    known.all = names;
    return known;
}

bool test_file_bind(const struct test_file *file, const struct policy *policy,
                    struct problems *problems, size_t *ret_tests)
{
    const size_t errors_before = problems->n_errors;
    struct binding binding = {.policy = policy, .problems = problems};

    binding.classes.problem = "unknown-class";
    binding.classes.noun = "class";
    binding.classes.all = policy_class_names(policy, &binding.classes.n);
    binding.exemptions = exemptions_of(&binding.arena, policy);
    for (size_t i = 0; i < file->n_reach; i++)
        bind_reach(&binding, &file->reach[i]);
    for (size_t i = 0; i < file->n_cases; i++)
        bind_case(&binding, &file->cases[i]);
    if (binding.n_tests > TEST_FILE_MAX_TESTS)
        problems_add(problems, SEVERITY_ERROR, "too-many-tests",
                     (struct place){file->name, 1, 1},
                     "more than %d tests in one file; spread them over several",
                     TEST_FILE_MAX_TESTS);
    arena_clear(&binding.arena);
    *ret_tests = binding.n_tests;
    return problems->n_errors == errors_before;
}
