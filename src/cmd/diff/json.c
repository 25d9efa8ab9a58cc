/* SPDX-License-Identifier: Apache-2.0 */
/* json: writes one JSON object with all differences. */
#include "cmd/cli/json_out.h"
#include "cmd/diff/print.h"

static const char *mark_text(char mark)
{
    static const char *const marks[] = {"+", "-", ">", "~", "!"};

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (marks[i][0] == mark)
            return marks[i];
    }
    return "";
}

static json_t *texts_json(const struct str *texts, size_t n)
{
    json_t *array = cold_json("[]");

    for (size_t i = 0; i < n; i++)
        cold_json_append(array, cold_json_text(texts[i]));
    return array;
}

static json_t *part_json(const struct reach_part *part)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = SIZE_MAX};
    json_t *except = cold_json("[]");
    json_t *object;

    reach_part_add_name(&text, part);
    for (size_t i = 0; i < part->n_except; i++) {
        AUTO(buf_clear) struct buf one = {.max_bytes = SIZE_MAX};

        reach_part_add_name(&one, &part->except[i]);
        cold_json_append(except, cold_json_text(buf_str(&one)));
    }
    object = cold_json("{s:o,s:o}", KEY("names", cold_json_text(buf_str(&text))),
                       KEY("except", except));
    if (part->witness.len > 0)
        cold_json_put(object, STR("witness"), cold_json_text(part->witness));
    return object;
}

static json_t *owners_json(const struct reach_comparison *reach, uint32_t set)
{
    const struct reach_set *owners = &reach->names.sets[set];
    json_t *array = cold_json("[]");

    for (uint32_t i = 0; i < owners->n; i++)
        cold_json_append(array,
                         cold_json_text(reach->names.tenants.names[owners->ids[i]]));
    return array;
}

static void put_move(json_t *object, const struct differences *differences,
                     const struct reach_move *move)
{
    cold_json_put(object, STR("parts"), cold_json("[o]", part_json(&move->part)));
    cold_json_put(object, STR("old"),
                  owners_json(&differences->reach, move->owners[REACH_OLD]));
    cold_json_put(object, STR("new"),
                  owners_json(&differences->reach, move->owners[REACH_NEW]));
}

static json_t *tenant_json(const struct reach_comparison *reach, uint32_t id)
{
    return id == REACH_NOBODY ? cold_json("n")
                              : cold_json_text(reach->names.tenants.names[id]);
}

static void put_reach(json_t *object, const struct differences *differences,
                      const struct reach_difference *difference)
{
    const struct reach_comparison *reach = &differences->reach;
    const struct reach_actor *actor = &reach->spaces.actors[difference->actor];
    json_t *parts = cold_json("[]");
    json_t *namespaces = cold_json("[]");

    for (size_t i = 0; i < actor->n_cells; i++)
        cold_json_append(namespaces,
                         cold_json_text(reach->spaces.cells[actor->cells[i]].text));
    for (size_t i = 0; i < difference->n_parts; i++)
        cold_json_append(parts, part_json(&difference->parts[i]));
    cold_json_put(object, STR("class"),
                  cold_json_text(reach->names.classes.names[difference->class]));
    cold_json_put(object, STR("namespaces"), namespaces);
    cold_json_put(object, STR("namespace"), cold_json_text(actor->sample));
    cold_json_put(object, STR("old"), tenant_json(reach, actor->ids[REACH_OLD]));
    cold_json_put(object, STR("new"), tenant_json(reach, actor->ids[REACH_NEW]));
    cold_json_put(object, STR("parts"), parts);
}

static json_t *line_json(const struct differences *differences,
                         const struct diff_line *line)
{
    json_t *object = cold_json("{s:s,s:o}", "mark", mark_text(diff_mark_byte(line->mark)),
                               KEY("text", cold_json_text(line->text)));

    if (line->is_uncounted)
        cold_json_put(object, STR("counted"), cold_json("b", 0));
    if (line->move != NULL)
        put_move(object, differences, line->move);
    if (line->reach != NULL)
        put_reach(object, differences, line->reach);
    if (line->entry != NULL)
        cold_json_put(object, STR("entry"), desk_entry_json(line->entry));
    return object;
}

