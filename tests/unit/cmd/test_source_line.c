/* SPDX-License-Identifier: Apache-2.0 */
/* source_line: the line that a message is about, and the caret below it. */
#include "cmd/cli/output.h"
#include "scratch_folder.h"

#define CARET "\x1b[1;32m^\x1b[0m"
#define X10   "xxxxxxxxxx"
#define X160  X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

#define FIRST  "first\n\tsecond\n\xc3\xa4 third\n" X160 "\n" X160 "x\n\nlast"
#define SECOND "other\x7f\n"

struct fixture {
    struct scratch_folder folder;
    char first[SCRATCH_PATH_SIZE];
    char second[SCRATCH_PATH_SIZE];
    char missing[SCRATCH_PATH_SIZE];
};

enum file {
    FIRST_FILE,
    SECOND_FILE,
    MISSING_FILE,
    STDIN_NAME,
    STDIN_DASH,
    NO_FILE
};

/* One source_line runs all rows in this order: each row depends on the one above. */
static const struct {
    const char *why;
    enum file file;
    uint32_t line;
    uint32_t column;
    const char *want;
} cases[] = {
    {"the first column", FIRST_FILE, 1, 1, "    first\n    " CARET "\n"},
    {"the same line again", FIRST_FILE, 1, 5, "    first\n        " CARET "\n"},
    {"one column after the end of the line", FIRST_FILE, 1, 6,
     "    first\n         " CARET "\n"},
    {"two columns after it: no caret", FIRST_FILE, 1, 7, "    first\n"},
    {"no column, no caret", FIRST_FILE, 1, 0, "    first\n"},
    {"a tab takes one column, so that the caret fits", FIRST_FILE, 2, 2,
     "     second\n     " CARET "\n"},
    {"bytes and columns differ: no caret", FIRST_FILE, 3, 1, "    \xc3\xa4 third\n"},
    {"the longest line that is shown", FIRST_FILE, 4, 1, "    " X160 "\n    " CARET "\n"},
    {"a longer line is not shown", FIRST_FILE, 5, 1, ""},
    {"an empty line", FIRST_FILE, 6, 1, "    \n    " CARET "\n"},
    {"the last line, without line feed", FIRST_FILE, 7, 4,
     "    last\n       " CARET "\n"},
    {"a line after the end", FIRST_FILE, 8, 1, ""},
    {"back to the first line", FIRST_FILE, 1, 1, "    first\n    " CARET "\n"},
    {"no line", FIRST_FILE, 0, 0, ""},
    {"another file, and DEL takes one column too", SECOND_FILE, 1, 1,
     "    other \n    " CARET "\n"},
    {"the line after its last line feed", SECOND_FILE, 2, 1, "    \n    " CARET "\n"},
    {"the first file again", FIRST_FILE, 2, 0, "     second\n"},
    {"a file that does not exist", MISSING_FILE, 1, 1, ""},
    {"the same file again", MISSING_FILE, 1, 1, ""},
    {"then a file that exists", SECOND_FILE, 1, 0, "    other \n"},
    {"standard input is read only once", STDIN_NAME, 1, 1, ""},
    {"also by its other name", STDIN_DASH, 1, 1, ""},
    {"no file", NO_FILE, 1, 1, ""},
};

static const char *name_of(const struct fixture *fixture, enum file file)
{
    const char *const names[] = {
        [FIRST_FILE] = fixture->first,
        [SECOND_FILE] = fixture->second,
        [MISSING_FILE] = fixture->missing,
        [STDIN_NAME] = "<stdin>",
        [STDIN_DASH] = "-",
        [NO_FILE] = NULL,
    };

    return names[file];
}

static void one_after_another(void **state)
{
    static const char *const names[] = {"first", "second"};
    AUTO(source_line_clear) struct source_line source = {0};
    struct fixture fixture;

    (void)state;
    scratch_make(&fixture.folder);
    scratch_put(&fixture.folder, "first", STR(FIRST));
    scratch_put(&fixture.folder, "second", STR(SECOND));
    scratch_path(&fixture.folder, "first", fixture.first);
    scratch_path(&fixture.folder, "second", fixture.second);
    scratch_path(&fixture.folder, "missing", fixture.missing);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct place place = {name_of(&fixture, cases[i].file), cases[i].line,
                                    cases[i].column};
        AUTO(buf_clear) struct buf buf = {0};

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        source_line_add(&source, &buf, place);
        check_text(buf_str(&buf), str_from(cases[i].want), cases[i].why);
    }
    scratch_remove(&fixture.folder, names, ARRAY_LEN(names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_after_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
