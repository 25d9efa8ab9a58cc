/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/output.h"

#include "base/text.h"
#include "cmd/cli/json_out.h"

static const struct {
    const char *name;
    const char *plural;
    const char *colour;
} severities[] = {
    [SEVERITY_ERROR] = {"error", "errors", "\x1b[1;31m"},
    [SEVERITY_WARNING] = {"warning", "warnings", "\x1b[1;33m"},
    [SEVERITY_NOTE] = {"note", "notes", "\x1b[1;36m"},
};

#define N_SEVERITIES ARRAY_LEN(severities)
#define LINES_MAX    100

void problem_lines_add_place(struct buf *buf, struct place place)
{
    if (place.file != NULL) {
        text_add_escaped(buf, str_from(place.file), SIZE_MAX);
        buf_add_byte(buf, ':');
    }
    if (place.line != 0) {
        buf_add_u64(buf, place.line);
        buf_add_byte(buf, ':');
    }
    if (place.line != 0 && place.column != 0) {
        buf_add_u64(buf, place.column);
        buf_add_byte(buf, ':');
    }
    if (place.file != NULL || place.line != 0)
        buf_add_byte(buf, ' ');
}

static void add_line(struct buf *buf, const struct problem *problem,
                     enum output_colour colour)
{
    const bool coloured = colour == OUTPUT_COLOUR;

    problem_lines_add_place(buf, problem->place);
    if (coloured)
        buf_add_text(buf, severities[problem->severity].colour);
    buf_addf(buf, "%s:", severities[problem->severity].name);
    if (coloured)
        buf_add_text(buf, "\x1b[0m");
    buf_add_byte(buf, ' ');
    buf_add_text(buf, problem->text);
    buf_addf(buf, " [%s]\n", problem->name);
}

/* The number of lines for each severity: more severe problems are served first. */
static void share_room(const struct problems *problems, size_t room[N_SEVERITIES],
                       size_t left[N_SEVERITIES])
{
    size_t free_lines = LINES_MAX;

    left[SEVERITY_ERROR] = problems->n_errors;
    left[SEVERITY_WARNING] = problems->n_warnings;
    left[SEVERITY_NOTE] = problems->n_notes;
    for (size_t i = 0; i < N_SEVERITIES; i++) {
        room[i] = left[i] < free_lines ? left[i] : free_lines;
        free_lines -= room[i];
        left[i] -= room[i];
    }
}

static void add_rest(struct buf *buf, const size_t left[N_SEVERITIES])
{
    const char *join = "and ";

    for (size_t i = 0; i < N_SEVERITIES; i++) {
        if (left[i] == 0)
            continue;
        buf_addf(buf, "%s%zu more %s", join, left[i],
                 left[i] == 1 ? severities[i].name : severities[i].plural);
        join = ", ";
    }
    if (join[0] == ',')
        buf_add_byte(buf, '\n');
}

void problem_lines_add(struct buf *buf, const struct problems *problems,
                       enum output_colour colour)
{
    AUTO(source_line_clear) struct source_line source = {0};
    size_t room[N_SEVERITIES] = {0};
    size_t left[N_SEVERITIES] = {0};

    share_room(problems, room, left);
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *problem = &problems->all[i];

        if (room[problem->severity] == 0)
            continue;
        room[problem->severity]--;
        add_line(buf, problem, colour);
        if (colour == OUTPUT_COLOUR)
            source_line_add(&source, buf, problem->place);
    }
    add_rest(buf, left);
}

void problem_lines_add_json(struct buf *buf, const struct problems *problems)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *problem = &problems->all[i];
        AUTO(json_decref)
        json_t *one = cold_json("{s:o, s:o, s:o, s:s, s:s, s:o}",
                                KEY("file", cold_json_word(problem->place.file)),
                                KEY("line", cold_json_number(problem->place.line)),
                                KEY("column", cold_json_number(problem->place.column)),
                                KEY("severity", severities[problem->severity].name),
                                KEY("name", problem->name),
                                KEY("text", cold_json_word(problem->text)));

        cold_json_add(buf, one, COLD_JSON_LINE);
        buf_add_byte(buf, '\n');
    }
}