static void put_sections(json_t *object, const struct differences *differences)
{
    size_t at = 0;

    for (int section = 0; section < DIFF_SECTIONS; section++) {
        json_t *array = cold_json("[]");

        while (at < differences->n &&
               differences->lines[at].section == (enum diff_section)section)
            cold_json_append(array, line_json(differences, &differences->lines[at++]));
        cold_json_put(object, str_from(diff_section_name((enum diff_section)section)),
                      array);
    }
}

static json_t *changes_json(const struct against_answer *answer)
{
    json_t *array = cold_json("[]");
    static const char *const words[] = {[CHANGE_ADDED] = "added",
                                        [CHANGE_REPLACED] = "changed",
                                        [CHANGE_REMOVED] = "removed"};

    for (size_t i = 0; i < answer->n_changes; i++) {
        const struct change *change = &answer->changes[i];
        json_t *one = cold_json("{s:s}", "change", words[change->kind]);

        if (change->key.len > 0)
            cold_json_put(one, STR("key"), cold_json_text(change->key));
        else
            cold_json_put(one, STR("field"), cold_json_text(change->field));
        if (change->kind != CHANGE_REMOVED)
            cold_json_put(one, STR("value"), cold_json_text(change->value));
        cold_json_append(array, one);
    }
    return array;
}

static json_t *object_json(const struct against_object *object)
{
    const struct against_answer *old = &object->answers[REACH_OLD];
    const struct against_answer *new = &object->answers[REACH_NEW];
    json_t *json = cold_json("{s:s,s:o,s:o,s:o,s:o}", "mark",
                             mark_text(against_mark_byte(object->mark)),
                             KEY("kind", cold_json_text(object->kind)),
                             KEY("namespace", cold_json_text(object->namespace)),
                             KEY("name", cold_json_text(object->name)),
                             KEY("text", cold_json_text(object->text)));

    cold_json_put(json, STR("rules"),
                  cold_json("{s:o,s:o}", KEY("old", texts_json(old->rules, old->n_rules)),
                            KEY("new", texts_json(new->rules, new->n_rules))));
    cold_json_put(json, STR("changes"),
                  cold_json("{s:o,s:o}", KEY("old", changes_json(old)),
                            KEY("new", changes_json(new))));
    if (object->place.file != NULL) {
        cold_json_put(json, STR("file"), cold_json_word(object->place.file));
        cold_json_put(json, STR("line"), cold_json_number(object->place.line));
    }
    return json;
}

static json_t *objects_json(const struct against *against)
{
    json_t *list = cold_json("[]");

    for (int mark = 0; mark < AGAINST_MARKS; mark++) {
        for (size_t i = 0; i < against->n; i++) {
            if (against->objects[i].mark == (enum against_mark)mark)
                cold_json_append(list, object_json(&against->objects[i]));
        }
    }
    return list;
}

static json_t *counts_json(const struct differences *differences)
{
    return cold_json(
        "{s:o,s:o,s:o,s:o}",
        KEY("wider", cold_json_number((uint32_t)differences->counts[DIFF_WIDER])),
        KEY("narrower", cold_json_number((uint32_t)differences->counts[DIFF_NARROWER])),
        KEY("moved", cold_json_number((uint32_t)differences->counts[DIFF_MOVED])),
        KEY("other", cold_json_number((uint32_t)differences->counts[DIFF_OTHER])));
}

void diff_print_json(const struct printed *printed, struct buf *buf)
{
    const struct differences *differences = printed->differences;
    const struct against *against = printed->against;
    const char *result = differences_result(differences);
    AUTO(json_decref)
    json_t *object = cold_json(
        "{s:{s:o,s:o,s:o},s:s,s:o}", "policy",
        KEY("name", cold_json_text(policy_name(diff_policy(differences, REACH_NEW)))),
        KEY("old", cold_json_text(policy_hash(diff_policy(differences, REACH_OLD)))),
        KEY("new", cold_json_text(policy_hash(diff_policy(differences, REACH_NEW)))),
        "result", result == NULL ? "no difference in meaning" : result,
        KEY("counts", counts_json(differences)));

    put_sections(object, differences);
    if (against != NULL) {
        cold_json_put(object, STR("judged"),
                      cold_json_number((uint32_t)against->n_judged));
        cold_json_put(object, STR("objects"), objects_json(against));
    }
    cold_json_add(buf, object, COLD_JSON_LINE);
    buf_add_byte(buf, '\n');
}
